import type { Scope } from '../../domain/inventory.ts';
import { declare, type Manuscript, maxDeclares } from './declared.ts';
import { scopeOfGroup } from './lockfile.ts';
import { isName } from './lockfile-toml.ts';
import { normaliseName } from './name.ts';
import { hideCredentials } from './requirement.ts';
import { type Lines, linesOf } from './toml/lines.ts';
import { isTable, readToml, tableAt, textsOf } from './toml/read.ts';

/**
 * Reads what a `pyproject.toml` declares: the `[project]` table of PEP 621, the groups of PEP 735, the tables of
 * Poetry, PDM and uv, and what is needed to build it (PEP 518). The project's own extras, asked for by name, are left
 * out.
 */
export async function readPyproject(path: string, content: string): Promise<Manuscript> {
  const { document, problems } = await readToml(path, content);
  const manuscript: Manuscript = { declares: [], problems };
  if (document === undefined) return manuscript;
  const { value, text } = document;
  const lines = linesOf(text);
  const add = (list: unknown, scope: Scope) => {
    for (const one of textsOf(list)) declare(manuscript, path, one, scope, lines.ofText(one));
  };
  const addGroups = (groups: Record<string, unknown>, otherwise: Scope) => {
    for (const [group, list] of Object.entries(groups)) add(list, scopeOfGroup(group, otherwise));
  };
  const project = tableAt(value, 'project');
  add(project.dependencies, 'runtime');
  addGroups(tableAt(project, 'optional-dependencies'), 'optional');
  addGroups(tableAt(value, 'dependency-groups'), 'dev');
  addGroups(tableAt(value, 'tool', 'pdm', 'dev-dependencies'), 'dev');
  add(tableAt(value, 'tool', 'uv')['dev-dependencies'], 'dev');
  add(tableAt(value, 'build-system').requires, 'build');
  addPoetry(manuscript, path, tableAt(value, 'tool', 'poetry'), lines);
  const own = [project.name, tableAt(value, 'tool', 'poetry').name].filter(isName).map(normaliseName);
  return { problems, declares: manuscript.declares.filter(({ name }) => !own.includes(name)) };
}

function addPoetry(
  manuscript: Manuscript,
  path: string,
  poetry: Record<string, unknown>,
  lines: Lines,
): void {
  addTable(manuscript, path, poetry.dependencies, 'runtime', lines, 'tool.poetry.dependencies');
  addTable(manuscript, path, poetry['dev-dependencies'], 'dev', lines, 'tool.poetry.dev-dependencies');
  for (const [group, table] of Object.entries(tableAt(poetry, 'group'))) {
    if (!isTable(table)) continue;
    const header = `tool.poetry.group.${group}.dependencies`;
    addTable(manuscript, path, table.dependencies, scopeOfGroup(group, 'dev'), lines, header);
  }
}

/** A table of names and what is wanted of them, as Poetry and Pipenv write it. `python` is no package. */
export function addTable(
  manuscript: Manuscript,
  file: string,
  table: unknown,
  scope: Scope,
  lines: Lines,
  header: string,
): void {
  for (const [name, value] of Object.entries(isTable(table) ? table : {})) {
    if (name.toLowerCase() === 'python') continue;
    const line = lines.ofKey(header, name);
    const place = line === undefined ? {} : { line };
    if (!isName(name)) {
      const message = `A name in ${file} is none of a package. It was left out.`;
      manuscript.problems.push({ code: 'requirement-invalid', message, path: file, ...place });
      continue;
    }
    for (const one of Array.isArray(value) ? value : [value]) {
      if (manuscript.declares.length >= maxDeclares) return;
      const optional = isTable(one) && one.optional === true;
      manuscript.declares.push({
        name: normaliseName(name),
        file,
        wanted: wantedOf(one),
        scope: optional ? 'optional' : scope,
        ...place,
      });
    }
  }
}

function wantedOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (!isTable(value)) return '';
  const address = ['git', 'hg', 'svn', 'url', 'path', 'file'].find((key) => typeof value[key] === 'string');
  const vcs = address === 'git' || address === 'hg' || address === 'svn' ? `${address}+` : '';
  const wanted =
    address === undefined
      ? typeof value.version === 'string'
        ? value.version
        : ''
      : `@ ${vcs}${hideCredentials(value[address] as string)}`;
  const marker = value.markers ?? (value.python === undefined ? undefined : `python ${value.python}`);
  return typeof marker === 'string' ? `${wanted} ; ${marker}` : wanted;
}

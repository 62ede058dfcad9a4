import type { Origin, Scope } from '../../domain/inventory.ts';
import type { Problem } from '../../domain/problem.ts';
import { type Lockfile, type Requirement, scopeOfGroup, strongest } from './lockfile.ts';
import { readTomlLockfile, versionOf } from './lockfile-toml.ts';
import { normaliseName } from './name.ts';
import { isTable, tableAt, textsOf } from './toml/read.ts';

/**
 * Reads `poetry.lock`. Up to 1.4 an entry says its `category`, from 2.0 on its `groups`, between them nothing: then
 * its scope follows from what `pyproject.toml` declares.
 */
export function readPoetryLock(
  path: string,
  content: string,
): Promise<{ lockfile?: Lockfile; problems: Problem[] }> {
  return readTomlLockfile(path, content, 'package', (entry) => {
    const scope = scopeOf(entry);
    return {
      version: versionOf(entry.version),
      origin: originOf(tableAt(entry, 'source').type),
      ...(scope === undefined ? {} : { scope }),
      requires: Object.entries(tableAt(entry, 'dependencies')).flatMap(([name, wanted]) =>
        (Array.isArray(wanted) ? wanted : [wanted]).map((one) => requirementOf(name, one)),
      ),
    };
  });
}

function scopeOf(entry: Record<string, unknown>): Scope | undefined {
  const main: Scope = entry.optional === true ? 'optional' : 'runtime';
  if (entry.category === 'main') return main;
  if (typeof entry.category === 'string') return scopeOfGroup(entry.category, 'dev');
  const groups = textsOf(entry.groups);
  if (groups.length > 0)
    return strongest(groups.map((group) => (group === 'main' ? main : scopeOfGroup(group, 'dev'))));
  return entry.optional === true ? 'optional' : undefined;
}

/** `legacy` is a package index other than PyPI, a mirror of it or a private one. */
function originOf(type: unknown): Origin {
  if (type === 'git' || type === 'hg') return 'git';
  if (type === 'directory') return 'local';
  return type === 'file' || type === 'url' ? 'tarball' : 'registry';
}

function requirementOf(name: string, value: unknown): Requirement {
  const wanted = isTable(value) ? value.version : value;
  return {
    name: normaliseName(name),
    wanted: typeof wanted === 'string' ? wanted : '',
    ...(isTable(value) && value.optional === true ? { extra: true } : {}),
  };
}

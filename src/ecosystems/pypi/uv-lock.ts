import { posix } from 'node:path';
import type { Origin, Scope } from '../../domain/inventory.ts';
import type { Problem } from '../../domain/problem.ts';
import { type Declared, type Lockfile, type Requirement, scopeOfGroup } from './lockfile.ts';
import { isName, readTomlLockfile, versionOf } from './lockfile-toml.ts';
import { normaliseName } from './name.ts';
import { isTable, tableAt, tablesOf } from './toml/read.ts';

/**
 * Reads `uv.lock`. Entries from a folder are the repository's own: the project and its workspace's members; what they
 * declare stands in `metadata`. (https://docs.astral.sh/uv/concepts/projects/layout/#the-lockfile)
 */
export function readUvLock(
  path: string,
  content: string,
): Promise<{ lockfile?: Lockfile; problems: Problem[] }> {
  return readTomlLockfile(path, content, 'package', (entry, name, lockfile) => {
    const source = tableAt(entry, 'source');
    const folder = source.virtual ?? source.editable ?? source.directory;
    if (typeof folder === 'string') {
      lockfile.own.push({ name, folder: posix.normalize(folder) });
      lockfile.declares.push(...declaresOf(entry, posix.join(folder, 'pyproject.toml')));
      return undefined;
    }
    return { version: versionOf(entry.version), origin: originOf(source), requires: requiresOf(entry) };
  });
}

function originOf(source: Record<string, unknown>): Origin {
  if (source.git !== undefined) return 'git';
  return source.url !== undefined || source.path !== undefined ? 'tarball' : 'registry';
}

/** Extras that nobody asks for are not locked, so what stands under one is really required. */
function requiresOf(entry: Record<string, unknown>): Requirement[] {
  const extras = Object.values(tableAt(entry, 'optional-dependencies')).flatMap(tablesOf);
  return [...tablesOf(entry.dependencies), ...extras].filter(hasName).map(({ name, version }) => ({
    name: normaliseName(name),
    wanted: typeof version === 'string' ? `==${version}` : '',
  }));
}

function declaresOf(entry: Record<string, unknown>, file: string): Declared[] {
  const metadata = tableAt(entry, 'metadata');
  const dist = tablesOf(metadata['requires-dist']).map((one): [unknown, Scope] => [one, scopeOf(one)]);
  const dev = Object.entries(tableAt(metadata, 'requires-dev')).flatMap(([group, list]) =>
    tablesOf(list).map((one): [unknown, Scope] => [one, scopeOfGroup(group, 'dev')]),
  );
  return [...dist, ...dev].flatMap(([one, scope]) => {
    if (!isTable(one) || !hasName(one)) return [];
    const specifier = typeof one.specifier === 'string' ? one.specifier : '';
    const marker = typeof one.marker === 'string' ? ` ; ${one.marker}` : '';
    return [{ name: normaliseName(one.name), file, wanted: `${specifier}${marker}`.trim(), scope }];
  });
}

/** A requirement of an extra carries it as a marker. */
function scopeOf({ marker }: Record<string, unknown>): Scope {
  const extra = typeof marker === 'string' ? /\bextra == ['"]([^'"]+)['"]/.exec(marker)?.[1] : undefined;
  return extra === undefined ? 'runtime' : scopeOfGroup(extra, 'optional');
}

function hasName<T extends Record<string, unknown>>(table: T): table is T & { name: string } {
  return isName(table.name);
}

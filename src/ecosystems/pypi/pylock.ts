import { posix } from 'node:path';
import type { Origin, Scope } from '../../domain/inventory.ts';
import type { Problem } from '../../domain/problem.ts';
import { type Lockfile, scopeOfGroup, strongest } from './lockfile.ts';
import { isName, readTomlLockfile, versionOf } from './lockfile-toml.ts';
import { normaliseName } from './name.ts';
import { tableAt, tablesOf } from './toml/read.ts';

/**
 * Reads `pylock.toml` (https://packaging.python.org/en/latest/specifications/pylock-toml/). A folder's package has no
 * version: it is the repository's own.
 */
export function readPylock(
  path: string,
  content: string,
): Promise<{ lockfile?: Lockfile; problems: Problem[] }> {
  return readTomlLockfile(path, content, 'packages', (entry, name, lockfile) => {
    const folder = tableAt(entry, 'directory').path;
    if (typeof folder === 'string') {
      lockfile.own.push({ name, folder: posix.normalize(folder) });
      return undefined;
    }
    const scope = scopeOf(entry.marker);
    return {
      version: versionOf(entry.version),
      origin: originOf(entry),
      ...(scope === undefined ? {} : { scope }),
      requires: tablesOf(entry.dependencies).flatMap(({ name: required, version }) =>
        isName(required)
          ? [{ name: normaliseName(required), wanted: typeof version === 'string' ? `==${version}` : '' }]
          : [],
      ),
    };
  });
}

function originOf(entry: Record<string, unknown>): Origin {
  if (entry.vcs !== undefined) return 'git';
  return entry.archive === undefined ? 'registry' : 'tarball';
}

/** The marker tells whose package it is: `'dev' in dependency_groups or 'cli' in extras`. */
function scopeOf(marker: unknown): Scope | undefined {
  if (typeof marker !== 'string') return undefined;
  const members = marker.matchAll(/['"]([\w.-]+)['"]\s{1,9}in\s{1,9}(extras|dependency_groups)/g);
  return strongest(
    [...members].map(([, name = '', set]) => scopeOfGroup(name, set === 'extras' ? 'optional' : 'dev')),
  );
}

import type { Origin, Scope } from '../../domain/inventory.ts';
import type { Problem } from '../../domain/problem.ts';
import { readJson } from './json.ts';
import { entryInvalid, type Lockfile, maxPackages, scopeOfGroup, tooMany } from './lockfile.ts';
import { isName } from './lockfile-toml.ts';
import { normaliseName } from './name.ts';
import { isTable } from './toml/read.ts';
import { pinnedVersion } from './versions/clauses.ts';

/**
 * Reads `Pipfile.lock`: one object a category, `default`, `develop` and whatever the `Pipfile` names. Nothing in it
 * says what requires what. (https://pipenv.pypa.io/en/latest/pipfile.html)
 */
export async function readPipfileLock(
  path: string,
  content: string,
): Promise<{ lockfile?: Lockfile; problems: Problem[] }> {
  const { value, lines, problems } = await readJson(path, content);
  if (value === undefined) return { problems };
  const lockfile: Lockfile = { packages: [], declares: [], own: [], problems };
  for (const [category, entries] of Object.entries(value)) {
    if (category === '_meta' || !isTable(entries)) continue;
    const scope = scopeOfGroup(category, 'optional');
    for (const [name, entry] of Object.entries(entries)) {
      if (lockfile.packages.length >= maxPackages) {
        problems.push(tooMany(path));
        return { lockfile, problems };
      }
      readEntry(path, lockfile, name, entry, scope, lines.get(`${category}\0${name}`));
    }
  }
  return { lockfile, problems };
}

function readEntry(
  path: string,
  lockfile: Lockfile,
  name: string,
  entry: unknown,
  scope: Scope,
  line: number | undefined,
): void {
  const origin = isTable(entry) ? originOf(entry) : 'registry';
  const written = isTable(entry) ? entry.version : entry;
  const version = typeof written === 'string' ? (pinnedVersion(written) ?? '') : '';
  if (!isName(name) || (version === '' && origin === 'registry')) {
    const what = isName(name) ? `(${name}) has no exact version` : 'has no valid name';
    lockfile.problems.push(entryInvalid(path, lockfile.packages.length, what, line));
    return;
  }
  lockfile.packages.push({
    name: normaliseName(name),
    version,
    origin,
    scope,
    requires: [],
    ...(line === undefined ? {} : { line }),
  });
}

function originOf(entry: Record<string, unknown>): Origin {
  if (['git', 'hg', 'svn', 'bzr'].some((key) => entry[key] !== undefined)) return 'git';
  if (entry.path !== undefined) return 'local';
  return entry.file === undefined ? 'registry' : 'tarball';
}

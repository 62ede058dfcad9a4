import type { Problem } from '../../domain/problem.ts';
import { entryInvalid, type Locked, type Lockfile, maxPackages, tooMany } from './lockfile.ts';
import { normaliseName } from './name.ts';
import { placesOf } from './toml/places.ts';
import { readToml, tablesOf } from './toml/read.ts';

/** What a format makes of one entry; `undefined` for one that is none of a package. */
export type ReadEntry = (
  entry: Record<string, unknown>,
  name: string,
  lockfile: Lockfile,
) => Omit<Locked, 'name' | 'line'> | undefined;

/** Whether a text is a name by PEP 508. */
export function isName(name: unknown): name is string {
  return typeof name === 'string' && name.length < 500 && /^[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?$/i.test(name);
}

/**
 * Reads a lockfile that lists its packages in one array of tables, as all but Pipenv's do.
 * @returns no lockfile where nothing in it could be read.
 */
export async function readTomlLockfile(
  path: string,
  content: string,
  header: 'package' | 'packages',
  readEntry: ReadEntry,
): Promise<{ lockfile?: Lockfile; problems: Problem[] }> {
  const { document, problems } = await readToml(path, content);
  if (document === undefined) return { problems };
  const lockfile: Lockfile = { packages: [], declares: [], own: [], problems };
  const places = placesOf(document.text, header);
  for (const [i, entry] of tablesOf(document.value[header]).entries()) {
    if (i >= maxPackages) {
      problems.push(tooMany(path));
      break;
    }
    const { name } = entry;
    const place = places[i]?.name === name ? places[i]?.line : undefined;
    if (!isName(name)) {
      problems.push(entryInvalid(path, i, 'has no valid name', place));
      continue;
    }
    const read = readEntry(entry, normaliseName(name), lockfile);
    if (read === undefined) continue;
    if (read.version === '' && read.origin === 'registry') {
      problems.push(entryInvalid(path, i, `(${name}) has no version`, place));
      continue;
    }
    lockfile.packages.push({
      name: normaliseName(name),
      ...read,
      ...(place === undefined ? {} : { line: place }),
    });
  }
  return { lockfile, problems };
}

/** A version that is a text; empty where it is none. */
export function versionOf(value: unknown): string {
  return typeof value === 'string' ? value.trim() : '';
}

import type { Origin } from '../../domain/inventory.ts';
import { isRecord } from './json/read.ts';
import { parseLocation } from './location.ts';
import { type LockedPackage, type Lockfile, maxPackages, type Requirement, tooMany } from './lockfile.ts';
import { isGit, isTarball, originOf, splitAlias } from './origin.ts';
import { entriesOf } from './package-json.ts';

/** The location whose entry these keys lead to, in the nested `dependencies` of lockfile version 1. */
export function nestedLocation(keys: readonly string[]): string | undefined {
  if (keys.length % 2 === 1 || keys.length > maxNested) return undefined;
  let location = '';
  for (let i = 0; i < keys.length; i += 2) {
    if (keys[i] !== 'dependencies') return undefined;
    location += `${i === 0 ? '' : '/'}node_modules/${keys[i + 1]}`;
  }
  return location;
}

/** Keys on the way to the deepest entry that gets a line; deeper ones are refused as no location of npm's. */
const maxNested = 60;

/** Reads the `dependencies` of lockfile version 1 and of the shrinkwraps before it. What declares what is not in it. */
export function readNestedLock(path: string, root: unknown, lines: ReadonlyMap<string, number>): Lockfile {
  const lockfile: Lockfile = {
    packages: [],
    importers: [{ location: '', declares: [] }],
    links: new Map(),
    problems: [],
  };
  const todo: { folder: string; entries: unknown }[] = [{ folder: '', entries: root }];
  for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
    if (!isRecord(next.entries)) continue;
    const { folder } = next;
    for (const [key, entry] of Object.entries(next.entries)) {
      const location = `${folder === '' ? '' : `${folder}/`}node_modules/${key}`;
      const line = lines.get(location);
      const place = line === undefined ? {} : { line };
      if (isNotInstalled(entry)) continue;
      if (lockfile.packages.length >= maxPackages) {
        lockfile.problems.push(tooMany(path));
        return lockfile;
      }
      const read = readEntry(location, key, entry);
      if ('code' in read) lockfile.problems.push({ ...read, path, ...place });
      else lockfile.packages.push({ ...read, ...place });
      if (isRecord(entry) && parseLocation(location) !== undefined)
        todo.push({ folder: location, entries: entry.dependencies });
    }
  }
  return lockfile;
}

/** npm 7 and later keep an empty entry of an optional dependency that it could not find or install. */
function isNotInstalled(entry: unknown): boolean {
  return isRecord(entry) && entry.optional === true && entry.version === undefined;
}

function readEntry(
  location: string,
  key: string,
  entry: unknown,
): LockedPackage | { code: string; message: string } {
  if (parseLocation(location)?.name !== key)
    return {
      code: 'location-refused',
      message: `${JSON.stringify(location.slice(0, 80))} is no place that npm installs to. The entry was left out.`,
    };
  if (!isRecord(entry))
    return { code: 'entry-invalid', message: `The entry of "${key}" is no object. It was left out.` };
  if (typeof entry.version !== 'string')
    return {
      code: 'version-invalid',
      message: `"${location}" has ${entry.version === undefined ? 'no version' : 'a version that is no text'}. It was left out.`,
    };
  const { name = key, version, origin } = identify(entry.version, entry.resolved);
  return {
    location,
    name,
    ...(name === key ? {} : { alias: key }),
    version,
    scope: entry.dev === true ? 'dev' : entry.optional === true ? 'optional' : 'runtime',
    origin: entry.bundled === true ? 'bundled' : origin,
    requires: requirementsOf(entry),
  };
}

/** Shrinkwraps of npm 4 and before do not say who requires what; what is nested in a package is there for it. */
function requirementsOf(entry: Record<string, unknown>): Requirement[] {
  if (entry.requires === undefined && isRecord(entry.dependencies))
    return Object.keys(entry.dependencies).map((name) => ({ name, wanted: '*' }));
  return entriesOf(entry.requires).map(([name, wanted]) => ({ name, wanted }));
}

/** Version 1 writes the address in place of the version where a package does not come from a registry. */
function identify(
  version: string,
  resolved: unknown,
): { name?: string; version: string; origin: Origin | 'url' } {
  const alias = splitAlias(version);
  if (alias.name !== undefined) return { name: alias.name, version: alias.rest, origin: originOf(resolved) };
  if (isGit(version)) return { version: '', origin: 'git' };
  if (version.startsWith('file:')) return { version: '', origin: isTarball(version) ? 'tarball' : 'local' };
  if (/^https?:/.test(version))
    return { version: /-(\d+\.\d+\.\d+[^/]*)\.tgz$/.exec(version)?.[1] ?? '', origin: originOf(version) };
  return { version, origin: originOf(resolved) };
}

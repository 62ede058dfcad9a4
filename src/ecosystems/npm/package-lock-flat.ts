import type { Scope } from '../../domain/inventory.ts';
import type { Problem } from '../../domain/problem.ts';
import { isRecord } from './json/read.ts';
import { parseLocation, splitLocation } from './location.ts';
import { type LockedPackage, type Lockfile, maxPackages, type Requirement, tooMany } from './lockfile.ts';
import { originOf } from './origin.ts';
import { declarationsOf, entriesOf } from './package-json.ts';

/** The location whose entry these keys lead to, in the `packages` of lockfile versions 2 and 3. */
export function flatLocation(keys: readonly string[]): string | undefined {
  return keys.length === 2 ? keys[1] : undefined;
}

/** Reads the `packages` of lockfile versions 2 and 3. */
export function readFlatLock(
  path: string,
  entries: Record<string, unknown>,
  lines: ReadonlyMap<string, number>,
): Lockfile {
  const lockfile: Lockfile = { packages: [], importers: [], links: new Map(), problems: [] };
  for (const [location, entry] of Object.entries(entries)) {
    if (lockfile.packages.length >= maxPackages) {
      lockfile.problems.push(tooMany(path));
      break;
    }
    const problem = readEntry(lockfile, location, entry, lines.get(location));
    if (problem === undefined) continue;
    const line = lines.get(location);
    lockfile.problems.push({ ...problem, path, ...(line === undefined ? {} : { line }) });
  }
  nameLinked(lockfile);
  return lockfile;
}

/** A linked folder outside has a name of its own only where that differs from the link's. */
function nameLinked({ packages, links }: Lockfile): void {
  const targets = new Map([...links].map(([location, target]) => [target, splitLocation(location)?.name]));
  for (const locked of packages)
    if (locked.name === '') locked.name = targets.get(locked.location) ?? locked.location;
}

function readEntry(
  lockfile: Lockfile,
  location: string,
  entry: unknown,
  line: number | undefined,
): Problem | undefined {
  const place = parseLocation(location);
  if (place === undefined)
    return {
      code: 'location-refused',
      message: `${JSON.stringify(location.slice(0, 80))} is no place that npm installs to. The entry was left out.`,
    };
  if (!isRecord(entry))
    return { code: 'entry-invalid', message: `The entry of "${location}" is no object. It was left out.` };
  if (entry.link === true) {
    if (typeof entry.resolved === 'string') lockfile.links.set(location, entry.resolved);
    return undefined;
  }
  if (place.name === undefined && !place.outside) {
    const file = location === '' ? 'package.json' : `${location}/package.json`;
    lockfile.importers.push({ location, declares: declarationsOf(entry, file).map(withoutSection) });
    return undefined;
  }
  return readPackage(lockfile, location, place.name, entry, line);
}

function readPackage(
  lockfile: Lockfile,
  location: string,
  folder: string | undefined,
  entry: Record<string, unknown>,
  line: number | undefined,
): Problem | undefined {
  const name = typeof entry.name === 'string' && entry.name !== '' ? entry.name : (folder ?? '');
  const origin =
    folder === undefined ? 'local' : entry.inBundle === true ? 'bundled' : originOf(entry.resolved);
  const version = entry.version ?? (origin === 'git' || origin === 'local' ? '' : undefined);
  // npm 8 to 10 keep empty entries of optional peers that are not installed (npm/cli issue 4828).
  if (version === undefined && entry.resolved === undefined && (entry.peer || entry.optional))
    return undefined;
  if (typeof version !== 'string')
    return {
      code: 'version-invalid',
      message: `"${location}" has ${version === undefined ? 'no version' : 'a version that is no text'}. It was left out.`,
    };
  const licence = licenceOf(entry.license);
  lockfile.packages.push({
    location,
    name,
    ...(folder === undefined || folder === name ? {} : { alias: folder }),
    version,
    scope: scopeOf(entry),
    origin,
    requires: requirementsOf(entry),
    ...(line === undefined ? {} : { line }),
    ...(licence === undefined ? {} : { licence }),
  });
  return undefined;
}

/** `devOptional`: needed by development and by an optional dependency, so it may be installed in production. */
function scopeOf(entry: Record<string, unknown>): LockedPackage['scope'] {
  const order: [flag: string, scope: Scope][] = [
    ['dev', 'dev'],
    ['devOptional', 'optional'],
    ['optional', 'optional'],
    ['peer', 'peer'],
  ];
  return order.find(([flag]) => entry[flag] === true)?.[1] ?? 'runtime';
}

/** An optional peer never brings a package in, so it is no reason for one to be there. */
function requirementsOf(entry: Record<string, unknown>): Requirement[] {
  const own = [...entriesOf(entry.dependencies), ...entriesOf(entry.optionalDependencies)];
  const meta = isRecord(entry.peerDependenciesMeta) ? entry.peerDependenciesMeta : undefined;
  const peers = entriesOf(entry.peerDependencies).filter(([name]) => {
    const about = meta !== undefined && Object.hasOwn(meta, name) ? meta[name] : undefined;
    return !(isRecord(about) && about.optional === true);
  });
  return [
    ...own.map(([name, wanted]) => ({ name, wanted })),
    ...peers.map(([name, wanted]) => ({ name, wanted, peer: true as const })),
  ];
}

/** An SPDX expression, or the object form of packages from before 2015. */
function licenceOf(value: unknown): string | undefined {
  const licence = isRecord(value) ? value.type : value;
  return typeof licence === 'string' ? licence : undefined;
}

function withoutSection<T extends { section: string }>({ section: _, ...rest }: T): Omit<T, 'section'> {
  return rest;
}

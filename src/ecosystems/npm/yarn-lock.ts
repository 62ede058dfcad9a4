import type { Problem } from '../../domain/problem.ts';
import { parseLocation } from './location.ts';
import { type Importer, type LockedPackage, type Lockfile, maxPackages, tooMany } from './lockfile.ts';
import { isGit, isTarball, isUrl, originOf, splitAlias } from './origin.ts';
import { isBerry, readBerry } from './yarn-berry.ts';
import { readClassic } from './yarn-classic.ts';
import { splitDescriptor, type YarnEntry } from './yarn-entry.ts';
import { addDescriptor, type Descriptors, lookupByDescriptor } from './yarn-lookup.ts';

/**
 * Reads a `yarn.lock`: of Yarn 1, or of Yarn 2 and later. A location is `name@version`, as Yarn itself names what it
 * installs. Yarn 1 does not list workspaces; the reader adds them.
 * @returns no lockfile where nothing in it could be read.
 */
export function readYarnLock(path: string, text: string): { lockfile?: Lockfile; problems: Problem[] } {
  const berry = isBerry(text);
  const { entries, unclear } = berry ? readBerry(text) : readClassic(text);
  const problems = unclear === undefined ? [] : [unclearLine(path, unclear, entries.length === 0)];
  if (unclear !== undefined && entries.length === 0) return { problems };
  const reading: Reading = {
    path,
    lockfile: { packages: [], importers: [], links: new Map(), problems, scopeless: true },
    descriptors: new Map(),
    locators: new Map(),
    locations: new Set(),
  };
  const patches: YarnEntry[] = [];
  for (const entry of entries) {
    if (entry.resolution.includes('@patch:')) patches.push(entry);
    else if (!readEntry(reading, entry)) break;
  }
  for (const entry of patches) readPatch(reading, entry);
  const { lockfile, descriptors } = reading;
  if (!lockfile.importers.some(({ location }) => location === ''))
    lockfile.importers.unshift({ location: '', declares: [] });
  lockfile.makeLookup = (project) => lookupByDescriptor(descriptors, project);
  return { lockfile, problems };
}

interface Reading {
  path: string;
  lockfile: Lockfile;
  descriptors: Descriptors;
  /** `name@npm:version` → index into the packages. */
  locators: Map<string, number>;
  locations: Set<string>;
}

/** @returns whether there is room for more. */
function readEntry(reading: Reading, entry: YarnEntry): boolean {
  const { lockfile, path } = reading;
  const workspace = /@workspace:(.*)$/.exec(entry.resolution)?.[1];
  if (workspace !== undefined) {
    readWorkspace(reading, entry, workspace === '.' ? '' : workspace);
    return true;
  }
  const identity = identify(entry);
  const soft = identity.origin === 'local';
  if (identity.name === '' || (entry.version === '' && !soft)) {
    const what = `"${entry.descriptors[0]?.slice(0, 80) ?? ''}" has no ${identity.name === '' ? 'name' : 'version'}.`;
    const message = `${what} The entry was left out.`;
    lockfile.problems.push({ code: 'version-invalid', message, path, line: entry.line });
    return true;
  }
  if (lockfile.packages.length >= maxPackages) {
    lockfile.problems.push(tooMany(path));
    return false;
  }
  const index = lockfile.packages.length;
  lockfile.packages.push({
    ...identity,
    // What is linked into the tree (`link:`, `portal:`) has this in place of a version.
    version: entry.version === '0.0.0-use.local' ? '' : entry.version,
    location: locate(reading, identity.name, entry),
    scope: 'runtime',
    requires: entry.requires,
    line: entry.line,
  });
  reading.locators.set(entry.resolution, index);
  for (const descriptor of entry.descriptors) addDescriptor(reading.descriptors, descriptor, index);
  return true;
}

/**
 * A patched package stands beside the one it is made of. It is that package, with something changed that no advisory
 * knows; one copy is installed.
 */
function readPatch(reading: Reading, entry: YarnEntry): void {
  const source = /@patch:([^#]*)#/.exec(entry.resolution)?.[1] ?? '';
  const index = reading.locators.get(decode(source));
  if (index === undefined) readEntry(reading, entry);
  else for (const descriptor of entry.descriptors) addDescriptor(reading.descriptors, descriptor, index);
}

function readWorkspace({ lockfile, descriptors, path }: Reading, entry: YarnEntry, location: string): void {
  const place = parseLocation(location);
  if (place === undefined || place.outside || place.name !== undefined) {
    const message = `"${location.slice(0, 80)}" is no folder of a workspace. The entry was left out.`;
    lockfile.problems.push({ code: 'location-refused', message, path, line: entry.line });
    return;
  }
  const file = location === '' ? 'package.json' : `${location}/package.json`;
  const declares: Importer['declares'] = entry.requires.map(({ name, wanted }) => ({
    name,
    file,
    wanted: wanted.replace(/^npm:(?!@?[^@]+@)/, ''),
    scope: 'runtime',
  }));
  lockfile.importers.push({ location, declares });
  for (const descriptor of entry.descriptors) addDescriptor(descriptors, descriptor, 'folder');
}

/** The name in the registry, and the alias where no dependent asks for it by that name. */
function identify(entry: YarnEntry): Pick<LockedPackage, 'name' | 'alias' | 'origin'> {
  const [installed, range] = splitDescriptor(entry.descriptors[0] ?? '');
  const known = entry.resolution === '' ? entry.name : splitDescriptor(entry.resolution)[0];
  const name = known || (splitAlias(range).name ?? installed);
  const origin = entry.resolution === '' ? originOfClassic(entry, range) : originOfLocator(entry.resolution);
  const isAlias = name !== installed && entry.descriptors.every((one) => splitDescriptor(one)[0] !== name);
  return isAlias ? { name, alias: installed, origin } : { name, origin };
}

/** Berry's locators say by their protocol where a package comes from. (https://yarnpkg.com/protocols) */
function originOfLocator(resolution: string): LockedPackage['origin'] {
  const [, reference] = splitDescriptor(resolution);
  if (/^(npm|patch):/.test(reference)) return 'registry';
  const [file = ''] = reference.split('#', 1);
  if (/^(file|link|portal|exec|workspace):/.test(reference)) return isTarball(file) ? 'tarball' : 'local';
  if (/#(.*&)?commit[=:]/.test(reference) || isGit(reference)) return 'git';
  return isUrl(reference) ? 'tarball' : 'registry';
}

function originOfClassic({ resolved, descriptors }: YarnEntry, range: string): LockedPackage['origin'] {
  if (resolved.includes('/-/') && descriptors.every(isPlain)) return 'registry';
  if (resolved === '' && /^(file|link):|^\.{0,2}\//.test(range))
    return isTarball(range) ? 'tarball' : 'local';
  // Registries' addresses end in a SHA-1, too, but after the name of a file.
  if (isGit(resolved) || (/#[0-9a-f]{40}$/.test(resolved) && !/\.(tgz|tar\.gz)#/.test(resolved)))
    return 'git';
  if (descriptors.some((descriptor) => isGit(splitDescriptor(descriptor)[1]))) return 'git';
  if (descriptors.some((descriptor) => isUrl(splitDescriptor(descriptor)[1]))) return 'tarball';
  const [address] = resolved.split('#', 1);
  return resolved === '' ? 'registry' : originOf(address);
}

/** Asked for by a version or tag of a registry. */
function isPlain(descriptor: string): boolean {
  const [, range] = splitDescriptor(descriptor);
  return !range.includes(':') && !range.includes('/');
}

function locate({ locations }: Reading, name: string, entry: YarnEntry): string {
  let location = `${name}@${entry.version}`;
  if (locations.has(location)) {
    const others = [entry.resolution, ...entry.descriptors].filter((other) => other !== '');
    location = others.find((other) => !locations.has(other)) ?? `${location}#${entry.line}`;
  }
  locations.add(location);
  return location;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function unclearLine(path: string, line: number, nothing: boolean): Problem {
  return {
    code: 'lockfile-line-unclear',
    message: `${path} has lines that are none of a lockfile of Yarn, the first on line ${line}. ${nothing ? 'Nothing in it could be read.' : 'What could be read besides was.'}`,
    path,
    line,
    remedy: 'Restore the file from an earlier commit, or let yarn install write it anew.',
  };
}

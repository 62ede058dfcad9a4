import type { Problem } from '../../domain/problem.ts';
import { toPlainJson } from './json/plain.ts';
import { isRecord, readJson } from './json/read.ts';
import { parseLocation } from './location.ts';
import { type LockedPackage, type Lockfile, maxPackages, type Requirement, tooMany } from './lockfile.ts';
import { isTarball, isUrl } from './origin.ts';
import { declarationsOf, entriesOf } from './package-json.ts';

/**
 * Reads a `bun.lock`: JSON with trailing commas. `packages` holds every copy under the names of the packages it lies
 * in, `a/b` for `node_modules/a/node_modules/b`, and is read into npm's locations; what stands first in a copy is its
 * name and where it comes from, `name@version` or `name@github:…`. (https://bun.com/docs/pm/lockfile)
 * @returns no lockfile where nothing in it could be read.
 */
export function readBunLock(path: string, text: string): { lockfile?: Lockfile; problems: Problem[] } {
  const lines = new Map<string, number>();
  const { value, problems } = readJson(path, toPlainJson(text), (keys, line) => {
    if (keys.length === 2 && keys[0] === 'packages' && lines.size < maxPackages) lines.set(keys[1]!, line);
  });
  if (value === undefined) return { problems };
  const lockfile: Lockfile = { packages: [], importers: [], links: new Map(), problems: [], scopeless: true };
  readWorkspaces(lockfile, value.workspaces);
  const folders = foldersOf(value.packages, new Set(lockfile.importers.map(({ location }) => location)));
  const taken = new Set<string>();
  for (const [key, entry] of Object.entries(isRecord(value.packages) ? value.packages : {})) {
    if (lockfile.packages.length >= maxPackages) {
      lockfile.problems.push(tooMany(path));
      break;
    }
    const line = lines.get(key);
    const problem = readEntry(lockfile, folders, taken, key, entry, line);
    if (problem !== undefined)
      lockfile.problems.push({ ...problem, path, ...(line === undefined ? {} : { line }) });
  }
  return { lockfile, problems: [...problems, ...lockfile.problems] };
}

function readWorkspaces({ importers }: Lockfile, workspaces: unknown): void {
  for (const [location, copy] of Object.entries(isRecord(workspaces) ? workspaces : {})) {
    const place = parseLocation(location);
    if (place === undefined || place.outside || place.name !== undefined || !isRecord(copy)) continue;
    const file = location === '' ? 'package.json' : `${location}/package.json`;
    importers.push({ location, declares: declarationsOf(copy, file).map(({ section: _, ...rest }) => rest) });
  }
  if (!importers.some(({ location }) => location === '')) importers.unshift({ location: '', declares: [] });
}

/** Workspaces by name: their own dependencies lie in their folder. */
function foldersOf(packages: unknown, importers: ReadonlySet<string>): Map<string, string> {
  const folders = new Map<string, string>();
  for (const [key, entry] of Object.entries(isRecord(packages) ? packages : {})) {
    const [, reference] = splitIdentity(entry) ?? [];
    const folder = reference?.startsWith('workspace:') ? reference.slice('workspace:'.length) : undefined;
    if (folder !== undefined && importers.has(folder)) folders.set(key, folder);
  }
  return folders;
}

function readEntry(
  lockfile: Lockfile,
  folders: ReadonlyMap<string, string>,
  taken: Set<string>,
  key: string,
  entry: unknown,
  line: number | undefined,
): Omit<Problem, 'path'> | undefined {
  const at = `"${key.slice(0, 80)}"`;
  const identity = splitIdentity(entry);
  if (identity === undefined)
    return { code: 'entry-invalid', message: `The entry of ${at} names no package. It was left out.` };
  const [name, reference] = identity;
  const { location, installed } = locationOf(key, folders);
  if (parseLocation(location)?.name !== installed || taken.has(location))
    return {
      code: 'location-refused',
      message: `${at} is no place that bun installs to. The entry was left out.`,
    };
  taken.add(location);
  if (/^(workspace|root|link):/.test(reference)) {
    lockfile.links.set(location, reference.slice(reference.indexOf(':') + 1));
    return undefined;
  }
  const info = (entry as unknown[]).find(isRecord) ?? {};
  const origin = originOf(reference);
  lockfile.packages.push({
    location,
    name,
    ...(installed === name ? {} : { alias: installed }),
    version: origin === 'registry' ? reference : origin === 'tarball' ? versionIn(reference) : '',
    scope: 'runtime',
    origin: info.bundled === true ? 'bundled' : origin,
    requires: requirementsOf(info),
    ...(line === undefined ? {} : { line }),
  });
  return undefined;
}

/** `["@scope/name@1.2.3", …]` → the name and the rest. */
function splitIdentity(entry: unknown): [name: string, reference: string] | undefined {
  const identity: unknown = Array.isArray(entry) ? entry[0] : undefined;
  const at = typeof identity === 'string' ? identity.indexOf('@', 1) : -1;
  return at < 0 ? undefined : [(identity as string).slice(0, at), (identity as string).slice(at + 1)];
}

/** `a/@b/c` → `node_modules/a/node_modules/@b/c`, or in the folder of the workspace `a`. */
function locationOf(
  key: string,
  folders: ReadonlyMap<string, string>,
): { location: string; installed: string } {
  const names = key.match(/@[^/]+\/[^/]+|[^/]+/g) ?? [];
  const folder = names.length > 1 ? folders.get(names[0]!) : undefined;
  const inside = names.slice(folder === undefined ? 0 : 1).map((name) => `node_modules/${name}`);
  return { location: [folder ?? [], inside].flat(2).join('/'), installed: names.at(-1) ?? '' };
}

function originOf(reference: string): LockedPackage['origin'] {
  if (/^(git[+:@]|(github|gitlab|bitbucket|gist):|ssh:)/.test(reference)) return 'git';
  if (isUrl(reference) || isTarball(reference)) return 'tarball';
  return /^(file:|\.{0,2}\/)/.test(reference) ? 'local' : 'registry';
}

/** What comes from elsewhere has no version here, but a registry's file has one in its name. */
function versionIn(address: string): string {
  return /-(\d+\.\d+\.\d+[^/]*)\.tgz$/.exec(address)?.[1] ?? '';
}

function requirementsOf(info: Record<string, unknown>): Requirement[] {
  const optionalPeers = Array.isArray(info.optionalPeers) ? info.optionalPeers : [];
  return [
    ...entriesOf(info.dependencies).map(([name, wanted]) => ({ name, wanted })),
    ...entriesOf(info.optionalDependencies).map(([name, wanted]) => ({
      name,
      wanted,
      optional: true as const,
    })),
    ...entriesOf(info.peerDependencies)
      .filter(([name]) => !optionalPeers.includes(name))
      .map(([name, wanted]) => ({ name, wanted, peer: true as const })),
  ];
}

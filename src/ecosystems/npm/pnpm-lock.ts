import type { Scope } from '../../domain/inventory.ts';
import type { Problem } from '../../domain/problem.ts';
import { parseLocation } from './location.ts';
import {
  type Importer,
  type LockedPackage,
  type Lockfile,
  type Lookup,
  maxPackages,
  type Requirement,
  tooMany,
} from './lockfile.ts';
import { originOfPnpm, parsePnpmKey, withoutPeers } from './pnpm-key.ts';
import { type PnpmFile, type PnpmPackage, type Sections, scanPnpm } from './pnpm-scan.ts';

/**
 * Reads a `pnpm-lock.yaml` of version 5, 6 or 9. A location is the key of an entry of `packages`, of version 9 of
 * `snapshots`: a package that is installed with several sets of peers is there several times. Of the two documents
 * that pnpm 11 and later may write, the first tells what pnpm itself consists of.
 * @returns no lockfile where nothing in it could be read.
 */
export function readPnpmLock(path: string, text: string): { lockfile?: Lockfile; problems: Problem[] } {
  const file = scanPnpm(text);
  const problems: Problem[] = [];
  if (file.version === '') {
    problems.push(noLockfile(path, file));
    return { problems };
  }
  if (file.unclear !== undefined) problems.push(unclearLine(path, file.unclear));
  problems.push(...checkVersion(path, file.version));
  const { packages, index } = packagesOf(path, file, problems);
  const { importers, references } = importersOf(path, file, problems);
  const makeLookup = () => lookupByKey(file.version, index, references);
  return {
    lockfile: { packages, importers, links: new Map(), problems, scopeless: true, makeLookup },
    problems,
  };
}

function packagesOf(
  path: string,
  { packages, snapshots }: PnpmFile,
  problems: Problem[],
): { packages: LockedPackage[]; index: Map<string, number> } {
  const locked: LockedPackage[] = [];
  const index = new Map<string, number>();
  for (const [key, entry] of snapshots.size > 0 ? snapshots : packages) {
    if (locked.length >= maxPackages) {
      problems.push(tooMany(path));
      break;
    }
    const about = packages.get(key) ?? packages.get(withoutPeers(key)) ?? entry;
    const parsed = parsePnpmKey(key);
    const name = about.name ?? parsed.name;
    // A folder of the repository has a version only where it is of interest to pnpm.
    const origin = originOfPnpm(about.resolution, parsed.reference);
    const version =
      parsed.version ?? about.version ?? (origin === 'local' || origin === 'git' ? '' : undefined);
    if (name === undefined || name === '' || version === undefined) {
      const message = `"${key.slice(0, 80)}" names no package and version. The entry was left out.`;
      problems.push({ code: 'entry-invalid', message, path, line: about.line });
      continue;
    }
    index.set(key, locked.length);
    locked.push({
      location: key,
      name,
      version,
      scope: scopeOf(about),
      origin,
      requires: entry.requires,
      line: about.line,
    });
  }
  return { packages: locked, index };
}

/** Until version 6. Says what nothing else leads to. */
function scopeOf({ dev, optional }: PnpmPackage): Scope {
  return dev ? 'dev' : optional ? 'optional' : 'runtime';
}

const scopes: Record<keyof Sections, Scope> = {
  dependencies: 'runtime',
  optionalDependencies: 'optional',
  devDependencies: 'dev',
  // The version of pnpm that the project names, and what is added to its configuration.
  packageManagerDependencies: 'build',
  configDependencies: 'build',
};

/** By the location of an importer, what each of its dependencies is: a version, or a key. */
type References = Map<string, Map<string, string>>;

function importersOf(
  path: string,
  file: PnpmFile,
  problems: Problem[],
): { importers: Importer[]; references: References } {
  const references: References = new Map();
  const importers: Importer[] = [];
  for (const [folder, { line, sections, specifiers }] of file.importers) {
    const location = folder === '.' ? '' : folder;
    const place = parseLocation(location);
    if (place === undefined || place.name !== undefined) {
      const message = `"${folder.slice(0, 80)}" is no folder of a workspace. The entry was left out.`;
      problems.push({ code: 'location-refused', message, path, line });
      continue;
    }
    const found = new Map<string, string>();
    const declares: Importer['declares'] = [];
    for (const section of Object.keys(scopes) as (keyof Sections)[])
      for (const [name, reference] of sections[section]) {
        found.set(name, reference);
        const wanted = specifiers.get(name) ?? reference;
        const written = location === '' ? 'package.json' : `${location}/package.json`;
        declares.push({ name, file: written, wanted, scope: scopes[section] });
      }
    references.set(location, found);
    importers.push({ location, declares });
  }
  if (!references.has('')) importers.unshift({ location: '', declares: [] });
  return { importers, references };
}

function lookupByKey(version: string, index: ReadonlyMap<string, number>, references: References): Lookup {
  const major = Number.parseInt(version, 10);
  const between = major < 6 && !version.includes('inline') ? '/' : '@';
  const before = major < 9 ? '/' : '';
  const find = (name: string, reference: string) => {
    if (reference.startsWith('link:')) return 'folder';
    return index.get(`${before}${name}${between}${reference}`) ?? index.get(reference);
  };
  return (asker) => {
    if ('requires' in asker) return ({ name, wanted }: Requirement) => find(name, wanted);
    const declared = references.get(asker.location);
    return ({ name, wanted }) => {
      const reference = declared?.get(name);
      if (reference === undefined) return /^(link|workspace):/.test(wanted) ? 'folder' : undefined;
      return find(name, reference);
    };
  };
}

function checkVersion(path: string, version: string): Problem[] {
  if (/^[569]\.\d/.test(version)) return [];
  return [
    {
      code: 'lockfile-version-unknown',
      message: `${path} has lockfileVersion ${JSON.stringify(version.slice(0, 40))}. It was read as far as it resembles version 9.`,
      path,
      remedy: 'Run pnpm install --lockfile-only with pnpm 6 to 12 and commit the result.',
    },
  ];
}

const remedy = 'Restore the file from an earlier commit, or let pnpm install write it anew.';

function noLockfile(path: string, { unclear }: PnpmFile): Problem {
  const message = `${path} names no lockfileVersion. Nothing in it was read.`;
  return { code: 'lockfile-invalid', message, path, line: unclear ?? 1, remedy };
}

function unclearLine(path: string, line: number): Problem {
  const message = `${path} has lines that are none of a lockfile of pnpm, the first on line ${line}. What could be read besides was.`;
  return { code: 'lockfile-line-unclear', message, path, line, remedy };
}

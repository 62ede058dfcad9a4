import type { Declaration, Dependency } from '../../domain/inventory.ts';
import type { LockedPackage, Lockfile, Lookup } from './lockfile.ts';
import { isUrl } from './origin.ts';

/** A declaration that no installed copy answers. */
export type Missing = Declaration & { name: string };

/** The copies of a lockfile, connected with each other and with what people wrote. */
export interface Connected {
  packages: Dependency[];
  missing: Missing[];
  /** Requirements of packages that no copy answers: the first, and how many. */
  unanswered: { count: number; first?: { name: string; by: string } };
  /** Which of the connections may fail: dependent × number of packages + required. */
  optional: Set<number>;
}

/**
 * Connects the copies of a lockfile. A folder of the repository that is required is no package of a registry: what it
 * declares counts, it does not.
 */
export function connect(lockfile: Lockfile, lookup: Lookup): Connected {
  const packages = lockfile.packages.map(toDependency);
  const connected: Connected = { packages, missing: [], unanswered: { count: 0 }, optional: new Set() };
  const names = makeNames(packages.length);
  for (const [dependent, asker] of lockfile.packages.entries()) {
    const answer = lookup(asker);
    for (const requirement of asker.requires) {
      const found = answer(requirement);
      if (found === undefined && requirement.optional !== true && requirement.peer !== true)
        unanswered(connected, requirement.name, asker.name);
      if (typeof found !== 'number' || found === dependent) continue;
      const { requiredBy } = packages[found]!;
      if (requiredBy.at(-1) !== dependent) requiredBy.push(dependent);
      if (requirement.optional === true) connected.optional.add(dependent * packages.length + found);
      settleOrigin(lockfile, packages, found, requirement.wanted);
      note(names, found, requirement.name, packages[found]!.name);
    }
  }
  for (const importer of lockfile.importers) {
    const answer = lookup(importer);
    for (const { name, ...declaration } of importer.declares) {
      const found = answer({ name, wanted: declaration.wanted });
      if (found === undefined) connected.missing.push({ name, ...declaration });
      if (typeof found !== 'number') continue;
      packages[found]!.declared.push(declaration);
      settleOrigin(lockfile, packages, found, declaration.wanted);
      note(names, found, name, packages[found]!.name);
    }
  }
  for (const [i, alias] of names.others) if (names.own[i] === 0) packages[i]!.alias = alias;
  return connected;
}

/** Written out, for speed: there are tens of thousands. */
function toDependency(locked: LockedPackage): Dependency {
  const { name, version, scope, origin, location, alias, line, licence } = locked;
  const dependency: Dependency = {
    name,
    version,
    scope,
    origin: origin === 'url' ? 'registry' : origin,
    declared: [],
    requiredBy: [],
    location,
  };
  if (alias !== undefined) dependency.alias = alias;
  if (line !== undefined) dependency.line = line;
  if (licence !== undefined) dependency.licence = licence;
  return dependency;
}

/** An address that nobody asked for by its address is that of a registry's file. */
function settleOrigin({ packages }: Lockfile, connected: Dependency[], found: number, wanted: string): void {
  if (packages[found]!.origin === 'url' && isUrl(wanted)) connected[found]!.origin = 'tarball';
}

function unanswered({ unanswered }: Connected, name: string, by: string): void {
  unanswered.count++;
  unanswered.first ??= { name, by };
}

/** As what each package is asked for: by its own name, or by another one, which is its alias if all do. */
interface Names {
  own: Uint8Array;
  others: Map<number, string>;
}

function makeNames(size: number): Names {
  return { own: new Uint8Array(size), others: new Map() };
}

function note({ own, others }: Names, found: number, asked: string, name: string): void {
  if (asked === name) own[found] = 1;
  else if (!others.has(found)) others.set(found, asked);
}

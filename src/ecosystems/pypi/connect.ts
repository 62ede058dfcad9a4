import type { Dependency, Scope } from '../../domain/inventory.ts';
import { type Declared, type Locked, type Requirement, strongest } from './lockfile.ts';
import { versions } from './versions.ts';

/** Copies of one name that a requirement is matched against; a lockfile has them for different Pythons and systems. */
const maxCopies = 10;

/**
 * Connects the packages of a lockfile with each other and with what people declared. Of several versions of a package
 * those that satisfy the requirement are meant, or all where none does. `missing` are declarations that no package
 * answers.
 */
export function connect(
  locked: Locked[],
  declares: Declared[],
): { packages: Dependency[]; missing: Declared[] } {
  const { packages, merged, byName } = index(locked);
  const missing: Declared[] = [];
  for (const { name, ...declaration } of declares) {
    const copies = copiesFor(byName, packages, name, declaration.wanted);
    for (const copy of copies) packages[copy]!.declared.push(declaration);
    if (copies.length === 0) missing.push({ name, ...declaration });
  }
  const dependents = new Map<number, Set<number>>();
  link(false);
  link(true);
  for (const [i, by] of dependents) packages[i]!.requiredBy = [...by];
  spreadScopes(packages, locked, merged);
  return { packages, missing };

  function link(extra: boolean): void {
    const explained = packages.map(({ declared }, i) => declared.length > 0 || dependents.has(i));
    for (const [i, { requires }] of locked.entries()) {
      const dependent = merged[i]!;
      for (const { name, wanted, extra: ofExtra = false } of requires) {
        if (ofExtra !== extra) continue;
        for (const copy of copiesFor(byName, packages, name, wanted))
          if (copy !== dependent && !(extra && explained[copy])) add(copy, dependent);
      }
    }
  }

  function add(copy: number, dependent: number): void {
    const known = dependents.get(copy);
    if (known === undefined) dependents.set(copy, new Set([dependent]));
    else known.add(dependent);
  }
}

interface Indexed {
  packages: Dependency[];
  /** Index of a locked entry → index of its package. */
  merged: number[];
  byName: Map<string, number[]>;
}

/** PDM lists a package once for each set of extras; those are one. */
function index(locked: Locked[]): Indexed {
  const packages: Dependency[] = [];
  const byName = new Map<string, number[]>();
  const known = new Map<string, number>();
  const taken = new Set<string>();
  const merged = locked.map(({ requires: _, scope, ...entry }) => {
    const { name, version, origin } = entry;
    const key = `${name} ${origin} ${version}`;
    const twin = known.get(key);
    if (twin !== undefined) return twin;
    known.set(key, packages.length);
    const copies = byName.get(name);
    if (copies === undefined) byName.set(name, [packages.length]);
    else if (copies.length < maxCopies) copies.push(packages.length);
    const location = placeFor(name, version, origin, packages.length, taken);
    taken.add(location);
    return packages.push({ ...entry, scope: scope ?? 'runtime', declared: [], requiredBy: [], location }) - 1;
  });
  return { packages, merged, byName };
}

/** A name alone where it is free: nearly always. */
function placeFor(name: string, version: string, origin: string, at: number, taken: Set<string>): string {
  if (!taken.has(name)) return name;
  const places = [`${name}==${version}`, `${name}==${version} (${origin})`, `${name} ${at}`];
  return places.find((place) => !taken.has(place))!;
}

function copiesFor(
  byName: Indexed['byName'],
  packages: Dependency[],
  name: string,
  wanted: Requirement['wanted'],
): number[] {
  const copies = byName.get(name) ?? [];
  if (copies.length < 2) return copies;
  const fitting = copies.filter((i) => wanted === '' || versions.satisfies(packages[i]!.version, wanted));
  return fitting.length > 0 ? fitting : copies;
}

/** A package that the lockfile gives no scope has the strongest of what declares and requires it. */
function spreadScopes(packages: Dependency[], locked: Locked[], merged: number[]): void {
  const said = new Map<number, Scope>();
  for (const [i, { scope }] of locked.entries()) {
    const at = merged[i]!;
    if (scope !== undefined) said.set(at, strongest([scope, said.get(at) ?? scope])!);
  }
  for (const [i, scope] of said) packages[i]!.scope = scope;
  if (said.size === packages.length) return;
  const requires = packages.map((): number[] => []);
  for (const [i, { requiredBy }] of packages.entries()) for (const by of requiredBy) requires[by]!.push(i);
  const reached = new Set<number>(said.keys());
  for (const scope of ['runtime', 'optional', 'build', 'test', 'dev'] as const) {
    const queue = [...packages.keys()].filter((i) => packages[i]!.declared.some((d) => d.scope === scope));
    for (let i = queue.pop(); i !== undefined; i = queue.pop()) {
      if (reached.has(i)) continue;
      reached.add(i);
      packages[i]!.scope = scope;
      queue.push(...requires[i]!);
    }
  }
}

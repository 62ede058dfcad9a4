import type { Declaration, Dependency, Scope } from '../../domain/inventory.ts';
import type { CargoDependency, CargoToml } from './cargo-toml.ts';
import { isLocal, type LockedCrate } from './lockfile.ts';
import { versions } from './versions.ts';

/** A `Cargo.toml` of the workspace that a lockfile is of. */
export interface Member {
  path: string;
  toml: CargoToml;
}

/**
 * Makes the graph of a `Cargo.lock`: who requires whom from the lockfile; what is declared, and for what, from the
 * members. Without a member's `Cargo.toml` its dependencies are taken as declared at run time: `presumed` counts them.
 * `missing` names what is required or declared, but not in the lockfile.
 */
export function connect(
  crates: readonly LockedCrate[],
  members: readonly Member[],
  root: Member | undefined,
  file: string,
): { packages: Dependency[]; presumed: number; missing: string[] } {
  const missing = new Set<string>();
  const packages = crates.map(makeDependencies());
  const edges = edgesOf(crates, missing);
  for (const [dependent, targets] of edges.entries())
    for (const target of targets) packages[target]!.requiredBy.push(dependent);
  let presumed = 0;
  const byName = new Map(members.map((member) => [member.toml.name, member]));
  for (const i of rootsOf(crates, packages)) {
    const direct = isLocal(crates[i]!) ? edges[i]! : [i];
    const member = isLocal(crates[i]!) ? byName.get(crates[i]!.name) : undefined;
    if (member === undefined) presumed += direct.length;
    else
      for (const name of unlisted(
        member,
        root,
        direct.map((i) => packages[i]!),
      ))
        missing.add(name);
    for (const { declared, ...p } of direct.map((i) => packages[i]!)) {
      const found = member && declarationsOf(member, root, p);
      for (const declaration of found ?? [{ file, wanted: p.version, scope: 'runtime' as const }])
        if (!declared.some((known) => isSame(known, declaration))) declared.push(declaration);
    }
  }
  spreadScopes(crates, packages, edges);
  return { packages, presumed, missing: [...missing] };
}

/** For each crate the indexes of those that it requires; what no crate answers goes to `missing`. */
function edgesOf(crates: readonly LockedCrate[], missing: Set<string>): number[][] {
  const resolve = makeResolver(crates);
  return crates.map(({ dependencies }, i) => {
    const targets = new Set<number>();
    for (const wanted of dependencies) {
      const target = resolve(wanted);
      if (target === undefined) missing.add(wanted);
      else if (target !== i) targets.add(target);
    }
    return [...targets];
  });
}

/**
 * What a member declares and its locked entry does not require. Cargo locks whatever members may need on any platform,
 * but of path dependencies that are no members neither development nor optional dependencies.
 */
function unlisted({ path, toml }: Member, root: Member | undefined, direct: readonly Dependency[]): string[] {
  const locked = new Set(direct.map(({ name }) => name));
  return toml.dependencies
    .filter(({ scope }) => scope === 'runtime' || scope === 'build')
    .map((dependency) => inherit(dependency, path, root).dependency.name)
    .filter((name) => !locked.has(name));
}

/** Crates of the repository; where there are none, whatever nothing else requires. */
function rootsOf(crates: readonly LockedCrate[], packages: readonly Dependency[]): number[] {
  const local = [...crates.keys()].filter((i) => isLocal(crates[i]!));
  return local.length > 0 ? local : [...crates.keys()].filter((i) => packages[i]!.requiredBy.length === 0);
}

/** The commit of a git source stands in its own entry, but not where it is required. */
function makeResolver(crates: readonly LockedCrate[]): (wanted: string) => number | undefined {
  const known = new Map<string, number>();
  for (const [i, { name, version, source = '' }] of crates.entries())
    for (const key of [name, `${name} ${version}`, `${name} ${version} (${source.split('#')[0]})`])
      if (!known.has(key)) known.set(key, i);
  return (wanted) => known.get(wanted.replace(/#[^)]*\)$/, ')'));
}

/** Name and version tell nearly all apart; the source tells the rest. */
function makeDependencies(): (crate: LockedCrate) => Dependency {
  const taken = new Set<string>();
  return ({ name, version, source, line }) => {
    // Registries other than crates.io are mostly proxies of it: what they serve is judged like what they stand for.
    const origin = source === undefined ? 'local' : source.startsWith('git+') ? 'git' : 'registry';
    const plain = `${name}@${version}`;
    const location = taken.has(plain) ? `${plain} (${source ?? 'local'})` : plain;
    taken.add(location);
    return { name, version, scope: 'runtime', origin, declared: [], requiredBy: [], location, line };
  };
}

/** Of several declarations of a name (renamed copies), those that mean this one. */
function declarationsOf(
  { path, toml }: Member,
  root: Member | undefined,
  p: Omit<Dependency, 'declared'>,
): Declaration[] {
  const found = toml.dependencies
    .map((dependency) => inherit(dependency, path, root))
    .filter(({ dependency }) => dependency.name === p.name);
  const fitting = found.filter(({ dependency: { wanted, elsewhere } }) =>
    elsewhere ? p.origin !== 'registry' : versions.satisfies(p.version, wanted) && p.origin === 'registry',
  );
  return (fitting.length > 0 ? fitting : found).map(({ dependency, file }) => ({
    file,
    wanted: dependency.wanted,
    scope: dependency.scope,
    ...(dependency.line === undefined ? {} : { line: dependency.line }),
  }));
}

/** What is inherited is written, and has to be changed, in the workspace's own `Cargo.toml`. */
function inherit(
  dependency: CargoDependency,
  file: string,
  root: Member | undefined,
): { dependency: CargoDependency; file: string } {
  const shared = dependency.inherited ? root?.toml.workspace.get(dependency.key) : undefined;
  if (shared === undefined || root === undefined) return { dependency, file };
  return { dependency: { ...shared, scope: dependency.scope }, file: root.path };
}

function isSame(a: Declaration, b: Declaration): boolean {
  return a.file === b.file && a.line === b.line && a.scope === b.scope && a.wanted === b.wanted;
}

/** A crate is as important as the most important of what brings it in. */
const order: Scope[] = ['runtime', 'optional', 'build', 'dev'];

function spreadScopes(
  crates: readonly LockedCrate[],
  packages: readonly Dependency[],
  edges: readonly number[][],
): void {
  const done = new Set<number>([...crates.keys()].filter((i) => isLocal(crates[i]!)));
  for (const scope of order) {
    const open = [...packages.keys()].filter((i) => packages[i]!.declared.some((d) => d.scope === scope));
    for (let i = open.pop(); i !== undefined; i = open.pop()) {
      if (done.has(i)) continue;
      done.add(i);
      packages[i]!.scope = scope;
      open.push(...edges[i]!);
    }
  }
}

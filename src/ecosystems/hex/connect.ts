import type { Declaration, Dependency, Scope } from '../../domain/inventory.ts';
import type { LockedPackage } from './mix-lock.ts';

/**
 * Makes the graph of a `mix.lock`. `declared` are the declarations by application; where there are none at all,
 * whatever nothing else requires is taken as declared in `file`.
 */
export function connect(
  locked: readonly LockedPackage[],
  declared: ReadonlyMap<string, Declaration[]>,
  file: string,
): Dependency[] {
  const indexes = new Map(locked.map(({ app }, i) => [app, i]));
  const edges = locked.map(({ requires }, i) =>
    [...new Set(requires)]
      .map((app) => indexes.get(app))
      .filter((target) => target !== undefined && target !== i),
  ) as number[][];
  const packages = locked.map((p): Dependency => toDependency(p, declared.get(p.app) ?? []));
  for (const [dependent, targets] of edges.entries())
    for (const target of targets) packages[target]!.requiredBy.push(dependent);
  if (declared.size === 0)
    for (const { requiredBy, declared, version } of packages)
      if (requiredBy.length === 0) declared.push({ file, wanted: version, scope: 'runtime' });
  spreadScopes(packages, edges);
  return packages;
}

function toDependency(
  { app, name, version, origin, line }: LockedPackage,
  declared: Declaration[],
): Dependency {
  return {
    name,
    version,
    ...(app === name ? {} : { alias: app }),
    scope: 'runtime',
    origin,
    declared: [...declared],
    requiredBy: [],
    location: app,
    line,
  };
}

/** A package is as important as the most important of what brings it in. */
const order: Scope[] = ['runtime', 'optional', 'build', 'test', 'dev'];

function spreadScopes(packages: readonly Dependency[], edges: readonly number[][]): void {
  const done = new Set<number>();
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

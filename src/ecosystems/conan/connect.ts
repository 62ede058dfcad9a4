import type { Dependency } from '../../domain/inventory.ts';
import type { LockedPackage } from './conan-lock.ts';
import type { ConanRequirement } from './conanfile.ts';
import { inRange } from './range.ts';

/**
 * Makes the graph of a `conan.lock`. A recipe that is used by the program and by its build is one package, needed at
 * run time. `file` is the conanfile that declares `requirements`, or the lockfile where it knows what is direct.
 */
export function connect(
  locked: readonly LockedPackage[],
  requirements: readonly ConanRequirement[],
  file: string,
): Dependency[] {
  const packages: Dependency[] = [];
  const indexes = new Map<string, number>();
  const merged = locked.map(({ name, version, scope, direct, line }) => {
    const location = `${name}/${version}`;
    const index = indexes.get(location) ?? packages.length;
    indexes.set(location, index);
    if (index === packages.length)
      packages.push({
        name,
        version,
        scope,
        origin: 'registry',
        declared: [],
        requiredBy: [],
        location,
        line,
      });
    const p = packages[index]!;
    if (scope === 'runtime') p.scope = scope;
    if (direct && requirements.length === 0 && p.declared.length === 0)
      p.declared.push({ file, wanted: version, scope });
    return index;
  });
  const edges = packages.map(() => new Set<number>());
  for (const [i, { requires }] of locked.entries())
    for (const other of requires) if (merged[other] !== merged[i]) edges[merged[other]!]!.add(merged[i]!);
  for (const [target, dependents] of edges.entries()) packages[target]!.requiredBy.push(...dependents);
  for (const p of packages) declare(p, requirements, file);
  return packages;
}

/** Of several versions of a package those that are asked for. */
function declare(p: Dependency, requirements: readonly ConanRequirement[], file: string): void {
  for (const { name, wanted, scope, line } of requirements)
    if (name === p.name && inRange(p.version, wanted)) p.declared.push({ file, wanted, scope, line });
}

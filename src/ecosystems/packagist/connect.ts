import type { Declaration, Dependency, Origin } from '../../domain/inventory.ts';
import type { ComposerRequirement } from './composer-json.ts';
import type { LockedPackage } from './composer-lock.ts';

/**
 * Makes the graph of a `composer.lock`. `file` is its `composer.json`; without declarations, whatever nothing else requires
 * is taken as declared there. What is for development only, Composer has decided already.
 */
export function connect(
  locked: readonly LockedPackage[],
  declares: readonly ComposerRequirement[] | undefined,
  file: string,
): Dependency[] {
  const names = new Map<string, number[]>();
  for (const [i, { name, provides }] of locked.entries())
    for (const known of new Set([name, ...provides]))
      names.set(known, [...(names.get(known) ?? []), i].slice(0, 100));
  const packages = toDependencies(locked);
  for (const [dependent, { requires }] of locked.entries())
    for (const target of new Set(requires.flatMap((name) => names.get(name) ?? [])))
      if (target !== dependent) packages[target]!.requiredBy.push(dependent);
  // Once in each section; of keys that a broken file repeats, the last count.
  const written = Map.groupBy(declares ?? [], ({ name }) => name);
  for (const p of packages) {
    const isPresumed = declares === undefined && p.requiredBy.length === 0;
    p.declared = isPresumed
      ? [{ file, wanted: p.version, scope: p.scope }]
      : (written.get(p.name) ?? [])
          .slice(-2)
          .map(({ wanted, scope, line }): Declaration => ({ file, wanted, scope, line }));
  }
  return packages;
}

function toDependencies(locked: readonly LockedPackage[]): Dependency[] {
  const taken = new Map<string, number>();
  return locked.map((p) => {
    const count = (taken.get(p.name) ?? 0) + 1;
    taken.set(p.name, count);
    return {
      name: p.name,
      version: p.version,
      scope: p.isDev ? 'dev' : 'runtime',
      origin: originOf(p),
      declared: [],
      requiredBy: [],
      location: count === 1 ? p.name : `${p.name}#${count}`,
      line: p.line,
      ...(p.licences.length === 0 ? {} : { licence: p.licences.join(' OR ') }),
    };
  });
}

/** A branch is whatever its commit was: no published version. */
function originOf({ version, source }: LockedPackage): Origin {
  if (source === 'path') return 'local';
  return /^dev-|[.-]?dev$/i.test(version) ? 'git' : 'registry';
}

import { posix } from 'node:path';
import type { Declaration, Dependency, Scope } from '../../domain/inventory.ts';
import type { GemfileGem } from './gemfile.ts';
import type { GemfileLock, LockedGem } from './gemfile-lock.ts';

/** Bundler locks one version of a gem, or one a platform. Bounds the edges of a hostile lockfile. */
const maxVersions = 20;

/**
 * Makes the graph of a lockfile. The lockfile says what is direct; the `Gemfile`, at `file`, adds groups and lines. What
 * the project's own gemspec requires is direct, too.
 */
export function connect(
  { gems, dependencies }: GemfileLock,
  declares: readonly GemfileGem[],
  file: string,
): Dependency[] {
  const all = Map.groupBy(gems.keys(), (i) => gems[i]!.name);
  const indexes = new Map([...all].map(([name, found]) => [name, found.slice(0, maxVersions)]));
  const written = Map.groupBy(declares, ({ name }) => name);
  const packages = gems.map(toDependency);
  const edges = gems.map(({ requires }, i) => [
    ...new Set(requires.flatMap(({ name }) => indexes.get(name) ?? []).filter((target) => target !== i)),
  ]);
  for (const [dependent, targets] of edges.entries())
    for (const target of targets) packages[target]!.requiredBy.push(dependent);
  for (const [name, wanted] of new Map(dependencies.map((d) => [d.name, d.wanted])))
    for (const i of indexes.get(name) ?? [])
      packages[i]!.declared.push(...declarationsOf(name, wanted, written, file));
  for (const gem of gems.filter(({ isOwn }) => isOwn)) {
    const gemspec = posix.join(posix.dirname(file), `${gem.name.replaceAll('/', '-')}.gemspec`);
    for (const { name, wanted } of gem.requires)
      for (const i of indexes.get(name) ?? [])
        packages[i]!.declared.push({ file: gemspec, wanted, scope: 'runtime' });
  }
  spreadScopes(packages, edges);
  return packages;
}

function toDependency({ name, version, origin, line }: LockedGem): Dependency {
  const location = `${name}@${version}`;
  return { name, version, scope: 'runtime', origin, declared: [], requiredBy: [], location, line };
}

function declarationsOf(
  name: string,
  locked: string,
  written: ReadonlyMap<string, readonly GemfileGem[]>,
  file: string,
): Declaration[] {
  const own = written.get(name) ?? [];
  if (own.length === 0) return [{ file, wanted: locked, scope: 'runtime' }];
  return own.map(({ wanted, scope, line }) => ({ file, wanted: wanted || '>= 0', scope, line }));
}

/** A gem is as important as the most important of what brings it in. */
const order: Scope[] = ['runtime', 'dev', 'test'];

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

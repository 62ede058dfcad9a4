import type { Change } from '../../../domain/plan.ts';
import { packageOf } from './edit.ts';
import type { Graph, Resolved } from './protocol.ts';

/**
 * A package whose installed version changes though no change leads to it, as `name from → to`. What stands below a
 * changed package, before or after, may change with it; everything else has to stay.
 */
export function findUnrelated({ before, after }: Resolved, changes: Change[]): string | undefined {
  const names = new Set(changes.map(({ name }) => packageOf(name)));
  const related = new Set([...namesBelow(before, names), ...namesBelow(after, names)]);
  const old = new Map(before.nodes.map((node) => [node.location, node]));
  for (const { location, name, version, kind } of after.nodes) {
    const had = old.get(location);
    if (kind !== 'registry' || had === undefined || had.version === version || related.has(name)) continue;
    return `${name} ${had.version} → ${version}`;
  }
  return undefined;
}

function namesBelow({ nodes }: Graph, names: Set<string>): Set<string> {
  const reached = new Set<number>();
  const queue = nodes.flatMap((node, i) => (names.has(node.name) ? [i] : []));
  for (const i of queue) {
    if (reached.has(i)) continue;
    reached.add(i);
    for (const { to } of nodes[i]!.edges) if (to !== undefined) queue.push(to);
  }
  return new Set([...reached].map((i) => nodes[i]!.name));
}

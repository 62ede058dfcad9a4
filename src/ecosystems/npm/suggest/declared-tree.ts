import type { Target } from '../../../domain/plan.ts';
import type { Graph, GraphEdge } from '../apply/protocol.ts';

const sections = [
  ['dependencies', 'prod'],
  ['devDependencies', 'dev'],
  ['optionalDependencies', 'optional'],
] as const;

/** The tree of a `package.json` without a lockfile, as far as it is certain: the target where it is pinned. */
export function declaredTree(content: Record<string, unknown>, target: Target): Graph {
  const edges: GraphEdge[] = [];
  const nodes: Graph['nodes'] = [{ location: '', name: '', version: '', kind: 'root', edges }];
  for (const [section, type] of sections) {
    const entries = content[section];
    if (typeof entries !== 'object' || entries === null) continue;
    for (const [key, spec] of Object.entries(entries)) {
      const version = target.versions.find(
        (v) =>
          (key === target.package && [v, `=${v}`, `v${v}`].includes(spec)) ||
          spec === `npm:${target.package}@${v}`,
      );
      if (version === undefined) continue;
      edges.push({
        name: key,
        written: spec,
        spec,
        range: version,
        type,
        overridden: false,
        to: nodes.length,
      });
      nodes.push({
        location: `node_modules/${key}`,
        name: target.package,
        version,
        kind: 'registry',
        edges: [],
      });
    }
  }
  return { nodes };
}

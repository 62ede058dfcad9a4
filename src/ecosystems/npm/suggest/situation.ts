import { isAffected } from '../../../domain/affected.ts';
import type { Target } from '../../../domain/plan.ts';
import type { Graph, GraphEdge, GraphNode } from '../apply/protocol.ts';
import { versions } from '../versions.ts';

/** A tree, and where in it the target's affected copies are. */
export interface Situation {
  target: Target;
  graph: Graph;
  isBad(name: string, version: string): boolean;
  /** Indexes of affected copies, and of everything that leads to one. */
  carriers: ReadonlySet<number>;
  /** Names of `carriers`. */
  carrierNames: ReadonlySet<string>;
  /** Every installed name. */
  installed: ReadonlySet<string>;
  /** Who wants a node. */
  wantedBy(node: number): { from: number; edge: GraphEdge }[];
}

/** Finds the affected copies of a target and all that leads to them. */
export function lookAt(target: Target, graph: Graph): Situation {
  const isBad = (name: string, version: string) =>
    name === target.package &&
    (target.versions.includes(version) || isAffected(version, target.avoid, versions));
  const wantedBy: { from: number; edge: GraphEdge }[][] = graph.nodes.map(() => []);
  for (const [from, { edges }] of graph.nodes.entries())
    for (const edge of edges) if (edge.to !== undefined) wantedBy[edge.to]!.push({ from, edge });
  const carriers = new Set<number>();
  const queue = [...graph.nodes.entries()].flatMap(([i, node]) =>
    isBad(node.name, node.version) ? [i] : [],
  );
  for (const i of queue) {
    if (carriers.has(i)) continue;
    carriers.add(i);
    for (const { from } of wantedBy[i]!) queue.push(from);
  }
  return {
    target,
    graph,
    isBad,
    carriers,
    carrierNames: new Set([...carriers].map((i) => graph.nodes[i]!.name)),
    installed: new Set(graph.nodes.map(({ name }) => name)),
    wantedBy: (node) => wantedBy[node]!,
  };
}

/** A requirement that people wrote, whose package is or brings in an affected copy. */
export interface Declared {
  from: GraphNode;
  edge: GraphEdge & { to: number };
}

export function declaredCarriers({ graph, carriers }: Situation): Declared[] {
  return graph.nodes.filter(isWritten).flatMap((from) =>
    from.edges.flatMap((edge) => {
      if (edge.to === undefined || !carriers.has(edge.to) || isWritten(graph.nodes[edge.to]!)) return [];
      return [{ from, edge: { ...edge, to: edge.to } }];
    }),
  );
}

/** Whether a node's `package.json` is a file of the repository. */
export function isWritten({ kind }: GraphNode): boolean {
  return kind === 'root' || kind === 'workspace' || kind === 'local';
}

/** How a node is called in reasons. */
export function label(node: GraphNode): string {
  if (node.kind === 'root') return 'package.json';
  return isWritten(node) ? `${node.location}/package.json` : `${node.name} ${node.version}`;
}

import semver from 'semver';
import type { Change } from '../../../domain/plan.ts';
import { type Project, pathIn } from '../apply/project.ts';
import type { GraphEdge, GraphNode } from '../apply/protocol.ts';
import type { Chooser, Move } from './choose.ts';
import { mend, whyImmovable } from './mend.ts';
import { raiseRange } from './range.ts';
import { type Declared, isWritten, type Situation } from './situation.ts';

type Overridden = { changes: Change[]; moves: Move[] } | { because: string };

/**
 * Makes whatever brings in an affected copy below one declared dependency take a release that is not affected, against
 * its own wish: by raising the override that decides already, else by a new one that holds for this dependent alone.
 * Where the ranges leave room, they are kept.
 */
export async function override(
  situation: Situation,
  chooser: Chooser,
  project: Project,
  rootPackage: Record<string, unknown>,
  declared: Declared,
): Promise<Overridden> {
  const { graph, isBad, carriers } = situation;
  const [changes, moves]: [Change[], Move[]] = [[], []];
  const seen = new Set<number>();
  const because = await descend(declared.from, declared.edge);
  return because === undefined ? { changes, moves } : { because };

  /** Gives the reason where it gets stuck. */
  async function descend(dependent: GraphNode, edge: GraphEdge): Promise<string | undefined> {
    const child = graph.nodes[edge.to!]!;
    if (isBad(child.name, child.version)) return replace(dependent, edge, child);
    if (seen.has(edge.to!)) return undefined;
    seen.add(edge.to!);
    for (const below of child.edges) {
      if (below.to === undefined || !carriers.has(below.to) || isWritten(graph.nodes[below.to]!)) continue;
      const mended = await mend(situation, chooser, child, below);
      if ('moves' in mended) moves.push(...mended.moves);
      else {
        const stuck = await descend(child, below);
        if (stuck !== undefined) return stuck;
      }
    }
    return undefined;
  }

  async function replace(
    dependent: GraphNode,
    edge: GraphEdge,
    child: GraphNode,
  ): Promise<string | undefined> {
    const impossible = whyImmovable(child, edge.range, situation);
    if (impossible !== undefined) return impossible;
    if (edge.type === 'peer' || edge.type === 'peerOptional')
      return `${dependent.name} ${dependent.version} asks for ${edge.name} ${edge.spec} as a peer: it says itself that it works with nothing else`;
    const release = await chooser.choose(child.name, [], child.version);
    if (release === undefined) return `no release of ${child.name} could be put in its place`;
    const change = edge.overridden
      ? raiseExisting(rootPackage, edge, release.version)
      : {
          name: edge.name,
          within: [scopeOf(dependent, edge, situation, rootPackage.overrides)],
          to: `^${release.version}`,
        };
    if (change === undefined)
      return `the override that decides the version of ${edge.name} (${edge.spec}) was not found in package.json`;
    changes.push({
      ecosystem: 'npm',
      how: 'override',
      file: pathIn(project, '', 'package.json'),
      ...change,
    });
    moves.push(...(await chooser.implied(release)));
    return undefined;
  }
}

/**
 * The key that a new entry stands below: the dependent's name; with its version where another installed version of it
 * asks for something else. npm follows only the first key that fits, so one that is there already is used.
 */
function scopeOf(dependent: GraphNode, edge: GraphEdge, { graph }: Situation, overrides: unknown): string {
  const keys = Object.keys(typeof overrides === 'object' && overrides !== null ? overrides : {}).filter(
    (key) => key === dependent.name || key.startsWith(`${dependent.name}@`),
  );
  const fits = (key: string) =>
    key === dependent.name ||
    semver.satisfies(dependent.version, key.slice(dependent.name.length + 1), { loose: true });
  const first = keys.find(fits);
  if (first !== undefined) return first;
  const same = graph.nodes.every(
    (node) =>
      node.name !== dependent.name ||
      node.edges.every((other) => other.name !== edge.name || other.written === edge.written),
  );
  return same && keys.length === 0 ? dependent.name : `${dependent.name}@${dependent.version}`;
}

/** Where in `overrides` the entry stands that made an edge ask for `edge.spec`. */
function raiseExisting(
  rootPackage: Record<string, unknown>,
  edge: GraphEdge,
  version: string,
): Pick<Change, 'name' | 'within' | 'from' | 'to'> | undefined {
  const found = find(rootPackage.overrides, [], edge, 0);
  if (found === undefined) return undefined;
  return {
    // An entry may carry a range of its own (`lodash@^3`): it keeps its key.
    name: found.path.at(-1)!,
    within: found.path.slice(0, -1),
    from: found.value,
    to: raiseRange(found.value, version),
  };
}

function find(
  overrides: unknown,
  path: string[],
  edge: GraphEdge,
  depth: number,
): { path: string[]; value: string } | undefined {
  if (typeof overrides !== 'object' || overrides === null || depth > 20) return undefined;
  for (const [key, value] of Object.entries(overrides)) {
    const matches = key === edge.name || key.startsWith(`${edge.name}@`);
    const own = typeof value === 'string' ? value : (value as Record<string, unknown> | null)?.['.'];
    if (matches && own === edge.spec && semver.validRange(edge.spec) !== null)
      return { path: [...path, key], value: edge.spec };
    const deeper = find(value, [...path, key], edge, depth + 1);
    if (deeper !== undefined) return deeper;
  }
  return undefined;
}

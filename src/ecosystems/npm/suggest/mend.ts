import type { GraphEdge, GraphNode } from '../apply/protocol.ts';
import type { Chooser, Move } from './choose.ts';
import { isWritten, label, type Situation } from './situation.ts';

/** Which installed copies have to move so that nothing affected is left below, or why that cannot be. */
export type Mended = { moves: Move[] } | { because: string };

/**
 * Tries to get rid of the affected copies below one requirement inside the ranges that everybody wants: by a newer
 * copy of the package itself, or of what brings it in, as near to it as possible.
 */
export async function mend(
  situation: Situation,
  chooser: Chooser,
  from: GraphNode,
  edge: GraphEdge,
): Promise<Mended> {
  return mendEdge(from, edge, new Map());

  async function mendEdge(
    dependent: GraphNode,
    { to, range, spec }: GraphEdge,
    known: Known,
  ): Promise<Mended> {
    if (to === undefined || !situation.carriers.has(to)) return { moves: [] };
    const child = situation.graph.nodes[to]!;
    const bad = situation.isBad(child.name, child.version);
    const below: Mended = bad ? { because: '' } : await mendNode(to, known);
    if ('moves' in below) return below;
    const impossible = whyImmovable(child, range, situation);
    if (impossible !== undefined) return { because: bad ? impossible : below.because };
    const everybody = situation
      .wantedBy(to)
      .flatMap((wanted) => (wanted.edge.range === undefined ? [] : [wanted.edge.range]));
    const release =
      (await chooser.choose(child.name, everybody, child.version)) ??
      (await chooser.choose(child.name, [range!], child.version));
    if (release !== undefined) {
      const move = { name: child.name, from: child.version, to: release.version };
      return { moves: [move, ...(await chooser.implied(release))] };
    }
    if (!bad) return below;
    return {
      because: `${label(dependent)} wants ${child.name} ${spec}, a range without a release that is not affected`,
    };
  }

  async function mendNode(index: number, known: Known): Promise<Mended> {
    const node = situation.graph.nodes[index]!;
    // What people wrote is looked at by itself; a cycle leads back to what is being mended.
    if (isWritten(node)) return { moves: [] };
    const before = known.get(index);
    if (before !== undefined) return before;
    known.set(index, { moves: [] });
    const moves: Move[] = [];
    for (const edge of node.edges) {
      const result = await mendEdge(node, edge, known);
      if ('because' in result) {
        known.set(index, result);
        return result;
      }
      moves.push(...result.moves);
    }
    known.set(index, { moves });
    return { moves };
  }
}

type Known = Map<number, Mended>;

/** Why a copy cannot be replaced by another release, whatever the ranges say. */
export function whyImmovable(
  node: GraphNode,
  range: string | undefined,
  { graph }: Pick<Situation, 'graph'>,
): string | undefined {
  if (node.bundledBy !== undefined) {
    const bundler = graph.nodes[node.bundledBy]!;
    return `${node.name} ${node.version} is bundled inside the package ${bundler.name} ${bundler.version}: only a new release of that can change it`;
  }
  if (node.kind === 'git')
    return `${node.name} is a git dependency: what it holds is decided in its repository`;
  if (node.kind === 'tarball' || range === undefined)
    return `${node.name} comes from a tarball, not from a registry: there are no releases to choose from`;
  return undefined;
}

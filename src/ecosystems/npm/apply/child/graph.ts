import type Arborist from '@npmcli/arborist';
import npa from 'npm-package-arg';
import type { Graph, GraphEdge, GraphNode } from '../protocol.ts';

/** Arborist's tree as plain data. Links (workspaces, folders) are left out: their edges lead to what they link to. */
export function toGraph(tree: Arborist.Node): Graph {
  const nodes = [...tree.inventory.values()].filter((node) => !node.isLink);
  const index = new Map(nodes.map((node, i) => [node, i]));
  return {
    nodes: nodes.map((node) => {
      const bundler = node.inBundle
        ? (node as unknown as { getBundler(): Arborist.Node | null }).getBundler()
        : null;
      return {
        location: node.location,
        name: node.packageName ?? node.name,
        version: node.version ?? '',
        kind: kindOf(node),
        ...(bundler === null || !index.has(bundler) ? {} : { bundledBy: index.get(bundler)! }),
        edges: [...node.edgesOut.values()].map((edge) => toEdge(edge, index)),
      };
    }),
  };
}

function toEdge(edge: Arborist.Edge, index: Map<Arborist.Node, number>): GraphEdge {
  const written = (edge as unknown as { rawSpec: string }).rawSpec;
  const range = rangeOf(edge.name, edge.spec);
  const target = edge.to?.isLink ? (edge.to as Arborist.Link).target : edge.to;
  const to = target == null ? undefined : index.get(target);
  return {
    name: edge.name,
    written,
    spec: edge.spec,
    ...(range === undefined ? {} : { range }),
    type: edge.type as GraphEdge['type'],
    overridden: written !== edge.spec,
    ...(to === undefined ? {} : { to }),
  };
}

function kindOf(node: Arborist.Node): GraphNode['kind'] {
  if (node.isProjectRoot) return 'root';
  if (node.isWorkspace) return 'workspace';
  const resolved = node.resolved ?? '';
  if (/^git(\+|:)/.test(resolved)) return 'git';
  if (!/(^|\/)node_modules\//.test(node.location)) return 'local';
  const wanted = [...node.edgesIn].map((edge) => parse(edge.name, edge.spec)?.type);
  if (wanted.includes('git')) return 'git';
  if (wanted.includes('remote') || wanted.includes('file')) return 'tarball';
  return 'registry';
}

/** The range asked of the registry; `undefined` where something else is asked. Nonsense is treated as the latter. */
function rangeOf(name: string, spec: string): string | undefined {
  const parsed = parse(name, spec);
  const target = parsed?.type === 'alias' ? (parsed as npa.AliasResult).subSpec : parsed;
  if (target?.type === 'tag') return '*';
  return target?.type === 'range' || target?.type === 'version' ? (target.fetchSpec ?? '*') : undefined;
}

function parse(name: string, spec: string): npa.Result | undefined {
  try {
    return npa.resolve(name, spec);
  } catch {
    return undefined;
  }
}

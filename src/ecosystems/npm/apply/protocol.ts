import type { VersionInterval } from '../../../domain/version.ts';
import type { Json } from './merge.ts';

/** What the parent asks of the child process that runs Arborist, and what it answers. One question at a time. */
export interface Verbs {
  /** Reads the lockfile's tree as it stands; the network is not used. */
  load: { input: Record<never, never>; output: Graph };
  /** Releases as the registry has them, in the order of the names; `null` where it has no such package. */
  releases: { input: { names: string[] }; output: (Release[] | null)[] };
  /** The tree after the change, beside the one that npm would make without it: only their difference is ours. */
  resolve: { input: Resolve; output: Resolved };
  /** Remembers what npm makes of the files as they stand, before they are edited. */
  base: { input: Record<never, never>; output: Record<never, never> };
}

export type Question = { [V in keyof Verbs]: { verb: V; input: Verbs[V]['input'] } }[keyof Verbs];

export type Answer = { ok: true; output: unknown } | { ok: false; code: string; message: string };

/** First message to a child: everything it may use. */
export interface Settings {
  /** Folder with the staged `package.json` and `package-lock.json`. */
  dir: string;
  cacheDir: string;
  registry: string;
  /** `@scope` → registry. */
  scopes: Record<string, string>;
  lockfileVersion: number;
  legacyPeerDeps: boolean;
  strictPeerDeps: boolean;
  installStrategy: 'hoisted' | 'nested' | 'shallow' | 'linked';
  /** The repository's lockfile has no `resolved` lines; new entries get none. */
  omitResolved: boolean;
}

/** A resolved tree: the lockfile's packages and who wants whom, as npm understands it (overrides included). */
export interface Graph {
  nodes: GraphNode[];
}

export interface GraphNode {
  location: string;
  /** Name in the registry. */
  name: string;
  version: string;
  kind: 'root' | 'workspace' | 'registry' | 'git' | 'tarball' | 'local';
  /** Index of the package whose tarball it came in. */
  bundledBy?: number;
  edges: GraphEdge[];
}

export interface GraphEdge {
  /** The name it is installed as: an alias, or the package's own. */
  name: string;
  /** As written by the dependent. */
  written: string;
  /** What counts: an override's, where one applies. */
  spec: string;
  /** The registry range in `spec`, aliases unwrapped; absent for git, tarballs and folders. */
  range?: string;
  type: 'prod' | 'dev' | 'optional' | 'peer' | 'peerOptional' | 'workspace';
  overridden: boolean;
  /** Index of the node it leads to; absent when nothing is installed for it. */
  to?: number;
}

/** One published version, as far as planning needs it. */
export interface Release {
  version: string;
  deprecated: boolean;
  /** What it brings along: dependencies, optional ones, and peers that npm installs by itself. */
  wants: { name: string; range: string; alias: string }[];
  /** Names in its tarball: npm takes those as they are. */
  bundles: string[];
}

export interface Resolve {
  /** `name@version` of copies that must go. */
  moving: string[];
  /** Versions to take where an edge of this (installed) name asks for this range. */
  pins: { name: string; range: string; version: string }[];
  /** Ranges never to take, where another version is possible. */
  avoid: { name: string; ranges: VersionInterval[]; versions: string[] }[];
}

export interface Resolved {
  before: Graph;
  after: Graph;
  /** Lockfile contents that npm would write without and with the change. */
  base: { [key: string]: Json };
  next: { [key: string]: Json };
}

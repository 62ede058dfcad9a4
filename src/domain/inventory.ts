import type { Problem } from './problem.ts';

/** OSV's own spelling: `npm`, `PyPI`, `Maven`, … A string, so that a new ecosystem changes nothing here. */
export type EcosystemId = string;

export type Scope = 'runtime' | 'dev' | 'optional' | 'peer' | 'test' | 'build';

/** Where the bytes of a package come from. Only `registry` packages can be matched with certainty. */
export type Origin = 'registry' | 'git' | 'tarball' | 'local' | 'bundled';

/** One declaration of a dependency in a manifest that people write. */
export interface Declaration {
  /** The declaring file, e.g. `packages/api/package.json`. */
  file: string;
  /** The wanted range as written, e.g. `^1.2.0`. */
  wanted: string;
  scope: Scope;
  /** One-based line of the declaration, where known. */
  line?: number;
}

/** One installed package of a manifest: a node of its dependency graph. */
export interface Dependency {
  /** Name in the registry (the target of an alias, not the alias). */
  name: string;
  version: string;
  /** The name it is installed as, when it differs: npm's `"old": "npm:lodash@4"`. */
  alias?: string;
  scope: Scope;
  origin: Origin;
  /** Declarations in files that people write; empty for a transitive dependency. */
  declared: Declaration[];
  /** Indexes, in the same manifest's `packages`, of the packages that require this one. */
  requiredBy: number[];
  /** Where it is installed, unique within the manifest: `node_modules/a/node_modules/b`. */
  location: string;
  /** One-based line of its entry in the lockfile, where known. */
  line?: number;
  licence?: string;
}

/** One lockfile or manifest and what it brings in. */
export interface Manifest {
  path: string;
  ecosystem: EcosystemId;
  packages: Dependency[];
}

/** What one commit holds, and the Problems met while reading it. */
export interface Inventory {
  manifests: Manifest[];
  problems: Problem[];
}

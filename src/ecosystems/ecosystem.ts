import type { EcosystemId, Inventory } from '../domain/inventory.ts';
import type { Attempt, Candidate, Plan, Rejected, Target } from '../domain/plan.ts';
import type { Versioning } from '../domain/version.ts';
import type { Pool } from '../lib/pool.ts';
import type { Workspace } from '../workspace/workspace.ts';

/**
 * A version scheme, a registry, and the files that use them. One folder each, one line in `ecosystems.ts`.
 *
 * Reading is used everywhere (scan, index, proof) and must be fast, pure of network and safe against hostile files:
 * whatever cannot be understood becomes a Problem with a place; nothing here throws on bad input.
 * Planning and applying ask the registry and run in a sandboxed child process.
 */
export interface Ecosystem {
  id: EcosystemId;
  versions: Versioning;

  /** Canonical package name as OSV spells it. npm: unchanged. */
  normalise(name: string): string;

  /**
   * Whether this path is read at all; asked for every path of a repository, so by name alone.
   * `inventory`: gives packages (a lockfile, or a manifest where no lockfile can exist).
   * `context`: not an inventory by itself, but needed beside one (npm: `package.json`, `.npmrc`).
   */
  claims(path: string): 'inventory' | 'context' | undefined;

  /**
   * Reads the claimed files (paths as given by `claims`, all of one repository). Never throws on content.
   * A lockfile beside another of the same folder that the package manager would ignore is reported, not counted twice.
   */
  read(files: ReadFiles, paths: string[]): Promise<Inventory>;

  /**
   * The ladder: how a target may be fixed, least intrusive first, and why the other rungs fall away. Asks the
   * registry through `tools`. An empty `candidates` means "cannot be fixed"; `rejected` then says why.
   * Versions must be outside `target.avoid`, never below what is installed, and releases (not pre-releases) unless
   * the installed one is a pre-release. `context` holds ranges of other known-bad packages, so that no candidate
   * is proposed that would bring one in.
   */
  suggest?(
    target: Target,
    files: Workspace,
    tools: PlanTools,
  ): Promise<{ candidates: Candidate[]; rejected: Rejected[] }>;

  /** Writes a candidate's changes into `files` and reads the changed manifests again. Idempotent. */
  apply?(plan: Plan, candidate: Candidate, files: Workspace, tools: PlanTools): Promise<Attempt>;
}

/** Read access to a repository's claimed files; `undefined` when a path does not exist. Paths use forward slashes. */
export interface ReadFiles {
  read(path: string): Promise<string | undefined>;
}

export interface PlanTools {
  /** Registry root for packages that the repository's own configuration does not place elsewhere. */
  registry: string;
  /** Hosts (besides the registry's) that a repository's own configuration may name, lower case. */
  allowedHosts: readonly string[];
  /** A directory for caches that several tasks may share. */
  cacheDir: string;
  /** Keeps what calls on the same files can share; whoever made it disposes it. Absent: nothing is kept. */
  pool?: Pool;
  signal: AbortSignal;
  /** One line of progress for people. */
  say(line: string): void;
}

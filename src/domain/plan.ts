import type { EcosystemId, Inventory } from './inventory.ts';
import type { VersionInterval } from './version.ts';

/** How deep a change reaches, least intrusive first. */
export type Rung = 'lockfile' | 'direct' | 'parent' | 'override';

/** One package that goes from a version (or wanted range) to another. */
export interface Change {
  ecosystem: EcosystemId;
  name: string;
  /** What stands there now: a version for `lockfile`, a declared range for `direct` and `parent`, absent for a new override. */
  from?: string;
  to: string;
  how: Rung;
  /** The file in which it is written, e.g. `package-lock.json` or `packages/api/package.json`. */
  file: string;
  /** For `override`: the chain it is scoped to, outermost first, e.g. `["request"]`. */
  within?: string[];
}

/** One way to fix a target, in the order in which they are tried. */
export interface Candidate {
  how: Rung;
  changes: Change[];
  /** Why this version, in one sentence for the pull request. */
  why: string;
}

/** A rung that was not taken, and why: shown in the pull request and by `suture fix`. */
export interface Rejected {
  how: Rung;
  because: string;
}

/** A vulnerable package of one manifest, with everything the planner needs to know about what is bad. */
export interface Target {
  ecosystem: EcosystemId;
  manifest: string;
  package: string;
  /** Installed versions that are affected. */
  versions: string[];
  /** Union over the target's findings: no chosen version may lie in here. */
  avoid: { ranges: VersionInterval[]; versions: string[] };
  /** The findings this target stands for. */
  fingerprints: string[];
  malicious: boolean;
}

/** What the planner found for one target. No candidate means: cannot be fixed, because of `rejected`. */
export interface Plan {
  /** Stable for repository, manifest and package: names the branch and finds the pull request again. */
  id: string;
  target: Target;
  candidates: Candidate[];
  rejected: Rejected[];
}

/** A file after a change; `null` deletes it. */
export interface FileEdit {
  path: string;
  after: string | null;
}

/** What applying one candidate did. `after` holds the manifests that were read again from the changed files. */
export type Attempt =
  | { status: 'changed'; edits: FileEdit[]; after: Inventory; summary: string }
  | { status: 'cannot'; because: string };

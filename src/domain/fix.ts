import type { Candidate, FileEdit, Plan, Rejected } from './plan.ts';

/** The engine's own judgement of one attempt, made by reading and matching the changed files again. */
export interface Fix {
  candidate: Candidate;
  edits: FileEdit[];
  /** SHA-256 over the edits: equal digests need no new push. */
  digest: string;
  /** Fingerprints of findings that are gone afterwards: the target's and any others. */
  resolves: string[];
  /** Findings in the changed manifests before and after. */
  before: number;
  after: number;
  /** Packages whose installed version changed, as `name from → to`; additions and removals included. */
  changed: { name: string; from?: string; to?: string }[];
  /** ISO 8601; fixed once, makes the commit reproducible. */
  verifiedAt: string;
}

/** How far one plan of a repository has come. */
export interface PlanState {
  plan: Plan;
  repository: string;
  run: string;
  /** The commit it was made for. */
  commit: string;
  status: 'open' | 'verified' | 'left' | 'superseded';
  /** Index of the candidate that is being tried. */
  trying: number;
  /** Rungs that fell away while planning, and candidates that the proof refuted. */
  rejected: Rejected[];
  /** Present when verified (and kept when superseded). */
  fix?: Fix;
}

/** A half-open or closed interval of OSV's range algorithm. Absent bounds are open. */
export interface VersionInterval {
  /** First affected version; `"0"` means from the beginning. */
  introduced: string;
  /** First version no longer affected. Never together with `lastAffected`. */
  fixed?: string;
  /** Last affected version, where no fix is known. */
  lastAffected?: string;
}

/** The version rules of one ecosystem. Pure. */
export interface Versioning {
  /** Negative when `a` is older than `b`. A total order over every string, valid version or not. */
  compare(a: string, b: string): number;
  /** Whether `version` lies in the ecosystem's own range notation, e.g. npm's `^1.2.0 || 2.x`. False on nonsense. */
  satisfies(version: string, range: string): boolean;
  /** Whether the version is a release: no pre-release part. */
  isStable(version: string): boolean;
}

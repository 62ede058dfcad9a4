import type { EcosystemId, Scope } from './inventory.ts';
import type { Severity } from './severity.ts';
import type { VersionInterval } from './version.ts';

/**
 * One vulnerability of one package in one manifest, however many advisories describe it and however many copies are
 * installed. The same noun is printed by `suture scan`, kept by the store and written into pull requests.
 */
export interface Finding {
  /** Stable over scans, versions and scanners: see `fingerprint.ts`. */
  fingerprint: string;
  /** The advisory's preferred id: GHSA before CVE before the rest. */
  id: string;
  /** All its other ids, sorted. */
  aliases: string[];
  title: string;
  ecosystem: EcosystemId;
  package: string;
  /** Affected installed versions, oldest first. */
  versions: string[];
  /** Path of the lockfile or manifest. */
  manifest: string;
  /** The strongest scope among the affected copies: runtime before the others. */
  scope: Scope;
  direct: boolean;
  severity: Severity;
  cvss?: number;
  cwes: number[];
  malicious?: boolean;
  /** First fixed versions the advisory names, oldest first; empty when none is known. */
  fixedVersions: string[];
  /** Union of what the advisories under this finding call affected. */
  ranges: VersionInterval[];
  affectedVersions: string[];
  /** Name@version chains from a declared dependency to the package, shortest first, at most 100. */
  paths: string[][];
  /** How many paths there are in all, counting stops at 10,000. */
  pathCount: number;
  /** One-based line of the first affected entry in the manifest, where known. */
  line?: number;
}

import type { EcosystemId } from './inventory.ts';
import type { Severity } from './severity.ts';
import type { VersionInterval } from './version.ts';

/** What one advisory says about one package. Facts only: the prose stays in the source. */
export interface Advisory {
  id: string;
  /** Other ids of the same vulnerability, without `id`. */
  aliases: string[];
  /** Short title, made from weakness and package where the source's own may not be shipped. */
  title: string;
  severity: Severity;
  /** CVSS base score, 0–10. */
  cvss?: number;
  /** The vector `cvss` was computed from. */
  vector?: string;
  /** Weaknesses as CWE numbers. */
  cwes: number[];
  /** ISO 8601 dates. */
  published?: string;
  modified?: string;
  /** True for reports of malicious packages (`MAL-…`, CWE-506): remove, do not upgrade. */
  malicious?: boolean;
  ranges: VersionInterval[];
  /** Affected versions listed one by one. */
  versions: string[];
}

/** Where an advisory index comes from and how old it is. */
export interface AdvisoryIndexAbout {
  /** ISO 8601; when the index was built. */
  builtAt: string;
  /** ISO 8601; the newest `modified` among its advisories. */
  newest: string;
  advisories: number;
  packages: number;
  sources: string[];
}

/** Advisories by package. Opened in milliseconds; lookups never read the whole file. Withdrawn ones are not in it. */
export interface AdvisoryIndex {
  about: AdvisoryIndexAbout;
  /** Advisories that name the package, in any range; empty when none. `name` must be normalised by the ecosystem. */
  lookup(ecosystem: EcosystemId, name: string): readonly Advisory[];
}

import type { VersionInterval, Versioning } from './version.ts';

/** What an advisory, or several together, call affected. */
export interface Affected {
  ranges: readonly VersionInterval[];
  versions: readonly string[];
}

/** Whether a version is affected: listed by name, or inside any interval (OSV schema, "evaluation"). */
export function isAffected(version: string, affected: Affected, versions: Versioning): boolean {
  return (
    affected.versions.includes(version) || affected.ranges.some((range) => isInside(version, range, versions))
  );
}

/** Whether a version lies in one interval. `introduced: "0"` is before every version, also pre-releases of 0.0.0. */
export function isInside(version: string, range: VersionInterval, versions: Versioning): boolean {
  if (range.introduced !== '0' && versions.compare(version, range.introduced) < 0) return false;
  if (range.fixed !== undefined) return versions.compare(version, range.fixed) < 0;
  if (range.lastAffected !== undefined) return versions.compare(version, range.lastAffected) <= 0;
  return true;
}

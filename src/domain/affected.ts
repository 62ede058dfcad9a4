import type { VersionInterval, Versioning } from './version.ts';

/** What an advisory, or several together, call affected. */
export interface Affected {
  ranges: readonly VersionInterval[];
  versions: readonly string[];
}

/**
 * Whether a version is affected: listed, or inside any interval (OSV schema, "evaluation"). A listed version may be
 * spelled otherwise than the installed one: PyPI's `1.0` and `1.0.0` are the same.
 */
export function isAffected(version: string, affected: Affected, versions: Versioning): boolean {
  return (
    affected.ranges.some((range) => isInside(version, range, versions)) ||
    affected.versions.some((listed) => listed === version || versions.compare(listed, version) === 0)
  );
}

/** Whether a version lies in one interval. `introduced: "0"` is before every version, also pre-releases of 0.0.0. */
export function isInside(version: string, range: VersionInterval, versions: Versioning): boolean {
  if (range.introduced !== '0' && versions.compare(version, range.introduced) < 0) return false;
  if (range.fixed !== undefined) return versions.compare(version, range.fixed) < 0;
  if (range.lastAffected !== undefined) return versions.compare(version, range.lastAffected) <= 0;
  return true;
}

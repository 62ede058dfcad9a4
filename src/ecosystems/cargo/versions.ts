import type { Versioning } from '../../domain/version.ts';
import { compareSemver, parseSemver } from '../../lib/semver/semver.ts';
import { matches, parseRequirement } from './requirement.ts';

/** Cargo's rules: semver 2.0.0 (https://doc.rust-lang.org/cargo/reference/semver.html), build metadata not counted. */
export const versions: Versioning = { compare: compareSemver, satisfies, isStable };

function satisfies(version: string, range: string): boolean {
  const parsed = parseSemver(version);
  const requirement = parseRequirement(range);
  return parsed !== undefined && requirement !== undefined && matches(requirement, parsed);
}

function isStable(version: string): boolean {
  return parseSemver(version)?.prerelease.length === 0;
}

import type { Versioning } from '../../domain/version.ts';
import { compareSemver, parseSemver } from '../../lib/semver/semver.ts';

/**
 * Go's rules (https://go.dev/ref/mod#versions): semver with a leading `v`, pseudo-versions included; `+incompatible` is
 * build metadata. Versions of Go itself (`1.21rc2`, `go1.21.3`) stand among them as the Go vulnerability database
 * writes them: 1.21.0-rc.2.
 */
export const versions: Versioning = { compare, satisfies, isStable };

function compare(a: string, b: string): number {
  return compareSemver(fromToolchain(a), fromToolchain(b));
}

/**
 * A requirement is a minimum of the same module path; the other notations are those of version queries
 * (https://go.dev/ref/mod#version-queries): `<v1.2.3`, `>=v1.2.3`, the prefix `v1.2`.
 */
function satisfies(version: string, range: string): boolean {
  const found = /^(<=?|>=?)?v?(\d+(?:\.\d+){0,2}(?:[-+][\w.+-]+)?)$/.exec(range.trim());
  if (found === null || parseSemver(fromToolchain(version)) === undefined) return false;
  const [, operator, bound = ''] = found;
  const order = compare(version, bound);
  if (operator === '<') return order < 0;
  if (operator === '<=') return order <= 0;
  if (operator === '>') return order > 0;
  if (operator === undefined && /^\d+(\.\d+)?$/.test(bound)) return hasPrefix(version, bound);
  return order >= 0;
}

/** Pseudo-versions (`v0.0.0-20210101000000-abcdefabcdef`) name commits that nobody released. */
function isStable(version: string): boolean {
  return parseSemver(fromToolchain(version))?.prerelease.length === 0;
}

function hasPrefix(version: string, prefix: string): boolean {
  const { numbers } = parseSemver(fromToolchain(version))!;
  return prefix.split('.').every((number, i) => numbers[i] === number);
}

function fromToolchain(version: string): string {
  const first = version.charCodeAt(0);
  // Nearly every version begins with a digit and has no letters at once behind its numbers.
  if (first >= 48 && first <= 57 && !/^\d+\.\d+(\.\d+)?[a-z]/.test(version)) return version;
  const found = /^(?:go)?(\d+\.\d+)(\.\d+)?(?:(alpha|beta|rc)(\d+))?$/.exec(version);
  if (found === null) return version;
  const [, minor = '', patch = '.0', label, number] = found;
  return label === undefined ? minor + patch : `${minor}${patch}-${label}.${number}`;
}

import type { Versioning } from '../../domain/version.ts';
import { compareSemver, parseSemver } from '../../lib/semver/semver.ts';

/** SwiftPM's rules: tags that are semver 2.0.0 (https://docs.swift.org/package-manager/PackageDescription), `v` or not. */
export const versions: Versioning = { compare: compareSemver, satisfies, isStable };

const version = String.raw`"(\d+\.\d+\.\d+(?:[-+][0-9A-Za-z.+-]+)?)"`;
const single = new RegExp(
  String.raw`^\.?(from|exact|upToNextMajor|upToNextMinor)\s*(?:\(\s*from)?\s*[:(]\s*${version}\)?$`,
);
const between = new RegExp(String.raw`^${version}\s*(\.\.<|\.\.\.)\s*${version}$`);

/** The requirements of `Package.swift`: `from: "1.2.3"`, `exact: "1.2.3"`, `"1.2.3"..<"2.0.0"`, `.upToNextMinor(from:)`. */
function satisfies(candidate: string, range: string): boolean {
  const parsed = parseSemver(candidate);
  if (parsed === undefined) return false;
  const [, first, dots, last] = between.exec(range.trim()) ?? [];
  if (first !== undefined && last !== undefined) {
    const order = compareSemver(candidate, last);
    return (
      compareSemver(candidate, first) >= 0 &&
      (order < 0 || (order === 0 && dots === '...')) &&
      allowed(first, last)
    );
  }
  const [, kind, bound] = single.exec(range.trim()) ?? [];
  if (kind === undefined || bound === undefined) return false;
  if (kind === 'exact') return compareSemver(candidate, bound) === 0;
  const count = kind === 'upToNextMinor' ? 2 : 1;
  const same =
    parseSemver(bound)!.numbers.slice(0, count).join('.') === parsed.numbers.slice(0, count).join('.');
  return same && compareSemver(candidate, bound) >= 0 && allowed(bound);

  /** Pre-releases only where the requirement names one. */
  function allowed(...bounds: string[]): boolean {
    return parsed!.prerelease.length === 0 || bounds.some((bound) => !isStable(bound));
  }
}

function isStable(candidate: string): boolean {
  return parseSemver(candidate)?.prerelease.length === 0;
}

import type { Versioning } from '../../domain/version.ts';
import { compareIdentifiers, compareSemver, parseSemver, type Semver } from '../../lib/semver/semver.ts';

/**
 * Pub's rules (https://dart.dev/tools/pub/versioning): semver, but build metadata counts: `1.0.0+1` is newer than
 * `1.0.0`, as the package pub_semver has it.
 */
export const versions: Versioning = { compare, satisfies, isStable };

function compare(a: string, b: string): number {
  const order = compareSemver(a, b);
  if (order !== 0) return order;
  const [x, y] = [parseSemver(a)?.build ?? [], parseSemver(b)?.build ?? []];
  return compareIdentifiers(x, y);
}

const version = String.raw`\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?`;
const part = new RegExp(String.raw`\s*(?:(\^|>=?|<=?)\s*)?(${version})`, 'y');

/** Pub's constraints (https://dart.dev/tools/pub/dependencies#version-constraints); parts all hold. */
function satisfies(version: string, range: string): boolean {
  if (parseSemver(version) === undefined) return false;
  const text = range.trim();
  if (text === 'any' || text === '') return true;
  const parts: [operator: string, bound: string][] = [];
  for (part.lastIndex = 0; part.lastIndex < text.length; ) {
    const found = part.exec(text);
    if (found === null) return false;
    parts.push([found[1] ?? '=', found[2]!]);
  }
  const least = parts.find(([operator]) => operator === '>=' || operator === '>')?.[1];
  return parts.every(([operator, bound]) => holds(version, operator, bound, least));
}

function holds(version: string, operator: string, bound: string, least: string | undefined): boolean {
  const order = compare(version, bound);
  if (operator === '>') return order > 0;
  if (operator === '>=') return order >= 0;
  if (operator === '<=') return order <= 0;
  if (operator === '<') return order < 0 && !isJustBefore(version, bound, least);
  if (operator === '^') {
    const next = nextBreaking(bound);
    return order >= 0 && compare(version, next) < 0 && !isJustBefore(version, next, bound);
  }
  return order === 0;
}

/** `<2.0.0` keeps 2.0.0-beta out, unless it is a pre-release that the range begins with. */
function isJustBefore(version: string, bound: string, least: string | undefined): boolean {
  const [v, b, l] = [
    parseSemver(version)!,
    parseSemver(bound)!,
    least === undefined ? undefined : parseSemver(least),
  ];
  if (b.prerelease.length > 0 || v.prerelease.length === 0 || !sameNumbers(v, b)) return false;
  return l === undefined || l.prerelease.length === 0 || !sameNumbers(l, b);
}

function sameNumbers(a: Semver, b: Semver): boolean {
  return a.numbers.join('.') === b.numbers.join('.');
}

function nextBreaking(version: string): string {
  const [major, minor] = parseSemver(version)!.numbers;
  return major === '0' ? `0.${BigInt(minor) + 1n}.0` : `${BigInt(major) + 1n}.0.0`;
}

function isStable(version: string): boolean {
  return parseSemver(version)?.prerelease.length === 0;
}

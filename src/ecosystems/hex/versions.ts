import type { Versioning } from '../../domain/version.ts';
import { comparePrecedence, compareSemver, parseSemver, type Semver } from '../../lib/semver/semver.ts';

/** Hex's rules: those of Elixir's `Version` (https://hexdocs.pm/elixir/Version.html), which is semver 2.0.0. */
export const versions: Versioning = { compare: compareSemver, satisfies, isStable };

/** `and` binds closer than `or`. A pre-release needs a part that names one, as Hex chooses versions. */
function satisfies(version: string, range: string): boolean {
  const parsed = parseSemver(version);
  if (parsed === undefined) return false;
  const alternatives = range.split(/\sor\s/).map((text) => text.split(/\sand\s/).map(parse));
  if (alternatives.some((parts) => parts.includes(undefined))) return false;
  return alternatives.some((parts) => {
    const known = parts as Part[];
    const allowed = parsed.prerelease.length === 0 || known.some(({ bound }) => bound.prerelease.length > 0);
    return allowed && known.every((part) => holds(parsed, part));
  });
}

interface Part {
  operator: string;
  bound: Semver;
  /** Of `~>`: how many numbers were written. */
  count: number;
}

const shape = /^\s*(~>|[=!<>]=|[<>])?\s*(\d+\.\d+(\.\d+)?(?:-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?)\s*$/;

/** Only `~>` takes a version without its last number. */
function parse(text: string): Part | undefined {
  const [, operator = '==', version = '', patch] = shape.exec(text) ?? [];
  const bound = parseSemver(version);
  if (bound === undefined || (patch === undefined && operator !== '~>')) return undefined;
  return { operator, bound, count: patch === undefined ? 2 : 3 };
}

function holds(version: Semver, { operator, bound, count }: Part): boolean {
  const order = comparePrecedence(version, bound);
  switch (operator) {
    case '~>':
      return (
        order >= 0 &&
        version.numbers.slice(0, count - 1).join('.') === bound.numbers.slice(0, count - 1).join('.')
      );
    case '>=':
      return order >= 0;
    case '<=':
      return order <= 0;
    case '>':
      return order > 0;
    case '<':
      return order < 0;
    case '!=':
      return order !== 0;
    default:
      return order === 0;
  }
}

function isStable(version: string): boolean {
  return parseSemver(version)?.prerelease.length === 0;
}

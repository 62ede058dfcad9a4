import type { Versioning } from '../../domain/version.ts';
import { compareDigits, trimZeros } from '../../lib/semver/semver.ts';

/**
 * R's rules (https://stat.ethz.ch/R-manual/R-devel/library/base/html/numeric_version.html): numbers parted by `.` or
 * `-`, compared one by one; of two that begin alike the longer is newer. What is no such version is older than all.
 */
export const versions: Versioning = { compare, satisfies, isStable };

function compare(a: string, b: string): number {
  const [x, y] = [parse(a), parse(b)];
  if (x === undefined || y === undefined) {
    if (x !== y) return x === undefined ? -1 : 1;
    return a < b ? -1 : a > b ? 1 : 0;
  }
  for (let i = 0; i < Math.min(x.length, y.length); i++) {
    const order = compareDigits(x[i]!, y[i]!);
    if (order !== 0) return order;
  }
  return x.length - y.length;
}

/** As in a `DESCRIPTION`: `>= 1.0`, several with commas. */
function satisfies(version: string, range: string): boolean {
  if (parse(version) === undefined) return false;
  return range.split(',').every((part) => {
    const [, operator, bound = ''] = /^\s*([<>]=?|[=!]=)\s*(\S+)\s*$/.exec(part) ?? [];
    if (operator === undefined || parse(bound) === undefined) return part.trim() === '*';
    const order = compare(version, bound);
    if (operator === '==') return order === 0;
    if (operator === '!=') return order !== 0;
    return operator.startsWith('>')
      ? order > 0 || (order === 0 && operator === '>=')
      : order < 0 || (order === 0 && operator === '<=');
  });
}

/** A fourth number from 9000 on is how R's packages mark what is under development (https://r-pkgs.org/lifecycle.html). */
function isStable(version: string): boolean {
  const numbers = parse(version);
  return numbers !== undefined && (numbers[3] === undefined || compareDigits(numbers[3], '9000') < 0);
}

function parse(version: string): string[] | undefined {
  return /^\d+([.-]\d+)*$/.test(version.trim()) ? version.trim().split(/[.-]/).map(trimZeros) : undefined;
}

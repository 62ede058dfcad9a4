import { compareDigits, compareIdentifiers, type Semver, trimZeros } from '../../lib/semver/semver.ts';

/** One part of a version requirement; `numbers` has one to three, none for `*`. */
export interface Comparator {
  operator: '^' | '~' | '=' | '>' | '>=' | '<' | '<=';
  numbers: string[];
  prerelease: string[];
}

const shape =
  /^(\^|~|=|>=?|<=?)?\s*(\d{1,20})(?:\.(\d{1,20}|[*xX]))?(?:\.(\d{1,20}|[*xX]))?(?:-([0-9A-Za-z.-]+))?(?:\+[0-9A-Za-z.-]+)?$/;
/** As many as Cargo itself takes. */
const maxComparators = 32;

/**
 * Takes a version requirement apart (https://doc.rust-lang.org/cargo/reference/specifying-dependencies.html); a version
 * without an operator is a caret requirement. `undefined` for what Cargo would refuse.
 */
export function parseRequirement(text: string): Comparator[] | undefined {
  if (/^\s*[*xX]\s*$/.test(text)) return [{ operator: '=', numbers: [], prerelease: [] }];
  const parts = text.split(',', maxComparators + 1);
  if (parts.length > maxComparators) return undefined;
  const comparators = parts.map(parseComparator);
  return comparators.includes(undefined) ? undefined : (comparators as Comparator[]);
}

function parseComparator(text: string): Comparator | undefined {
  const found = shape.exec(text.trim());
  if (found === null) return undefined;
  const [, operator, ...rest] = found;
  const written = rest.slice(0, 3).filter((part) => part !== undefined);
  const numbers = written.filter((part) => /^\d/.test(part)).map(trimZeros);
  const wildcard = numbers.length < written.length;
  // `1.*.3` and `>1.*-rc` mean nothing.
  if (written.slice(0, numbers.length).some((part) => !/^\d/.test(part))) return undefined;
  if (rest[3] !== undefined && numbers.length < 3) return undefined;
  const prerelease = rest[3]?.split('.') ?? [];
  return { operator: wildcardOperator(operator, wildcard), numbers, prerelease };
}

function wildcardOperator(operator: string | undefined, wildcard: boolean): Comparator['operator'] {
  return (operator ?? (wildcard ? '=' : '^')) as Comparator['operator'];
}

/** Whether all parts hold; a pre-release needs one that names a pre-release of the same version. */
export function matches(requirement: readonly Comparator[], version: Semver): boolean {
  if (!requirement.every((comparator) => holds(comparator, version))) return false;
  if (version.prerelease.length === 0) return true;
  return requirement.some(
    ({ numbers, prerelease }) =>
      prerelease.length > 0 && numbers.every((number, i) => number === version.numbers[i]),
  );
}

function holds({ operator, numbers, prerelease }: Comparator, version: Semver): boolean {
  const order =
    compareStart(version, numbers) || (numbers.length < 3 ? 0 : compareLabels(version, prerelease));
  switch (operator) {
    case '=':
      return order === 0;
    case '>':
      return order > 0;
    case '>=':
      return order >= 0;
    case '<':
      return order < 0;
    case '<=':
      return order <= 0;
    case '~':
      return order >= 0 && compareStart(version, numbers.slice(0, 2)) === 0;
    case '^': {
      const kept = numbers.findIndex((number) => number !== '0');
      return (
        order >= 0 && compareStart(version, numbers.slice(0, kept < 0 ? numbers.length : kept + 1)) === 0
      );
    }
  }
}

/** Orders a version against the first numbers of one: `1.2.9` and `1.2` are equal. */
function compareStart(version: Semver, numbers: readonly string[]): number {
  for (const [i, number] of numbers.entries()) {
    const order = compareDigits(version.numbers[i]!, number);
    if (order !== 0) return order;
  }
  return 0;
}

function compareLabels(version: Semver, prerelease: readonly string[]): number {
  if (version.prerelease.length === 0 || prerelease.length === 0)
    return prerelease.length - version.prerelease.length;
  return compareIdentifiers(version.prerelease, prerelease);
}

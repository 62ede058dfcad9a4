/** A version taken apart. Numbers are digits without leading zeros: they may be longer than a number holds. */
export interface Semver {
  numbers: [major: string, minor: string, patch: string];
  prerelease: string[];
  build: string[];
}

const shape = /^\s*v?(\d+)(?:\.(\d+))?(?:\.(\d+))?(.*)$/is;

/**
 * Takes a version apart by Semantic Versioning 2.0.0 (https://semver.org), with what tags and advisories carry besides:
 * a leading `v`; missing numbers are 0; further numbers (`1.2.3.4`) are build metadata; letters that follow the numbers
 * at once (`1.0.0beta2`) are a pre-release. `undefined` for what has no number to go by: `main`, a commit.
 */
export function parseSemver(text: string): Semver | undefined {
  const found = shape.exec(text);
  if (found === null) return undefined;
  const [, major = '', minor, patch, rest = ''] = found;
  // Hexadecimal commits may begin with digits: letters need a second number or a separator before them.
  if (minor === undefined && /^[a-z]/i.test(rest)) return undefined;
  const plus = rest.indexOf('+');
  const tail = (plus < 0 ? rest : rest.slice(0, plus)).trim();
  const further = /^(\.\d+)+/.exec(tail)?.[0] ?? '';
  const label = tail.slice(further.length).replace(/^[-._ ]/, '');
  return {
    numbers: [trimZeros(major), trimZeros(minor ?? '0'), trimZeros(patch ?? '0')],
    prerelease: identifiers(label),
    build: identifiers(`${further}.${plus < 0 ? '' : rest.slice(plus + 1).trim()}`),
  };
}

/**
 * Orders any two strings by semver's precedence (item 11): build metadata does not count. What is no version is older
 * than every version, and ordered by its text.
 */
export function compareSemver(a: string, b: string): number {
  if (a === b) return 0;
  const x = pack(a);
  const y = x < 0 ? x : pack(b);
  return y < 0 ? compareOptional(parseSemver(a), parseSemver(b), a, b) : x - y;
}

/** What precedence goes by: build metadata does not count. */
export type Precedence = Pick<Semver, 'numbers' | 'prerelease'>;

/** Semver's precedence of two versions that are taken apart already. */
export function comparePrecedence(a: Precedence, b: Precedence): number {
  for (const [i, number] of a.numbers.entries()) {
    const order = compareDigits(number, b.numbers[i]!);
    if (order !== 0) return order;
  }
  if (a.prerelease.length === 0 || b.prerelease.length === 0)
    return b.prerelease.length - a.prerelease.length;
  return compareIdentifiers(a.prerelease, b.prerelease);
}

/** Numbers before words, numbers by value, words by their characters, fewer before more. */
export function compareIdentifiers(a: readonly string[], b: readonly string[]): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const [x, y] = [a[i]!, b[i]!];
    const [xNumber, yNumber] = [/^\d+$/.test(x), /^\d+$/.test(y)];
    if (xNumber !== yNumber) return xNumber ? -1 : 1;
    const order = xNumber ? compareDigits(trimZeros(x), trimZeros(y)) : compareText(x, y);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

/** Numbers of any length, written without leading zeros. */
export function compareDigits(a: string, b: string): number {
  return a.length - b.length || compareText(a, b);
}

/** `007` → `7`, `000` → `0`. */
export function trimZeros(digits: string): string {
  return digits.replace(/^0+(?=\d)/, '');
}

const dot = 46;
const limit = 2 ** 17;

/**
 * A plain `1.2.3` as one number that orders as the version does, or -1 for anything else. Nearly all versions are
 * plain, matching compares millions of them, and this needs neither memory nor a cache.
 */
export function pack(version: string): number {
  let packed = 0;
  let part = -1;
  let parts = 1;
  for (let i = 0; i < version.length; i++) {
    const code = version.charCodeAt(i);
    if (code >= 48 && code <= 57) {
      part = (part < 0 ? 0 : part * 10) + code - 48;
      if (part >= limit) return -1;
    } else if (code === dot && part >= 0 && parts < 3) {
      packed = packed * limit + part;
      part = -1;
      parts++;
    } else {
      return -1;
    }
  }
  return parts === 3 && part >= 0 ? packed * limit + part : -1;
}

function compareOptional(x: Semver | undefined, y: Semver | undefined, a: string, b: string): number {
  if (x !== undefined && y !== undefined) return comparePrecedence(x, y);
  if (x === undefined && y === undefined) return compareText(a, b);
  return x === undefined ? -1 : 1;
}

function identifiers(text: string): string[] {
  return text.split('.').filter((part) => part !== '');
}

/** By code unit. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

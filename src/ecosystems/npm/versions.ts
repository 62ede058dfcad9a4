import { createRequire } from 'node:module';
import type Satisfies from 'semver/functions/satisfies.js';
import type { Versioning } from '../../domain/version.ts';

/** Ranges are needed to plan a fix, not to scan: node-semver is loaded when the first is asked about. */
const require = createRequire(import.meta.url);

/** npm's rules: semver 2.0.0, with the leniency of node-semver's loose mode. */
export const versions: Versioning = { compare, satisfies, isStable };

/**
 * Orders by semver precedence (https://semver.org/#spec-item-11): build metadata and a leading `v` or `=` do not count.
 * Bounds of advisories that are no strict versions take the place that they mean: `13.0` is 13.0.0, `3.0.RC3` a
 * pre-release of 3.0.0, `1.2.3.4` is 1.2.3. What has no number to go by (`latest`, a commit, the empty string) is older
 * than every version and ordered by its text.
 */
function compare(a: string, b: string): number {
  if (a === b) return 0;
  const x = pack(a);
  const y = x < 0 ? x : pack(b);
  return y < 0 ? compareParsed(parse(a), parse(b)) : x - y;
}

/** As npm itself decides whether an installed version fits: loose, pre-releases only where the range names one. */
function satisfies(version: string, range: string): boolean {
  const satisfiesRange: typeof Satisfies = require('semver/functions/satisfies.js');
  return satisfiesRange(version, range, { loose: true });
}

function isStable(version: string): boolean {
  if (pack(version) >= 0) return true;
  const parsed = parse(version);
  return typeof parsed !== 'string' && parsed.prerelease.length === 0;
}

const dot = 46;
const limit = 2 ** 17;

/**
 * A plain `1.2.3` as one number that orders as the version does, or -1 for anything else. Nearly all versions are
 * plain, and this needs neither memory nor a cache.
 */
function pack(version: string): number {
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

interface Parsed {
  /** Major, minor, patch as digits without leading zeros: they may be longer than a number holds. */
  numbers: [string, string, string];
  prerelease: string[];
}

const shape = /^[\sv=]*(\d+)(?:\.(\d+))?(?:\.(\d+))?(.*)$/s;

function parse(version: string): Parsed | string {
  const found = shape.exec(version);
  if (found === null) return version;
  const [, major = '', minor, patch, rest = ''] = found;
  // Hexadecimal commits may begin with digits: letters need a second number or a separator before them.
  if (minor === undefined && /^[a-z]/i.test(rest)) return version;
  const tail = rest.split('+', 1)[0]!.trim();
  const label = /^[.\-_ ]?([a-z].*)$|^-(.+)$/is.exec(tail);
  const prerelease = (label?.[1] ?? label?.[2] ?? '').split('.').filter((part) => part !== '');
  return { numbers: [trimZeros(major), trimZeros(minor ?? '0'), trimZeros(patch ?? '0')], prerelease };
}

function compareParsed(a: Parsed | string, b: Parsed | string): number {
  if (typeof a === 'string' || typeof b === 'string') {
    if (typeof a === typeof b) return a < b ? -1 : a > b ? 1 : 0;
    return typeof a === 'string' ? -1 : 1;
  }
  for (const [i, number] of a.numbers.entries()) {
    const order = compareDigits(number, b.numbers[i]!);
    if (order !== 0) return order;
  }
  return comparePrerelease(a.prerelease, b.prerelease);
}

/** Semver 2.0.0, item 11: a release is newer; numbers before words, fewer identifiers before more. */
function comparePrerelease(a: string[], b: string[]): number {
  if (a.length === 0 || b.length === 0) return b.length - a.length;
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const [x, y] = [a[i]!, b[i]!];
    const [xNumber, yNumber] = [/^\d+$/.test(x), /^\d+$/.test(y)];
    if (xNumber !== yNumber) return xNumber ? -1 : 1;
    const order = xNumber ? compareDigits(trimZeros(x), trimZeros(y)) : x < y ? -1 : x > y ? 1 : 0;
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

function compareDigits(a: string, b: string): number {
  return a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);
}

function trimZeros(digits: string): string {
  return digits.replace(/^0+(?=\d)/, '');
}

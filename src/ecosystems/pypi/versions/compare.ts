import { compareLegacy } from './compare-legacy.ts';
import { type PythonVersion, parseVersion, trimZeros } from './parse.ts';

/**
 * PEP 440's order. What is no version by PEP 440 (`0.8.7p1`, `2.0.0-final`, `trunk`) is older than all that are, and
 * ordered as setuptools did before it.
 */
export function compareVersions(a: string, b: string): number {
  if (a === b) return 0;
  const x = pack(a);
  const y = x < 0 ? x : pack(b);
  if (y >= 0) return x - y;
  const [first, second] = [parseVersion(a), parseVersion(b)];
  if (first !== undefined && second !== undefined) return compareParsed(first, second);
  if (first === undefined && second === undefined) return compareLegacy(a, b);
  return first === undefined ? -1 : 1;
}

/** Whether this is one to three numbers, as nearly all versions are. */
export function isPlain(version: string): boolean {
  return pack(version) >= 0;
}

/** The order of parsed versions; `ignoreLocal` leaves the part after `+` out. */
export function compareParsed(a: PythonVersion, b: PythonVersion, ignoreLocal = false): number {
  return (
    compareDigits(a.epoch, b.epoch) ||
    compareRelease(a.release, b.release) ||
    comparePre(a, b) ||
    // No post-release is older than any, no development release newer than any.
    compareOptional(a.post, b.post, -1) ||
    compareOptional(a.dev, b.dev, 1) ||
    (ignoreLocal ? 0 : compareLocal(a.local, b.local))
  );
}

/** Missing parts are zeros: 1.0 is 1.0.0. */
export function compareRelease(a: string[], b: string[]): number {
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const order = compareDigits(a[i] ?? '0', b[i] ?? '0');
    if (order !== 0) return order;
  }
  return 0;
}

const dot = 46;
const limit = 2 ** 17;

/** A plain `1`, `1.2` or `1.2.3` as one number that orders as the version does, or -1 for anything else. */
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
  return part < 0 ? -1 : (packed * limit + part) * limit ** (3 - parts);
}

/** A development release of the release itself (1.0.dev1) comes before its pre-releases, a release after them. */
function comparePre(a: PythonVersion, b: PythonVersion): number {
  const [x, y] = [rankOfPre(a), rankOfPre(b)];
  return x - y || compareDigits(a.pre?.[1] ?? '0', b.pre?.[1] ?? '0');
}

function rankOfPre({ pre, post, dev }: PythonVersion): number {
  if (pre !== undefined) return { a: 1, b: 2, rc: 3 }[pre[0]];
  return post === undefined && dev !== undefined ? 0 : 4;
}

function compareOptional(a: string | undefined, b: string | undefined, absent: -1 | 1): number {
  if (a === undefined || b === undefined) return a === b ? 0 : a === undefined ? absent : -absent;
  return compareDigits(a, b);
}

/** Segment by segment; numbers are newer than words, and more segments than fewer. */
function compareLocal(a: string[] = [], b: string[] = []): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const [x, y] = [a[i]!, b[i]!];
    const [xNumber, yNumber] = [/^\d+$/.test(x), /^\d+$/.test(y)];
    if (xNumber !== yNumber) return xNumber ? 1 : -1;
    const order = xNumber ? compareDigits(trimZeros(x), trimZeros(y)) : x < y ? -1 : x > y ? 1 : 0;
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

export function compareDigits(a: string, b: string): number {
  return a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);
}

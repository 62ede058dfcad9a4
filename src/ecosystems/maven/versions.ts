import type { Versioning } from '../../domain/version.ts';
import { inRange } from './range.ts';

/** Maven's rules; Gradle, Ivy, sbt and Leiningen take their packages from the same registries. */
export const versions: Versioning = {
  compare,
  satisfies: (version, range) => inRange(version, range, compare),
  isStable,
};

/**
 * Orders as Maven 3.9 does: `org.apache.maven.artifact.versioning.ComparableVersion`, described at
 * https://maven.apache.org/pom.html#Version_Order_Specification. Numbers and words are separated by `.`, by `-` and
 * where digits meet letters; what is null (`0`, `ga`, `final`, `release`) at the end of a part does not count; known
 * qualifiers go before a release (but `sp`), unknown ones behind it, and numbers behind those.
 *
 * Maven's own comparison has cycles (`1.0.alpha-1` > `1-x` > `1` > `1.0.alpha-1`) and so is no order. Two rules break
 * them: a word behind `.` always opens a part, as one behind `-` does (the specification says that they are the same;
 * Maven forgets it where no digit follows), and a word goes before a part only where the part's own begin does.
 */
function compare(a: string, b: string): number {
  if (a === b) return 0;
  const plain = comparePlain(a, b);
  return Number.isNaN(plain) ? compareParts(parse(a), parse(b)) : plain;
}

const unstable = new Set(['alpha', 'beta', 'milestone', 'rc', 'snapshot', 'pre', 'preview', 'dev', 'ea']);

/** A version with a number and none of the words that stand for something before a release. */
function isStable(version: string): boolean {
  const atoms = parse(version).flat();
  return atoms.length > 0 && /\d/.test(version) && !atoms.some((atom) => unstable.has(wordOf(atom)));
}

/** Two versions of digits and dots alone, which most are, without taking memory; NaN for any other. */
function comparePlain(a: string, b: string): number {
  if (!isPlain(a) || !isPlain(b)) return Number.NaN;
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    let [x, y] = [0, 0];
    for (; i < a.length && a.charCodeAt(i) !== dot; i++) x = x * 10 + a.charCodeAt(i) - zero;
    for (; j < b.length && b.charCodeAt(j) !== dot; j++) y = y * 10 + b.charCodeAt(j) - zero;
    if (x !== y) return x < y ? -1 : 1;
    i++;
    j++;
  }
  return 0;
}

const [dash, dot, zero] = [45, 46, 48];
/** Digits that a number holds exactly. */
const maxDigits = 15;

function isPlain(version: string): boolean {
  let digits = 0;
  for (let i = 0; i < version.length; i++) {
    const code = version.charCodeAt(i);
    if (code === dot) digits = 0;
    else if (!isDigit(code) || ++digits > maxDigits) return false;
  }
  return true;
}

function isDigit(code: number): boolean {
  return code >= zero && code <= 57;
}

/** A number without leading zeros (`''` is zero), or the rank of a word: `0` to `6` as listed below, `7-` and the word. */
type Atom = { number: string } | { rank: string };
/** Every part but the last holds the next one as its last element; so each is a list of its atoms, and one may be empty. */
type Parts = Atom[][];

function parse(version: string): Parts {
  const text = version.toLowerCase();
  let part: Atom[] = [];
  const parts: Parts = [part];
  const open = () => {
    part = [];
    parts.push(part);
  };
  const add = (atom: Atom) => {
    if ('rank' in atom && part.length > 0) open();
    part.push(atom);
  };
  for (let i = 0; i < text.length; ) {
    const code = text.charCodeAt(i);
    const end = endOfToken(text, i);
    if (end > i) {
      const digits = isDigit(code);
      const next = text.charCodeAt(end);
      const glued = end < text.length && next !== dot && next !== dash;
      const token = text.slice(i, end);
      add(digits ? { number: token.replace(/^0+/, '') } : { rank: rankOf(token, glued) });
      if (glued) open();
      i = end;
    } else {
      add({ number: '' });
    }
    const separator = text.charCodeAt(i);
    if (separator === dash) open();
    if (separator === dash || separator === dot) i++;
  }
  return trim(parts);
}

/** Where the run of digits, or of anything but digits and separators, that begins at `start` ends. */
function endOfToken(text: string, start: number): number {
  const digits = isDigit(text.charCodeAt(start));
  let end = start;
  for (; end < text.length; end++) {
    const code = text.charCodeAt(end);
    if (code === dot || code === dash || isDigit(code) !== digits) break;
  }
  return end;
}

/** Drops what is null at the end of each part, and the parts at the end of which nothing is left. */
function trim(parts: Parts): Parts {
  for (const part of parts) while (part.length > 0 && isNull(part.at(-1)!)) part.pop();
  while (parts.at(-1)?.length === 0) parts.pop();
  return parts;
}

const qualifiers = ['alpha', 'beta', 'milestone', 'rc', 'snapshot', '', 'sp'];
const release = '5';
const aliases = new Map([
  ['ga', ''],
  ['final', ''],
  ['release', ''],
  ['cr', 'rc'],
]);
const beforeDigits = new Map([
  ['a', 'alpha'],
  ['b', 'beta'],
  ['m', 'milestone'],
]);

/** Ranks are compared as text, as Maven does: that orders unknown words behind the known ones and by themselves. */
function rankOf(token: string, beforeNumber: boolean): string {
  const long = beforeNumber ? (beforeDigits.get(token) ?? token) : token;
  const word = aliases.get(long) ?? long;
  const known = qualifiers.indexOf(word);
  return known < 0 ? `7-${word}` : String(known);
}

function wordOf(atom: Atom): string {
  if ('number' in atom) return '';
  return atom.rank.startsWith('7-') ? atom.rank.slice(2) : qualifiers[Number(atom.rank)]!;
}

function isNull(atom: Atom): boolean {
  return compareToNull(atom) === 0;
}

/** As against a version that ended before: a number is more than nothing, `rc` less than a release. */
function compareToNull(atom: Atom): number {
  return 'number' in atom ? Number(atom.number !== '') : compareText(atom.rank, release);
}

function compareParts(a: Parts, b: Parts): number {
  for (let depth = 0; depth < a.length || depth < b.length; depth++) {
    const x = a[depth] ?? [];
    const y = b[depth] ?? [];
    const both = Math.min(x.length, y.length);
    for (let i = 0; i < both; i++) {
      const order = compareAtoms(x[i]!, y[i]!);
      if (order !== 0) return order;
    }
    if (x.length > both) return compareRest(a, b, depth, both);
    if (y.length > both) return -compareRest(b, a, depth, both);
    if (depth + 1 >= a.length || depth + 1 >= b.length)
      return restToNull(a, depth + 1, 0) - restToNull(b, depth + 1, 0);
  }
  return 0;
}

/** Where part `depth` of `a` still has atoms from `at` on, and that of `b` only its next part, or nothing. */
function compareRest(a: Parts, b: Parts, depth: number, at: number): number {
  if (depth + 1 >= b.length) return restToNull(a, depth, at);
  const atom = a[depth]![at]!;
  if ('number' in atom) return 1;
  let next = depth + 1;
  while (b[next]!.length === 0) next++;
  return compareAtoms(atom, b[next]![0]!) || -restToNull(b, next, 1) || restToNull(a, depth, at + 1);
}

function restToNull(parts: Parts, depth: number, at: number): number {
  for (let d = depth; d < parts.length; d++)
    for (let i = d === depth ? at : 0; i < parts[d]!.length; i++) {
      const order = compareToNull(parts[d]![i]!);
      if (order !== 0) return order;
    }
  return 0;
}

function compareAtoms(a: Atom, b: Atom): number {
  if ('number' in a) {
    if (!('number' in b)) return 1;
    return Math.sign(a.number.length - b.number.length) || compareText(a.number, b.number);
  }
  return 'number' in b ? -1 : compareText(a.rank, b.rank);
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

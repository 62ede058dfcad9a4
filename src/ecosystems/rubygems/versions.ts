import type { Versioning } from '../../domain/version.ts';
import { compareDigits, trimZeros } from '../../lib/semver/semver.ts';

/** RubyGems' rules, as the documentation of Gem::Version and Gem::Requirement has them (https://docs.ruby-lang.org/en/master/Gem/Version.html). */
export const versions: Versioning = { compare, satisfies, isStable };

/** What is no version is older than every version, and ordered by its text. */
function compare(a: string, b: string): number {
  if (a === b) return 0;
  const [x, y] = [segmentsOf(a), segmentsOf(b)];
  if (x === undefined || y === undefined)
    return x === y ? (a < b ? -1 : 1) : Number(y === undefined) - Number(x === undefined);
  return compareSegments(canonical(x), canonical(y));
}

/** Missing segments are 0; a word is older than any number. */
function compareSegments(a: readonly string[], b: readonly string[]): number {
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const [x, y] = [a[i] ?? '0', b[i] ?? '0'];
    if (x === y) continue;
    const [xWord, yWord] = [isWord(x), isWord(y)];
    if (xWord !== yWord) return xWord ? -1 : 1;
    return xWord ? (x < y ? -1 : 1) : compareDigits(x, y);
  }
  return 0;
}

/** Without the zeros at the end of the numbers and of what follows the first word: `1.0.0.a.0` is `1.a`. */
function canonical(segments: readonly string[]): string[] {
  const word = segments.findIndex(isWord);
  const numbers = word < 0 ? segments : segments.slice(0, word);
  return [...withoutZeros(numbers), ...(word < 0 ? [] : withoutZeros(segments.slice(word)))];
}

function withoutZeros(segments: readonly string[]): readonly string[] {
  return segments.slice(0, segments.findLastIndex((segment) => segment !== '0') + 1);
}

const shape = /^\s*\d+(?:\.[0-9a-zA-Z]+)*(?:-[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?\s*$/;
/** Characters; no version is that long, and regular expressions run out of stack in very long ones. */
const maxLength = 1000;

/** Numbers (without leading zeros) and words; a dash stands for `.pre.`. */
function segmentsOf(version: string): string[] | undefined {
  if (version.length > maxLength || !shape.test(version)) return undefined;
  return version
    .replaceAll('-', '.pre.')
    .match(/\d+|[a-z]+/gi)!
    .map((segment) => (isWord(segment) ? segment : trimZeros(segment)));
}

function isWord(segment: string): boolean {
  return segment.charCodeAt(0) > 57;
}

const clause = /^\s*(=|!=|>=|<=|~>|>|<)?\s*(\d\S*)\s*$/;

/** Gem::Requirement: every part between commas holds. As there, pre-releases are not treated in any special way. */
function satisfies(version: string, range: string): boolean {
  if (segmentsOf(version) === undefined) return false;
  if (range.trim() === '') return true;
  return range.split(',').every((part) => {
    const found = part.length > maxLength ? null : clause.exec(part);
    return (
      found !== null && segmentsOf(found[2]!) !== undefined && holds(version, found[1] ?? '=', found[2]!)
    );
  });
}

function holds(version: string, operator: string, bound: string): boolean {
  const order = compare(version, bound);
  if (operator === '~>') return order >= 0 && compareSegments(release(version), bump(bound)) < 0;
  if (operator === '!=') return order !== 0;
  if (operator === '>') return order > 0;
  if (operator === '>=') return order >= 0;
  if (operator === '<') return order < 0;
  return operator === '<=' ? order <= 0 : order === 0;
}

/** `1.2.b1` → `1.2`. */
function release(version: string): string[] {
  const segments = segmentsOf(version)!;
  const word = segments.findIndex(isWord);
  return word < 0 ? segments : segments.slice(0, word);
}

/** `1.2.3` → `1.3`, `1` → `2`. */
function bump(version: string): string[] {
  const numbers = release(version);
  const kept = numbers.length > 1 ? numbers.slice(0, -1) : numbers;
  return kept.with(-1, String(BigInt(kept.at(-1)!) + 1n));
}

function isStable(version: string): boolean {
  return segmentsOf(version)?.every((segment) => !isWord(segment)) ?? false;
}

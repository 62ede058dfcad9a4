import type { Versioning } from '../../domain/version.ts';
import { compareDigits, trimZeros } from '../../lib/semver/semver.ts';
import { holdsConstraint } from './constraint.ts';
import { normaliseVersion } from './normalise-version.ts';

/**
 * Composer's rules (https://getcomposer.org/doc/articles/versions.md): versions are brought to one form and compared by
 * PHP's `version_compare`, which also orders what Composer itself would not take.
 */
export const versions: Versioning = {
  compare,
  satisfies: (version, range) => holdsConstraint(version, range, compare),
  isStable: (version) => /^[\d.]+(-patch[\d.-]*)?$/.test(normaliseVersion(version) ?? ''),
};

/** Branches without a number and other words are older than every version, and ordered by their text. */
function compare(a: string, b: string): number {
  if (a === b) return 0;
  const [x, y] = [partsOf(a), partsOf(b)];
  if (x === undefined || y === undefined)
    return x === y ? (a < b ? -1 : 1) : Number(y === undefined) - Number(x === undefined);
  for (let i = 0; i < Math.max(x.length, y.length); i++) {
    const order = comparePart(x[i], y[i]);
    if (order !== 0) return order;
  }
  return 0;
}

/** The rank of `version_compare`: any other word, dev, alpha, beta, RC, nothing, a number, a patch. */
const words: [shape: RegExp, rank: number][] = [
  [/^dev/, 1],
  [/^a/, 2],
  [/^b/, 3],
  [/^(RC|rc)/, 4],
  [/^p/, 7],
];
const [nothing, number] = [5, 6];

function comparePart(a: string | undefined, b: string | undefined): number {
  const [x, y] = [rankOf(a), rankOf(b)];
  return x === number && y === number ? compareDigits(a!, b!) : x - y;
}

function rankOf(part: string | undefined): number {
  if (part === undefined) return nothing;
  if (/^\d/.test(part)) return number;
  return words.find(([shape]) => shape.test(part))?.[1] ?? 0;
}

function partsOf(version: string): string[] | undefined {
  const text = normaliseVersion(version) ?? fourNumbers(version);
  return text?.match(/\d+|[a-z]+/gi)?.map((part) => (/^\d/.test(part) ? trimZeros(part) : part));
}

/** Of a version that Composer does not take (`4.3-2RC1`), as much as can be: its numbers, filled up to four. */
function fourNumbers(version: string): string | undefined {
  const found = /^\s*v?(\d+)(\.\d+)?(\.\d+)?(\.\d+)?(?!\d)/i.exec(version);
  if (found === null) return undefined;
  const [all, major, minor = '.0', patch = '.0', fourth = '.0'] = found;
  return `${major}${minor}${patch}${fourth}-${version.slice(all.length)}`;
}

import { createRequire } from 'node:module';
import type Satisfies from 'semver/functions/satisfies.js';
import type { Versioning } from '../../domain/version.ts';
import { comparePrecedence, type Precedence, pack, trimZeros } from '../../lib/semver/semver.ts';

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

const shape = /^[\sv=]*(\d+)(?:\.(\d+))?(?:\.(\d+))?(.*)$/s;

function parse(version: string): Precedence | string {
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

function compareParsed(a: Precedence | string, b: Precedence | string): number {
  if (typeof a !== 'string' && typeof b !== 'string') return comparePrecedence(a, b);
  if (typeof a === typeof b) return a < b ? -1 : a > b ? 1 : 0;
  return typeof a === 'string' ? -1 : 1;
}

import type { Advisory } from '../../domain/advisory.ts';
import { severities } from '../../domain/severity.ts';
import type { VersionInterval } from '../../domain/version.ts';

/** `[introduced]`, `[introduced, fixed]` or `[introduced, 0, lastAffected]`. */
type WireRange = [string] | [string, string] | [string, 0, string];

/** One advisory of one package, positions instead of names: a third of the size of an object. */
type WireAdvisory = [
  id: string,
  aliases: string[],
  severity: Advisory['severity'],
  cvss: number | 0,
  vector: string,
  cwes: number[],
  published: string,
  modified: string,
  malicious: 0 | 1,
  ranges: WireRange[],
  versions: string[],
  /** Offset among the titles; -1: made of CWE and package. */
  title: number,
];

/** A package's record: ecosystem and name to tell equal hashes apart, then its advisories. */
type WireRecord = [ecosystem: string, name: string, ...WireAdvisory[]];

/** Writes an advisory without its aliases and title, which are known only when all advisories are. */
export function encodeAdvisory(advisory: Advisory): (aliases: readonly string[], title: number) => string {
  const head = JSON.stringify(advisory.id);
  const rest = JSON.stringify([
    advisory.severity,
    advisory.cvss ?? 0,
    advisory.vector ?? '',
    advisory.cwes,
    advisory.published ?? '',
    advisory.modified ?? '',
    advisory.malicious ? 1 : 0,
    advisory.ranges.map(encodeRange),
    advisory.versions,
  ]).slice(1, -1);
  return (aliases, title) => `[${head},${JSON.stringify(aliases)},${rest},${title}]`;
}

function encodeRange({ introduced, fixed, lastAffected }: VersionInterval): WireRange {
  if (fixed !== undefined) return [introduced, fixed];
  return lastAffected === undefined ? [introduced] : [introduced, 0, lastAffected];
}

export function encodeRecord(ecosystem: string, name: string, advisories: readonly string[]): Buffer {
  return Buffer.from(`[${[JSON.stringify(ecosystem), JSON.stringify(name), ...advisories].join(',')}]`);
}

/** Reads a record; `undefined` when it is another package's. Throws on anything that `encodeRecord` does not write. */
export function decodeRecord(
  json: string,
  ecosystem: string,
  name: string,
  title: (offset: number, cwes: number[], malicious: boolean) => string,
): Advisory[] | undefined {
  const [ownEcosystem, ownName, ...advisories] = JSON.parse(json) as WireRecord;
  if (ownEcosystem !== ecosystem || ownName !== name) return undefined;
  return advisories.map((wire) => decodeAdvisory(wire, title));
}

function decodeAdvisory(
  [
    id,
    aliases,
    severity,
    cvss,
    vector,
    cwes,
    published,
    modified,
    malicious,
    ranges,
    versions,
    place,
  ]: WireAdvisory,
  title: (offset: number, cwes: number[], malicious: boolean) => string,
): Advisory {
  const lists = [aliases, cwes, ranges, versions].every(Array.isArray);
  if (!lists || typeof id !== 'string' || !severities.includes(severity) || !Number.isInteger(place))
    throw new TypeError('not an advisory');
  const advisory: Advisory = {
    id,
    aliases,
    get title() {
      return title(place, cwes, malicious === 1);
    },
    severity,
    cwes,
    ranges: ranges.map(decodeRange),
    versions,
  };
  // A vector that scores 0 is a statement; a 0 without vector is absence.
  if (cvss !== 0 || vector !== '') advisory.cvss = cvss;
  if (vector !== '') advisory.vector = vector;
  if (published !== '') advisory.published = published;
  if (modified !== '') advisory.modified = modified;
  if (malicious === 1) advisory.malicious = true;
  return advisory;
}

function decodeRange([introduced, fixed, lastAffected]: WireRange): VersionInterval {
  if (fixed !== undefined && fixed !== 0) return { introduced, fixed };
  return lastAffected === undefined ? { introduced } : { introduced, lastAffected };
}

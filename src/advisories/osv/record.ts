import type { Advisory } from '../../domain/advisory.ts';
import type { Problem } from '../../domain/problem.ts';
import type { VersionInterval } from '../../domain/version.ts';
import type { Entry } from '../entry.ts';
import { titleOf } from '../weakness.ts';
import { intervalsOf, type RangeEvent } from './intervals.ts';
import { makeRate, type Rate } from './severity.ts';

/** Where a record stands: a file, or an entry of an archive as `all.zip!GHSA-….json`; and the line, in JSON lines. */
export interface Place {
  path: string;
  line?: number;
}

/** Reads one OSV record; `entry` is absent when it says nothing usable. Never throws. */
export type ReadRecord = (
  value: unknown,
  place: Place,
  report: (problem: Problem) => void,
) => Entry | undefined;

/**
 * A reader of OSV records (schema 1.x, and what its sources make of it). By hand rather than by a schema library,
 * because one broken part must not lose the rest of its record.
 */
export function makeReadRecord(): ReadRecord {
  const rate = makeRate();
  return (value, place, report) => {
    const complain = (code: string, message: string): undefined => {
      report({ code, message, ...place });
    };
    const record = asObject(value);
    if (record === undefined) return complain('advisory-not-an-object', 'This is no OSV record.');
    const id = asId(record.id);
    if (id === undefined) return complain('advisory-without-id', 'An OSV record has no usable id.');
    const modified = asDate(record.modified);
    const aliases = ids(record.aliases).filter((alias) => alias !== id);
    const entry: Entry = {
      id,
      aliases,
      ...(modified === undefined ? {} : { modified }),
      withdrawn: typeof record.withdrawn === 'string',
      packages: [],
    };
    if (!entry.withdrawn) {
      const facts = readFacts(record, id, aliases, modified);
      entry.packages = readPackages(record, facts, rate, (code, message) =>
        complain(code, `${id}: ${message}`),
      );
    }
    return entry;
  };
}

type Json = Readonly<Record<string, unknown>>;
type Complain = (code: string, message: string) => void;
/** What all packages of a record share. */
type Facts = Pick<Advisory, 'id' | 'aliases' | 'published' | 'modified'>;

function readFacts(record: Json, id: string, aliases: string[], modified: string | undefined): Facts {
  const published = asDate(record.published);
  return {
    id,
    aliases,
    ...(published === undefined ? {} : { published }),
    ...(modified === undefined ? {} : { modified }),
  };
}

function readPackages(record: Json, facts: Facts, rate: Rate, complain: Complain): Entry['packages'] {
  if (record.affected !== undefined && !Array.isArray(record.affected))
    complain('advisory-part-broken', '"affected" is no list.');
  const found = new Map<string, Affected>();
  for (const item of asList(record.affected)) {
    const affected = asObject(item);
    // Records about source code alone (ranges of commits) name no package.
    if (affected !== undefined && affected.package === undefined) continue;
    const ecosystem = asName(asObject(affected?.package)?.ecosystem);
    const name = asName(asObject(affected?.package)?.name);
    if (affected === undefined || ecosystem === undefined || name === undefined) {
      complain('advisory-part-broken', 'an entry of "affected" names no package.');
      continue;
    }
    const key = `${ecosystem}\0${name}`;
    const one = found.get(key) ?? { ecosystem, name, parts: [], ranges: [], versions: [] };
    found.set(key, one);
    one.parts.push(affected);
    one.ranges.push(...readRanges(affected, name, complain));
    for (const version of asList(affected.versions)) if (isVersion(version)) one.versions.push(version);
  }
  return [...found.values()]
    .filter(({ ranges, versions }) => ranges.length + versions.length > 0)
    .map((one) => ({
      ecosystem: one.ecosystem,
      name: one.name,
      advisory: makeAdvisory(record, facts, one, rate),
    }));
}

/** Everything a record says about one package, from all its entries. */
interface Affected {
  ecosystem: string;
  name: string;
  parts: Json[];
  ranges: VersionInterval[];
  versions: string[];
}

function makeAdvisory(
  record: Json,
  facts: Facts,
  { name, parts, ranges, versions }: Affected,
  rate: Rate,
): Advisory {
  const specific = asObject(record.database_specific);
  const partly = parts.map((part) => asObject(part.database_specific));
  const cwes = readCwes(specific, ...partly);
  const malicious = [facts.id, ...facts.aliases].some((id) => id.startsWith('MAL-')) || cwes.includes(506);
  const own = parts.flatMap((part) => vectors(part.severity));
  const rating = rate(own.length > 0 ? own : vectors(record.severity), words(specific, ...partly));
  return {
    ...facts,
    title: asTitle(record.summary) ?? titleOf(cwes, name, malicious),
    ...rating,
    cwes,
    ...(malicious ? { malicious } : {}),
    ranges: distinct(ranges),
    versions: [...new Set(versions)],
  };
}

/** Sources repeat themselves: crates.io and npm records often have one package twice with the same range. */
function distinct(ranges: VersionInterval[]): VersionInterval[] {
  return [...new Map(ranges.map((range) => [JSON.stringify(range), range])).values()];
}

function readRanges(affected: Json, name: string, complain: Complain): VersionInterval[] {
  return asList(affected.ranges).flatMap((item) => {
    const range = asObject(item);
    // Commits are no versions of a registry.
    if (range?.type === 'GIT') return [];
    const events = asList(range?.events).flatMap(readEvents);
    if (events.length > 0 && events.every((event) => event !== undefined)) return intervalsOf(events);
    complain('advisory-part-broken', `a range of ${name} is unreadable and was left out.`);
    return [];
  });
}

const kinds = ['introduced', 'fixed', 'last_affected', 'limit'] as const;

/** One event has one key; older exports put several into one. */
function readEvents(item: unknown): (RangeEvent | undefined)[] {
  const event = asObject(item);
  const known = kinds.filter((kind) => event?.[kind] !== undefined);
  if (event === undefined || known.length === 0) return [undefined];
  return known.map((kind) => (isVersion(event[kind]) ? [kind, event[kind]] : undefined));
}

/** `cwe_ids` as GitHub writes them, `cwes[].cweId` as the malicious-packages database does. */
function readCwes(...specifics: (Json | undefined)[]): number[] {
  const texts = specifics.flatMap((specific) => [
    ...asList(specific?.cwe_ids),
    ...asList(specific?.cwes).map((cwe) => asObject(cwe)?.cweId ?? cwe),
  ]);
  const numbers = texts
    .filter((text) => typeof text === 'string' || typeof text === 'number')
    .flatMap((text) => /^(?:CWE-)?(\d{1,5})$/i.exec(String(text))?.[1] ?? [])
    .map(Number);
  return [...new Set(numbers)];
}

function vectors(value: unknown): { type: string; score: string }[] {
  return asList(value).flatMap((item) => {
    const { type, score } = asObject(item) ?? {};
    return typeof type === 'string' && typeof score === 'string' ? [{ type, score }] : [];
  });
}

function words(...specifics: (Json | undefined)[]): string[] {
  return specifics.map((specific) => specific?.severity).filter((word) => typeof word === 'string');
}

function asObject(value: unknown): Json | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : undefined;
}

function asList(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

/** Ids are printed, compared and put into addresses: visible ASCII alone. */
function asId(value: unknown): string | undefined {
  return typeof value === 'string' && /^[\x21-\x7e]{1,128}$/.test(value) ? value : undefined;
}

function ids(value: unknown): string[] {
  return [...new Set(asList(value).flatMap((item) => asId(item) ?? []))];
}

function asName(value: unknown): string | undefined {
  return typeof value === 'string' && /^[^\p{Cc}]{1,512}$/u.test(value) ? value : undefined;
}

function isVersion(value: unknown): value is string {
  return typeof value === 'string' && /^[^\p{Cc}]{1,256}$/u.test(value);
}

/** Year 1 stands for "unknown" in some exports. */
function asDate(value: unknown): string | undefined {
  if (typeof value !== 'string' || value.length > 40 || value.startsWith('0001-')) return undefined;
  return Number.isNaN(Date.parse(value)) ? undefined : value;
}

/** One line, at most 200 characters, without characters that would steer a terminal. */
function asTitle(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  const line = value
    .slice(0, 1000)
    .replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .trim();
  if (line === '') return undefined;
  return line.length > 200 ? `${line.slice(0, 199).trimEnd()}…` : line;
}

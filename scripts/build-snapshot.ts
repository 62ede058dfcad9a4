/*
 * Builds data/advisories.sdb, the advisories that come with Suture: facts only, no prose of others. From the JSON
 * lines of npm in `advisories/` of the directory that SUTURE_TEST_SHARED names; data/README.md has sources and
 * licences. Only npm: the other ecosystems together would be 7 MB.
 *
 *   SUTURE_TEST_SHARED=DIR node scripts/build-snapshot.ts [OUT]
 */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Entry } from '../src/advisories/entry.ts';
import { buildIndex } from '../src/advisories/index-file/build.ts';
import type { IndexFileAbout } from '../src/advisories/index-file/format.ts';
import { makeReadRecord } from '../src/advisories/osv/record.ts';
import { readLimits } from '../src/advisories/read/limits.ts';
import { readLines } from '../src/advisories/read/lines.ts';
import { titleOf } from '../src/advisories/weakness.ts';
import { severityOfScore } from '../src/domain/severity.ts';

/** Day on which the collection was made; a fixed date keeps the file the same, byte by byte, however often it is built. */
const builtAt = '2026-11-22T00:00:00Z';

const sources = [
  'GitHub Advisory Database (CC-BY-4.0)',
  'Node.js Security Working Group (MIT)',
  'Retire.js (Apache-2.0)',
];

/** Builds the snapshot of the collection in `directory` at `path`. Throws on the first record that is broken. */
export function buildSnapshot(directory: string, path: string): Promise<IndexFileAbout> {
  return buildIndex(readEntries(join(directory, 'npm.jsonl.gz')), { path, builtAt, sources });
}

async function* readEntries(path: string): AsyncGenerator<Entry> {
  const readRecord = makeReadRecord();
  const fail = ({ message, line }: { message: string; line?: number }) => {
    throw new Error(`${path}:${line}: ${message}`);
  };
  for await (const item of readLines(path, true, readLimits)) {
    if ('problem' in item) return fail(item.problem);
    const entry = readRecord(item.value, item.place, fail);
    if (entry !== undefined && !isWithdrawn(item.value)) yield correct(entry, item.value as Collected);
  }
}

/** What the collection adds to OSV; its README explains each. */
interface Collected {
  summary?: string;
  database_specific: { source: string; upper_bound_unknown?: string[]; cvss_v3_score?: number };
}

/** Records that came by way of CSV lost the date of their withdrawal; their titles still tell. */
function isWithdrawn(record: unknown): boolean {
  return /^(withdrawn|duplicate advisory)\b/i.test((record as Collected).summary ?? '');
}

/** Leaves out what the collection knows to be untrue, and all prose. */
function correct(entry: Entry, { database_specific: specific }: Collected): Entry {
  const { source, upper_bound_unknown: unbounded = [], cvss_v3_score: score } = specific;
  // The collection dates records of Retire.js by the day on which it read them.
  const { modified, ...undated } = entry;
  const dated = source.startsWith('RetireJS') || modified === undefined ? undated : { ...undated, modified };
  return {
    ...dated,
    packages: entry.packages
      // The way by CSV lost the last affected version: such a range is open although it ended. All versions of
      // malware are bad; of anything else, hundreds of false alarms would follow.
      .filter(({ name, advisory }) => advisory.malicious || !unbounded.includes(name))
      .map(({ ecosystem, name, advisory }) => {
        const { modified: _, ...facts } = advisory;
        return {
          ecosystem,
          name,
          advisory: {
            ...facts,
            ...('modified' in dated ? { modified: dated.modified } : {}),
            ...(facts.severity === 'unknown' && score !== undefined
              ? { severity: severityOfScore(score), cvss: score }
              : {}),
            title: titleOf(facts.cwes, name, facts.malicious),
          },
        };
      }),
  };
}

if (import.meta.main) {
  const shared = process.env.SUTURE_TEST_SHARED;
  if (shared === undefined)
    throw new Error('SUTURE_TEST_SHARED names no directory with advisories/npm.jsonl.gz.');
  const out = process.argv[2] ?? fileURLToPath(new URL('../data/advisories.sdb', import.meta.url));
  const { advisories, packages } = await buildSnapshot(join(shared, 'advisories'), out);
  console.log(`${advisories} advisories for ${packages} packages in ${out}`);
}

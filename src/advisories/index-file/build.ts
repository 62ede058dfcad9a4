import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import type { Entry } from '../entry.ts';
import { AdvisoryIndexError } from '../error.ts';
import { replaceFile } from '../replace-file.ts';
import { closeAliases } from './aliases.ts';
import { collect, type Kept } from './collect.ts';
import {
  encodeHeader,
  type Header,
  hashPackage,
  headerBytes,
  type IndexFileAbout,
  maxFileBytes,
  slotBytes,
} from './format.ts';
import { encodeRecord } from './record.ts';
import { makeTitles, type Titles } from './titles.ts';

export interface BuildOptions {
  path: string;
  /** ISO 8601. */
  builtAt: string;
  /** Where the entries come from, for people and for attribution. */
  sources: string[];
}

/**
 * Builds an index file from entries and puts it at `path` in one step. Equal entries in equal order give equal bytes.
 * @throws {AdvisoryIndexError} `too-large` over 4 GiB; errors of the file system and of `entries` as they are, with
 * the old file untouched.
 */
export async function buildIndex(
  entries: AsyncIterable<Entry> | Iterable<Entry>,
  options: BuildOptions,
): Promise<IndexFileAbout> {
  const kept = (await collect(entries)).sort(
    (a, b) => compare(a.ecosystem, b.ecosystem) || compare(a.id, b.id),
  );
  const about = summarise(kept, options);
  const titles = makeTitles();
  const records = encodeRecords(kept, titles);
  const table = encodeTable(records);
  const body = [Buffer.from(JSON.stringify(about)), table, ...records.map((r) => r.bytes), ...titles.chunks];
  const header = layOut(body[0]!, table, sum(records.map((r) => r.bytes.length)), titles.bytes, options.path);
  header.sha256 = digestOf(body);
  await replaceFile(options.path, (temporary) =>
    writeFile(temporary, joined([encodeHeader(header), ...body])),
  );
  return about;
}

function summarise(kept: Kept[], { builtAt, sources }: BuildOptions): IndexFileAbout {
  const ecosystems = [...Map.groupBy(kept, (k) => k.ecosystem)].map(([ecosystem, parts]) => ({
    ecosystem,
    packages: new Set(parts.flatMap((part) => part.packages.map((p) => p.name))).size,
    advisories: parts.length,
  }));
  const newest = kept.reduce<Kept | undefined>(
    (a, b) => (a === undefined || b.age > a.age ? b : a),
    undefined,
  );
  return {
    builtAt,
    newest: newest?.modified ?? '',
    advisories: new Set(kept.map((k) => k.id)).size,
    packages: sum(ecosystems.map((e) => e.packages)),
    sources: [...new Set(sources)].sort(compare),
    ecosystems,
  };
}

interface EncodedPackage {
  hash: number;
  bytes: Buffer;
}

function encodeRecords(kept: Kept[], titles: Titles): EncodedPackage[] {
  const aliasesOf = closeAliases(kept);
  const packages = new Map<string, { ecosystem: string; name: string; advisories: string[] }>();
  for (const part of kept) {
    const aliases = aliasesOf(part);
    for (const { name, title, encode } of part.packages) {
      const key = `${part.ecosystem}\0${name}`;
      const found = packages.get(key) ?? { ecosystem: part.ecosystem, name, advisories: [] };
      packages.set(key, found);
      found.advisories.push(encode(aliases, titles.place(title)));
    }
  }
  return [...packages.values()]
    .map(({ ecosystem, name, advisories }) => ({
      hash: hashPackage(ecosystem, name),
      bytes: encodeRecord(ecosystem, name, advisories),
    }))
    .sort((a, b) => a.hash - b.hash || Buffer.compare(a.bytes, b.bytes));
}

/** At most two thirds full, so that a look-up in vain ends after one or two slots. */
function encodeTable(records: EncodedPackage[]): Buffer {
  const slots = 2 ** Math.ceil(Math.log2(Math.max(1, records.length * 1.5)));
  const table = Buffer.alloc(slots * slotBytes);
  let offset = 0;
  for (const { hash, bytes } of records) {
    let slot = hash & (slots - 1);
    while (table.readUInt32LE(slot * slotBytes + 8) !== 0) slot = (slot + 1) & (slots - 1);
    table.writeUInt32LE(hash, slot * slotBytes);
    table.writeUInt32LE(offset, slot * slotBytes + 4);
    table.writeUInt32LE(bytes.length, slot * slotBytes + 8);
    table.writeUInt32LE(crc32(bytes), slot * slotBytes + 12);
    offset = Math.min(offset + bytes.length, maxFileBytes);
  }
  return table;
}

function layOut(about: Buffer, table: Buffer, recordBytes: number, titleBytes: number, path: string): Header {
  const tableAt = headerBytes + about.length;
  const recordsAt = tableAt + table.length;
  const titlesAt = recordsAt + recordBytes;
  const fileBytes = titlesAt + titleBytes;
  if (fileBytes > maxFileBytes) {
    const remedy = 'Build one index per ecosystem.';
    throw new AdvisoryIndexError('too-large', path, 'the index would be larger than 4 GiB.', remedy);
  }
  return {
    fileBytes,
    about: { offset: headerBytes, bytes: about.length, crc: crc32(about) },
    table: { offset: tableAt, bytes: table.length, crc: crc32(table) },
    records: { offset: recordsAt, bytes: recordBytes },
    titles: { offset: titlesAt, bytes: titleBytes },
    sha256: Buffer.alloc(32),
  };
}

function digestOf(chunks: Buffer[]): Buffer {
  const digest = createHash('sha256');
  for (const chunk of chunks) digest.update(chunk);
  return digest.digest();
}

/** A thousand records a write: one each would be slow, all at once would double the memory. */
function* joined(chunks: Buffer[]): Generator<Buffer> {
  for (let from = 0; from < chunks.length; from += 1024) yield Buffer.concat(chunks.slice(from, from + 1024));
}

function sum(numbers: number[]): number {
  return numbers.reduce((a, b) => a + b, 0);
}

/** By code units: the same everywhere, unlike a locale's order. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

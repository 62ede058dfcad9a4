import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { z } from 'zod';
import { readLimits } from '../read/limits.ts';
import { readLines } from '../read/lines.ts';
import { replaceFile } from '../replace-file.ts';
import { AdvisoryUpdateError } from './error.ts';

/*
 * What was fetched of one ecosystem, kept to build an index from: a gzip file of JSON lines, the first saying what
 * the rest is, the others OSV records without prose. State and records are one file, so that they never disagree.
 */

const headSchema = z.object({
  store: z.literal(1),
  ecosystem: z.string(),
  /** Root of the feed it came from; another root starts over. */
  url: z.string(),
  /** ISO 8601; when the whole archive was read last. */
  fullAt: z.string(),
  archiveEtag: z.string().optional(),
  changesEtag: z.string().optional(),
});

export type StoreHead = z.infer<typeof headSchema>;

export function storePath(dataDir: string, ecosystem: string): string {
  return join(storeDir(dataDir), `${encodeURIComponent(ecosystem)}.jsonl.gz`);
}

function storeDir(dataDir: string): string {
  return join(dataDir, 'advisories', 'osv');
}

/** Files of all ecosystems that were ever fetched, by name. */
export async function listStores(dataDir: string): Promise<string[]> {
  if (!existsSync(storeDir(dataDir))) return [];
  const names = (await readdir(storeDir(dataDir))).filter((name) => name.endsWith('.jsonl.gz'));
  return names.sort().map((name) => join(storeDir(dataDir), name));
}

/** Removes what killed updates left behind; a running one is younger than a day. */
export async function removeLeftovers(dataDir: string, now: Date): Promise<void> {
  if (!existsSync(storeDir(dataDir))) return;
  for (const name of await readdir(storeDir(dataDir))) {
    if (!name.endsWith('.tmp')) continue;
    const path = join(storeDir(dataDir), name);
    const info = await stat(path).catch(() => undefined);
    if (info === undefined || now.getTime() - info.mtimeMs < 86_400_000) continue;
    await rm(path, { force: true });
  }
}

/** `undefined` when there is no store, or none that can be used: it is then fetched anew. */
export async function readStoreHead(path: string): Promise<StoreHead | undefined> {
  if (!existsSync(path)) return undefined;
  const file = createReadStream(path);
  const plain = file.pipe(createGunzip());
  try {
    for await (const line of createInterface({ input: plain })) return headSchema.parse(JSON.parse(line));
  } catch {
    return undefined;
  } finally {
    file.destroy();
    plain.destroy();
  }
  return undefined;
}

/**
 * The records of a store.
 * @throws {AdvisoryUpdateError} `store-damaged`, so that half a store never replaces a whole one.
 */
export async function* readStore(path: string): AsyncGenerator<unknown> {
  let head = true;
  for await (const item of readLines(path, true, readLimits)) {
    if ('problem' in item) {
      const remedy = 'Run `suture db update` again: it is then fetched anew.';
      throw new AdvisoryUpdateError('store-damaged', `${path}: ${item.problem.message}`, remedy);
    }
    if (!head) yield item.value;
    head = false;
  }
}

/** Replaces a store in one step. The head is asked for before the first record is. */
export async function writeStore(
  path: string,
  head: StoreHead,
  records: AsyncIterable<unknown> | Iterable<unknown>,
): Promise<void> {
  async function* lines(): AsyncGenerator<string> {
    yield `${JSON.stringify(head)}\n`;
    for await (const record of records) yield `${JSON.stringify(record)}\n`;
  }
  await replaceFile(path, (temporary) =>
    pipeline(Readable.from(lines()), createGzip({ level: 4 }), createWriteStream(temporary, { flags: 'wx' })),
  );
}

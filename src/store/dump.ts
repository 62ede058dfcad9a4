import { createReadStream, createWriteStream, renameSync } from 'node:fs';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { z } from 'zod';
import { type Batch, readAll } from './copy.ts';
import type { Db } from './dialect.ts';
import { syncPath } from './embedded/durable-files.ts';
import { StoreError } from './error.ts';

const headerSchema = z.object({
  format: z.literal('suture-dump'),
  version: z.literal(1),
  migration: z.number().int().positive(),
  at: z.string(),
});
const lineSchema = z.union([
  z.object({ table: z.string(), rows: z.array(z.unknown()) }),
  z.object({ end: z.literal(true), rows: z.number().int() }),
]);

export type DumpHeader = z.infer<typeof headerSchema>;

/**
 * Writes the whole database, as one moment saw it, to a file of gzipped JSON lines: a header, batches of rows, an end
 * that counts them. The file appears under its name when it is complete and on disk. Secrets in it stay sealed.
 * @returns how many rows.
 */
export async function dump(db: Db, file: string, migration: number): Promise<number> {
  const draft = `${file}.part`;
  let rows = 0;
  const header: DumpHeader = { format: 'suture-dump', version: 1, migration, at: new Date().toISOString() };
  async function* lines(tx: Db) {
    yield `${JSON.stringify(header)}\n`;
    for await (const batch of readAll(tx)) {
      rows += batch.rows.length;
      // The rows are JSON text already.
      yield `{"table":${JSON.stringify(batch.table)},"rows":[${batch.rows.join(',')}]}\n`;
    }
    yield `${JSON.stringify({ end: true, rows })}\n`;
  }
  await db
    .transaction()
    .setIsolationLevel('repeatable read')
    .execute((tx) =>
      pipeline(
        Readable.from(lines(tx)),
        createGzip({ level: 6 }),
        createWriteStream(draft, { mode: 0o600, flush: true }),
      ),
    );
  renameSync(draft, file);
  syncPath(dirname(file));
  return rows;
}

/**
 * Reads a dump: its header first, then its batches.
 * @throws {StoreError} `dump-damaged` for anything that is no whole dump.
 */
export async function readDump(
  file: string,
): Promise<{ header: DumpHeader; batches: AsyncGenerator<Batch> }> {
  const source = createReadStream(file);
  const gunzip = createGunzip();
  // Errors of the file or of its compression end the lines; they are thrown by whoever reads them.
  const piped = pipeline(source, gunzip).then(
    () => undefined,
    (error: unknown) => error,
  );
  const lines = createInterface({ input: gunzip, crlfDelay: Number.POSITIVE_INFINITY })[
    Symbol.asyncIterator
  ]();
  const first = await lines.next().catch(() => ({ done: true, value: undefined }) as const);
  const header = headerSchema.safeParse(parse(first.value));
  if (!header.success) {
    source.destroy();
    const cause = await piped;
    const missing = (cause as NodeJS.ErrnoException | undefined)?.code === 'ENOENT';
    throw damaged(file, missing ? 'there is no such file' : 'it does not start like one', cause);
  }
  return { header: header.data, batches: batchesOf(file, lines, piped) };
}

async function* batchesOf(
  file: string,
  lines: AsyncIterator<string>,
  piped: Promise<unknown>,
): AsyncGenerator<Batch> {
  let rows = 0;
  for (;;) {
    const next = await lines.next().catch(() => ({ done: true, value: undefined }) as const);
    if (next.done === true) throw damaged(file, 'it ends too early', await piped);
    const line = lineSchema.safeParse(parse(next.value));
    if (!line.success) throw damaged(file, 'a line of it cannot be read', line.error);
    if ('end' in line.data) {
      if (line.data.rows !== rows) throw damaged(file, 'rows are missing');
      return;
    }
    rows += line.data.rows.length;
    yield { table: line.data.table, rows: line.data.rows.map((row) => JSON.stringify(row)) };
  }
}

function parse(line: string | undefined): unknown {
  try {
    return JSON.parse(line ?? '');
  } catch {
    return undefined;
  }
}

function damaged(file: string, because: string, cause?: unknown): StoreError {
  return new StoreError('dump-damaged', `${file} is no whole dump of Suture: ${because}.`, {
    remedy: 'Take another dump.',
    cause,
  });
}

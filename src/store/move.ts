import type { Backend } from './backend.ts';
import {
  type Batch,
  countAll,
  readAll,
  refuseUnlessEmpty,
  restoreSequences,
  verifyCounts,
  writeBatch,
} from './copy.ts';
import { type Db, makeDb } from './dialect.ts';
import { dump, readDump } from './dump.ts';
import { StoreError } from './error.ts';
import { migrate } from './migrate.ts';
import { migrations } from './migrations/migrations.ts';
import { makeInside } from './nouns.ts';
import { startBoss } from './queue.ts';

/** Told how far a copy is; `total` is unknown for a dump. */
export type OnCopied = (table: string, done: number, total: number | undefined) => void;

const newest = () => migrations.at(-1)!.number;

/**
 * Copies everything to an empty database, in one transaction there: all of it or nothing. Nothing else may work with
 * the source meanwhile. Tasks that wait or run are added anew, so that none is lost.
 * @returns rows that were copied.
 * @throws {StoreError} `database-not-empty`.
 */
export async function moveAll(source: Backend, target: Backend, onCopied: OnCopied): Promise<number> {
  await migrate(source, migrations);
  await migrate(target, migrations);
  const from = makeDb(source, makeInside());
  return from
    .transaction()
    .setIsolationLevel('repeatable read')
    .execute(async (tx) => {
      const total = [...(await countAll(tx)).values()].reduce((sum, count) => sum + count, 0);
      return writeAll(target, readAll(tx), (table, done) => onCopied(table, done, total));
    });
}

/** Writes a whole database to a file. */
export async function dumpAll(source: Backend, file: string): Promise<number> {
  await migrate(source, migrations);
  return dump(makeDb(source, makeInside()), file, newest());
}

/**
 * Fills an empty database from a dump. The schema is brought to where it was when the dump was made; the next start
 * brings it up to date.
 * @throws {StoreError} `database-not-empty`, `database-newer` for a dump of a newer Suture, `dump-damaged`.
 */
export async function restoreAll(file: string, target: Backend, onCopied: OnCopied): Promise<number> {
  const { header, batches } = await readDump(file);
  if (header.migration > newest())
    throw new StoreError('database-newer', `${file} was written by a newer Suture.`, {
      remedy: 'Restore it with that version.',
    });
  await migrate(
    target,
    migrations.filter(({ number }) => number <= header.migration),
  );
  return writeAll(target, batches, (table, done) => onCopied(table, done, undefined));
}

async function writeAll(
  target: Backend,
  batches: AsyncIterable<Batch>,
  onWritten: (table: string, done: number) => void,
): Promise<number> {
  const to = makeDb(target, makeInside());
  const boss = await startBoss(target, () => {});
  try {
    return await to.transaction().execute((tx) => write(tx));
  } finally {
    await boss.stop({ graceful: false });
  }

  async function write(tx: Db): Promise<number> {
    await refuseUnlessEmpty(tx);
    const read = new Map<string, number>();
    let done = 0;
    for await (const batch of batches) {
      await writeBatch(tx, boss, batch);
      done += batch.rows.length;
      read.set(batch.table, (read.get(batch.table) ?? 0) + batch.rows.length);
      onWritten(batch.table, done);
    }
    await restoreSequences(tx);
    await verifyCounts(tx, read);
    return done;
  }
}

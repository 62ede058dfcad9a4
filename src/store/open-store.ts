import type { CipherKey } from 'node:crypto';
import { sql } from 'kysely';
import type { PgBoss } from 'pg-boss';
import type { Backend } from './backend.ts';
import { makeBell } from './bell.ts';
import { makeDead } from './dead.ts';
import { type Db, makeDb } from './dialect.ts';
import { openEmbedded } from './embedded/backend.ts';
import { makeMaintenance, sizeOf } from './maintain.ts';
import { migrate } from './migrate.ts';
import { migrations } from './migrations/migrations.ts';
import { makeInside, makeNouns } from './nouns.ts';
import { putBackOrphans } from './orphans.ts';
import { openPostgres } from './postgres/backend.ts';
import { channel, isBulk, startBoss } from './queue.ts';
import { makeReader, type RetrySeconds, retrySeconds } from './reader.ts';
import type { QueueReader, Store } from './store.ts';
import { makeTimers, type Timers } from './timers.ts';

export interface StoreOptions {
  /** Any PostgreSQL 15+; absent: the embedded database in `dataDir`. */
  databaseUrl?: string;
  dataDir: string;
  /** 32 bytes, seals secrets. */
  key: CipherKey;
  /** Told what a person who runs Suture should know. */
  say?: (line: string) => void;
  /** Waits between attempts; those of `QueueReader.fail` unless told. */
  retrySeconds?: RetrySeconds;
}

/** The store and the queue of one process, and what keeps them well. */
export interface OpenStore extends Store {
  kind: Backend['kind'];
  reader: QueueReader;
  every: Timers['every'];
  /** To be called hourly: forgets old deliveries; on the embedded database also vacuum, checkpoint and dump. */
  maintain(): Promise<void>;
  /** Bytes that the database takes. */
  size(): Promise<number>;
  close(): Promise<void>;
}

/**
 * Opens the database, brings its schema up to date and starts the queue.
 * @throws {StoreError} when it is in use, newer than this program, or cannot be reached; its remedy says what to do.
 */
export async function openStore(options: StoreOptions): Promise<OpenStore> {
  const say = options.say ?? (() => {});
  return openOn(await openBackend({ ...options, say }), { ...options, say });
}

/** The database that the options name, as it is. */
export function openBackend({
  databaseUrl,
  dataDir,
  say = () => {},
}: Pick<StoreOptions, 'databaseUrl' | 'dataDir' | 'say'>): Promise<Backend> {
  return databaseUrl === undefined ? openEmbedded(dataDir) : openPostgres(databaseUrl, say);
}

/** A store on a database that is open already; closes it when anything fails, and when the store is closed. */
export async function openOn(
  backend: Backend,
  options: Pick<StoreOptions, 'dataDir' | 'key' | 'retrySeconds'> & { say(line: string): void },
): Promise<OpenStore> {
  let boss: PgBoss | undefined;
  try {
    await migrate(backend, migrations);
    const inside = makeInside();
    const db = makeDb(backend, inside);
    boss = await startBoss(backend, options.say);
    if (backend.kind === 'embedded') await putBackOrphans(db, boss);
    return await assemble({ ...options, backend, inside, db, boss });
  } catch (error) {
    await boss?.stop({ graceful: false });
    await backend.close();
    throw error;
  }
}

async function assemble(parts: {
  backend: Backend;
  inside: ReturnType<typeof makeInside>;
  db: Db;
  boss: PgBoss;
  key: CipherKey;
  dataDir: string;
  retrySeconds?: RetrySeconds;
  say(line: string): void;
}): Promise<OpenStore> {
  const { backend, db, boss, say } = parts;
  const closing = new AbortController();
  const bell = makeBell();
  const statistics = makeStatistics(db);
  const added = (due: number, all: number) => {
    bell.ring(due);
    if (isBulk(all)) statistics.refresh();
  };
  const { store, dbOf } = makeNouns({ ...parts, notify: backend.kind === 'postgres', added });
  const { transaction } = store;
  const dead = makeDead({ boss, transaction, dbOf, say });
  const timers = makeTimers({ db, transaction, dbOf, say });
  const reader = makeReader({ retrySeconds, ...parts, dbOf, bell, closing: closing.signal, dead });
  const deafen = await backend.listen?.(channel, () => bell.ring());
  return {
    ...store,
    kind: backend.kind,
    reader: { ...reader, onDead: dead.onDead },
    every: timers.every,
    maintain: makeMaintenance({ ...parts, migration: migrations.at(-1)!.number }),
    size: () => sizeOf(db),
    async close() {
      if (closing.signal.aborted) return;
      closing.abort();
      timers.stop();
      dead.stop();
      await deafen?.();
      await boss.stop({ graceful: false });
      await statistics.settled();
      await backend.close();
    },
  };
}

/** Tells the planner about thousands of new tasks, behind the back of whoever added them. */
function makeStatistics(db: Db) {
  let last: Promise<unknown> = Promise.resolve();
  return {
    refresh: () => {
      last = sql`analyze suture_queue.job`.execute(db).catch(() => {});
    },
    settled: () => last,
  };
}

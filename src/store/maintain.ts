import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'kysely';
import type { Backend } from './backend.ts';
import type { Db } from './dialect.ts';
import { dump } from './dump.ts';

/** From here on the embedded database is too small a home: a 32-bit address space, one connection. */
const outgrown = { repositories: 50, bytes: 1.5e9 };
const keptDumps = 3;
/** Bitbucket repeats a delivery for hours, not for weeks. */
const keptDeliveries = '30 days';

/**
 * What has to be done every hour; calls that overlap are one. The embedded database has no background processes: nobody
 * else removes dead rows, refreshes statistics or writes a checkpoint.
 */
export function makeMaintenance(parts: {
  backend: Backend;
  db: Db;
  dataDir: string;
  migration: number;
  say(line: string): void;
}): () => Promise<void> {
  let running: Promise<void> | undefined;
  let hinted = false;
  const maintain = async () => {
    const { backend, db, dataDir, migration, say } = parts;
    await sql`delete from suture.hooks where seen_at < now() - ${keptDeliveries}::interval`.execute(db);
    if (backend.kind === 'postgres') return;
    const hint = hinted ? undefined : await hintOf(db);
    if (hint !== undefined) say(hint);
    hinted ||= hint !== undefined;
    await sql`vacuum (analyze)`.execute(db);
    await sql`checkpoint`.execute(db);
    await dumpTo(join(dataDir, 'dumps'), db, migration);
  };
  return () => {
    running ??= maintain().finally(() => {
      running = undefined;
    });
    return running;
  };
}

/** Bytes that the database takes. */
export async function sizeOf(db: Db): Promise<number> {
  const { rows } = await sql<{ size: number }>`
    select pg_database_size(current_database())::float8 as size`.execute(db);
  return rows[0]!.size;
}

async function hintOf(db: Db): Promise<string | undefined> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from suture.repositories where state = 'active'`.execute(db);
  const repositories = rows[0]!.count;
  const bytes = await sizeOf(db);
  if (repositories <= outgrown.repositories && bytes <= outgrown.bytes) return undefined;
  return `The embedded database holds ${repositories} repositories in ${Math.ceil(bytes / 1e6)} MB, more than it is meant for: move to a PostgreSQL with \`suture db move --to postgres://…\`.`;
}

async function dumpTo(folder: string, db: Db, migration: number): Promise<void> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const now = new Date().toISOString().replaceAll(':', '');
  await dump(db, join(folder, `suture-${now}.jsonl.gz`), migration);
  const old = readdirSync(folder)
    .filter((name) => /^suture-.*\.jsonl\.gz$/.test(name))
    .sort()
    .slice(0, -keptDumps);
  for (const name of old) rmSync(join(folder, name));
}

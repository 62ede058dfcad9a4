import { sql } from 'kysely';
import type { PgBoss } from 'pg-boss';
import type { Db } from './dialect.ts';
import { StoreError } from './error.ts';
import { deadQueue, queueSchema, type TaskData, taskQueue, through } from './queue.ts';

/**
 * Everything that is worth keeping, in an order in which no row comes before one that it refers to. `batch`: rows at a
 * time, few where one row may be megabytes.
 */
const tables = [
  { name: 'suture.connections', batch: 500 },
  { name: 'suture.repositories', batch: 2000 },
  { name: 'suture.inventories', batch: 20 },
  { name: 'suture.runs', batch: 2000 },
  { name: 'suture.run_log', batch: 2000 },
  { name: 'suture.findings', batch: 1000 },
  { name: 'suture.plans', batch: 100 },
  { name: 'suture.pull_requests', batch: 1000 },
  { name: 'suture.announced', batch: 2000 },
  { name: 'suture.hooks', batch: 2000 },
  { name: 'suture.timers', batch: 1000 },
] as const;

const tableNames = new Set<string>(tables.map(({ name }) => name));
const tasks = 'tasks';

/** Some rows of one table, each as JSON text; `tasks` are the queue's. */
export interface Batch {
  table: string;
  rows: string[];
}

interface SavedTask {
  queue: typeof taskQueue | typeof deadQueue;
  key: string | null;
  data: TaskData;
  delaySeconds: number;
}

/**
 * Reads all of it as one moment saw it. Tasks are read as what they are, waiting or running, without pg-boss's own
 * bookkeeping: they are added anew on the other side, and start with their first attempt there.
 */
export async function* readAll(db: Db): AsyncGenerator<Batch> {
  for (const { name, batch } of tables) {
    await sql`declare copying no scroll cursor for select row_to_json(t)::text as row from ${sql.raw(name)} t`.execute(
      db,
    );
    for (;;) {
      const { rows } = await sql<{ row: string }>`fetch ${sql.raw(String(batch))} from copying`.execute(db);
      if (rows.length === 0) break;
      yield { table: name, rows: rows.map(({ row }) => row) };
    }
    await sql`close copying`.execute(db);
  }
  if (!(await hasQueue(db))) return;
  const { rows } = await sql<{ row: string }>`
    select json_build_object('queue', name, 'key', singleton_key, 'data', data,
      'delaySeconds', greatest(0, ceil(extract(epoch from start_after - now()))))::text as row
    from ${sql.raw(queueSchema)}.job where name in (${taskQueue}, ${deadQueue}) and state <= 'active'`.execute(
    db,
  );
  if (rows.length > 0) yield { table: tasks, rows: rows.map(({ row }) => row) };
}

/** Rows of each table, without the queue. */
export async function countAll(db: Db): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  for (const { name } of tables) {
    const { rows } = await sql<{ count: number }>`
      select count(*)::int as count from ${sql.raw(name)}`.execute(db);
    counts.set(name, rows[0]!.count);
  }
  return counts;
}

/** @throws {StoreError} `database-not-empty` when there is anything in it already. */
export async function refuseUnlessEmpty(db: Db): Promise<void> {
  const full = [...(await countAll(db))].filter(([, count]) => count > 0);
  if (full.length === 0) return;
  const what = full.map(([name, count]) => `${count} rows in ${name}`).join(', ');
  throw new StoreError('database-not-empty', `The target holds data of Suture already: ${what}.`, {
    remedy: 'Take an empty database, or, if that data may go: DROP SCHEMA suture, suture_queue CASCADE;',
  });
}

/** Writes one batch as it was read. Unknown tables are refused: the text may come from a file. */
export async function writeBatch(db: Db, boss: PgBoss, { table, rows }: Batch): Promise<void> {
  if (table === tasks) return writeTasks(db, boss, rows);
  if (!tableNames.has(table))
    throw new StoreError('dump-damaged', `There is no table ${JSON.stringify(table)} to restore.`);
  await sql`insert into ${sql.raw(table)}
    select * from json_populate_recordset(null::${sql.raw(table)}, ${`[${rows.join(',')}]`}::text::json)`.execute(
    db,
  );
}

/** After all batches: numbers that are given out go on where they were. */
export async function restoreSequences(db: Db): Promise<void> {
  await sql`
    select setval(pg_get_serial_sequence('suture.run_log', 'id'), coalesce(max(id), 0) + 1, false)
    from suture.run_log`.execute(db);
}

/** @throws {StoreError} `dump-damaged` unless every table holds what was read. */
export async function verifyCounts(db: Db, read: Map<string, number>): Promise<void> {
  for (const [name, count] of await countAll(db)) {
    const wanted = read.get(name) ?? 0;
    if (count !== wanted)
      throw new StoreError(
        'dump-damaged',
        `${name} has ${count} rows, ${wanted} were read. Nothing was kept.`,
      );
  }
}

async function writeTasks(db: Db, boss: PgBoss, rows: string[]): Promise<void> {
  const saved = rows.map((row) => JSON.parse(row) as SavedTask);
  for (const queue of [taskQueue, deadQueue] as const) {
    const jobs = saved
      .filter((task) => task.queue === queue)
      .map(({ key, data, delaySeconds }) => ({
        data,
        ...(key === null ? {} : { singletonKey: key }),
        startAfter: String(delaySeconds),
      }));
    if (jobs.length > 0) await boss.insert(queue, jobs, { db: through(db) });
  }
}

async function hasQueue(db: Db): Promise<boolean> {
  const { rows } = await sql<{ there: boolean }>`
    select to_regclass(${`${queueSchema}.job`}) is not null as there`.execute(db);
  return rows[0]!.there;
}

import { CompiledQuery } from 'kysely';
import { type CommandResponse, type ConnectionOptions, type JobInsert, PgBoss } from 'pg-boss';
import { type Backend, withSession } from './backend.ts';
import type { Db } from './dialect.ts';
import { chunks } from './rows.ts';
import type { QueueWriter, TaskDeath, TaskRef } from './store.ts';

/** pg-boss keeps its tables in a schema of its own: names as plain as `job` and `version` would meet ours. */
export const queueSchema = 'suture_queue';
export const taskQueue = 'task';
export const deadQueue = 'dead';
/** Where processes on one PostgreSQL tell each other that there are tasks. */
export const channel = 'suture_tasks';

/** How often a task is tried in all. */
export const attempts = 5;
/** Seconds without a sign of life after which a task is somebody else's; pg-boss allows no less than 10. */
export const leaseSeconds = 20;

/** Tasks ended this long ago are deleted: all they are good for is a look into the database. */
const keepEndedSeconds = 3600;
/** pg-boss deletes waiting jobs after two weeks unless told otherwise; ours are never deleted. */
const keepWaitingSeconds = 10 * 365 * 86_400;
/** From here on the planner's statistics matter: fetching is five times slower on stale ones. */
const bulk = 1000;

const queueOptions = {
  expireInSeconds: 3600,
  retentionSeconds: keepWaitingSeconds,
  deleteAfterSeconds: keepEndedSeconds,
};
const taskOptions = {
  ...queueOptions,
  heartbeatSeconds: leaseSeconds,
  retryLimit: attempts - 1,
  retryDelay: 1,
  retryBackoff: true,
  retryDelayMax: 60,
  deadLetter: deadQueue,
};

/** What is written down of a task. `death` only in the queue of the dead. */
export interface TaskData {
  ref: TaskRef;
  death?: TaskDeath;
}

/**
 * Starts pg-boss on our own connections, with its schema and our two queues in place. `exclusive`: one job a key among
 * those that wait, retry or run.
 */
export async function startBoss(backend: Backend, say: (line: string) => void): Promise<PgBoss> {
  const boss = new PgBoss({
    db: { executeSql: (text: string, values?: unknown[]) => backend.script(text, values) },
    schema: queueSchema,
    backend: backend.kind === 'embedded' ? 'pglite' : 'postgres',
    schedule: false,
    superviseIntervalSeconds: 5,
    monitorIntervalSeconds: 5,
    maintenanceIntervalSeconds: 600,
    monitorVacuum: false,
  });
  boss.on('error', (error) => say(`The task queue met an error and goes on: ${error.message}`));
  try {
    await oneAtATime(backend, () => prepare(boss));
    await fillCache(boss);
    return boss;
  } catch (error) {
    await boss.stop({ graceful: false });
    throw error;
  }
}

/** Queues are made once; what a newer Suture wants of them is written over that. */
async function prepare(boss: PgBoss): Promise<void> {
  await boss.start();
  await boss.createQueue(deadQueue, { policy: 'standard', ...queueOptions });
  await boss.createQueue(taskQueue, { policy: 'exclusive', ...taskOptions });
  await boss.updateQueue(deadQueue, queueOptions);
  await boss.updateQueue(taskQueue, taskOptions);
}

/** pg-boss looks a queue up on first use, on a connection of its own: inside a transaction that would wait for itself. */
async function fillCache(boss: PgBoss): Promise<void> {
  const id = '00000000-0000-0000-0000-000000000000';
  for (const queue of [deadQueue, taskQueue]) await boss.findJobs(queue, { id });
}

/** Processes that start together on one PostgreSQL would create the queue's tables into each other's way. */
async function oneAtATime(backend: Backend, work: () => Promise<void>): Promise<void> {
  if (backend.kind === 'embedded') return work();
  await withSession(backend, async (session) => {
    const lock = `hashtext('${queueSchema}')`;
    await session.query(`select pg_advisory_lock(${lock})`, []);
    try {
      await work();
    } finally {
      await session.query(`select pg_advisory_unlock(${lock})`, []).catch(() => session.release(true));
    }
  });
}

/** Makes pg-boss work inside a transaction of ours. */
export function through(db: Db): NonNullable<ConnectionOptions['db']> {
  return {
    async executeSql(text, values = []) {
      const { rows } = await db.executeQuery(CompiledQuery.raw(text, values));
      return { rows };
    },
  };
}

/** `added` is told, once it is certain that they stay, how many tasks there are that can be carried out at once. */
export function makeQueueWriter(
  db: Db,
  { boss, notify, added }: { boss: PgBoss; notify: boolean; added(due: number, all: number): void },
): QueueWriter {
  const addAll: QueueWriter['addAll'] = async (tasks) => {
    for (const chunk of chunks(tasks, 1000))
      await boss.insert(taskQueue, chunk.map(toJob), { db: through(db) });
    const due = tasks.filter(({ delaySeconds = 0 }) => delaySeconds <= 0).length;
    // Sent when the transaction commits; equal ones of one transaction are sent once.
    if (due > 0 && notify) await db.executeQuery(CompiledQuery.raw(`select pg_notify('${channel}', '')`));
    if (tasks.length > 0) added(due, tasks.length);
  };
  return { addAll, add: (ref, { key, ...more }) => addAll([{ ref, key, ...more }]) };
}

function toJob({
  ref,
  key,
  delaySeconds,
}: Parameters<QueueWriter['addAll']>[0][number]): JobInsert<TaskData> {
  return {
    data: { ref },
    singletonKey: key,
    ...(delaySeconds === undefined || delaySeconds <= 0 ? {} : { startAfter: String(delaySeconds) }),
  };
}

/** Whether so many tasks were added that the planner must be told. */
export function isBulk(tasks: number): boolean {
  return tasks >= bulk;
}

/** How many jobs a call of pg-boss changed: in every answer, but not in its types. */
export function affected(response: CommandResponse): number {
  return (response as { affected: number }).affected;
}

import { setTimeout as delay } from 'node:timers/promises';
import { sql } from 'kysely';
import type { Job, PgBoss } from 'pg-boss';
import type { Bell } from './bell.ts';
import type { Db } from './dialect.ts';
import { affected, attempts, leaseSeconds, type TaskData, taskQueue, through } from './queue.ts';
import type { LeasedRef, QueueReader, Store } from './store.ts';

/** What the reading end of the queue works with. `dbOf` gives the transaction that a store is bound to. */
export interface ReaderParts {
  db: Db;
  dbOf(store: Store): Db;
  boss: PgBoss;
  bell: Bell;
  /** Aborted when the store closes. */
  closing: AbortSignal;
  dead: {
    add(tx: Db, data: Required<TaskData>): Promise<void>;
    bury(): Promise<void>;
    waiting(): Promise<number>;
  };
  retrySeconds: RetrySeconds;
}

/** Seconds until a failed task is tried again, after so many attempts and what its failure asked for in milliseconds. */
export type RetrySeconds = (attempt: number, retryAfter: number | undefined) => number;

/** How long one process looks away at most: for delayed tasks, for leases that ran out, for bells nobody heard. */
const sweepMilliseconds = 1000;

/** Waits between attempts that failed, in seconds: a burst of errors is over soon, an outage is not. */
const backOffSeconds = [2, 10, 50, 250];

export function makeReader(parts: ReaderParts): Omit<QueueReader, 'onDead'> {
  const { boss, db, dead } = parts;
  return {
    next: (signal) => next(parts, AbortSignal.any([signal, parts.closing])),
    async extend(lease) {
      if (affected(await boss.touch(taskQueue, attemptOf(lease))) === 0) return 'lost';
      lease.until = Date.now() + leaseSeconds * 1000;
      return 'kept';
    },
    async complete(tx, lease) {
      const options = { db: through(parts.dbOf(tx)) };
      const response = await boss.complete(taskQueue, attemptOf(lease), null, options);
      return affected(response) === 0 ? 'lost' : 'completed';
    },
    async fail(lease, { retry, retryAfter, code, message, remedy }) {
      const death = { code, message, ...(remedy === undefined ? {} : { remedy }) };
      const last = !retry || lease.attempt >= attempts;
      const verdict = await db.transaction().execute(async (tx) => {
        if (!last) return putBack(boss, tx, lease, parts.retrySeconds(lease.attempt, retryAfter));
        const response = await boss.cancel(taskQueue, attemptOf(lease), { db: through(tx) });
        if (affected(response) === 0) return 'lost';
        await dead.add(tx, { ref: lease.ref, death });
        return 'dead';
      });
      if (verdict === 'dead') await dead.bury();
      return verdict;
    },
    depth: () => depth(db),
    async idle(signal) {
      const ended = AbortSignal.any([signal, parts.closing]);
      while (!ended.aborted) {
        const { waiting, running } = await depth(db);
        if (waiting + running === 0 && (await dead.waiting()) === 0) return;
        await delay(100, undefined, { signal: ended }).catch(() => {});
      }
    },
  };
}

/** Who finds a task wakes the next one who waits, so that one ring empties the queue with all hands. */
async function next({ boss, bell, db }: ReaderParts, ended: AbortSignal): Promise<LeasedRef | undefined> {
  while (!ended.aborted) {
    const seen = bell.rung();
    const [job] = await boss.fetch<TaskData>(taskQueue);
    if (job !== undefined && ended.aborted) await putBack(boss, db, toLease(job), 0);
    else if (job !== undefined) {
      bell.ring();
      return toLease(job);
    } else await bell.wait(seen, ended, sweepMilliseconds * (bell.waiting() + 1));
  }
  return undefined;
}

function toLease({ id, data, retryCount }: Job<TaskData>): LeasedRef {
  return { id, ref: data.ref, attempt: retryCount + 1, until: Date.now() + leaseSeconds * 1000 };
}

/** pg-boss lets nobody settle an attempt other than the newest: every lease counts one up. */
function attemptOf({ id, attempt }: LeasedRef): { id: string; retryCount: number } {
  return { id, retryCount: attempt - 1 };
}

async function putBack(boss: PgBoss, tx: Db, lease: LeasedRef, seconds: number): Promise<'again' | 'lost'> {
  const response = await boss.fail(taskQueue, attemptOf(lease), null, { db: through(tx) });
  if (affected(response) === 0) return 'lost';
  await boss.update({ name: taskQueue, options: { id: lease.id, startAfter: seconds, db: through(tx) } });
  return 'again';
}

/** With up to a quarter more, so that what failed together does not come back together. */
export function retrySeconds(attempt: number, retryAfter: number | undefined): number {
  if (retryAfter !== undefined) return Math.ceil(retryAfter / 1000);
  const seconds = backOffSeconds[Math.min(attempt, backOffSeconds.length) - 1]!;
  return Math.round(seconds * (1 + Math.random() / 4));
}

async function depth(db: Db): ReturnType<QueueReader['depth']> {
  const { rows } = await sql<{ waiting: number; later: number; running: number }>`
    select
      count(*) filter (where state = 'retry' or (state = 'created' and start_after <= now()))::int as waiting,
      count(*) filter (where state = 'created' and start_after > now())::int as later,
      count(*) filter (where state = 'active')::int as running
    from suture_queue.job where name = ${taskQueue} and state <= 'active'`.execute(db);
  return rows[0]!;
}

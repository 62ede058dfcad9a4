import { sql } from 'kysely';
import type { PgBoss } from 'pg-boss';
import type { Db } from './dialect.ts';
import { taskQueue } from './queue.ts';

/**
 * Puts back what was running when the process of an embedded database died: nobody else can have it. Counts as an
 * attempt, or a task that kills its process would do so for ever.
 */
export async function putBackOrphans(db: Db, boss: PgBoss): Promise<void> {
  const { rows } = await sql<{ id: string }>`
    select id from suture_queue.job where name = ${taskQueue} and state = 'active'`.execute(db);
  const ids = rows.map(({ id }) => id);
  if (ids.length === 0) return;
  await boss.fail(taskQueue, ids, { message: 'its process ended' });
  for (const id of ids) await boss.update({ name: taskQueue, options: { id, startAfter: 0 } });
}

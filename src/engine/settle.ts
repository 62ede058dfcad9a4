import type { Run } from '../domain/run.ts';
import type { LeasedRef, Store, TaskDeath, TaskRef } from '../store/store.ts';
import type { Outcome, TaskKind } from '../tasks/task.ts';
import { advance } from './advance.ts';
import type { Engine } from './engine.ts';
import { factsFor } from './gather-facts.ts';
import { keep, startAgain } from './keep.ts';

/**
 * The only place where an outcome changes the world. The task's completion, the new state and the tasks that follow
 * are one transaction; an outcome that comes late or twice (its lease is lost, its run is elsewhere) changes nothing.
 */
export async function settle(engine: Engine, lease: LeasedRef, outcome: Outcome): Promise<void> {
  await engine.store.transaction(async (tx) => {
    if ((await engine.queue.complete(tx, lease)) === 'lost') return;
    const run = await tx.runs.lock(outcome.run);
    if (run === undefined || !expects(run, outcome.kind)) return;
    await keep(tx, run, advance(run, await factsFor(tx, engine, run, outcome)));
  });
}

/**
 * A task that cannot be carried out ends its run, with the reason. Called by the queue, in the transaction that forgets
 * the task; for a worker that vanished again and again, too.
 */
export async function bury(tx: Store, ref: TaskRef, death: TaskDeath, now: Date): Promise<void> {
  const run = await tx.runs.lock(ref.run);
  if (run === undefined || run.endedAt !== undefined) return;
  const at = now.toISOString();
  if (ref.kind === 'connect') {
    await tx.connections.setHealth(run.connection, {
      state: 'failed',
      because: death.message,
      checkedAt: at,
    });
  }
  await tx.runs.log(run.id, `Failed: ${death.message}`);
  await tx.runs.update(run.id, { stage: 'failed', endedAt: at, error: death });
  await startAgain(tx, run);
}

const stageOf: Record<TaskKind, Run['stage']> = {
  connect: 'connecting',
  index: 'indexing',
  plan: 'planning',
  fix: 'fixing',
  publish: 'publishing',
  follow: 'following',
};

function expects(run: Run, kind: TaskKind): boolean {
  return run.stage === stageOf[kind] && run.endedAt === undefined;
}

import type { Run } from '../domain/run.ts';
import type { LeasedRef } from '../store/store.ts';
import type { Outcome, TaskFailure, TaskKind } from '../tasks/task.ts';
import { advance } from './advance.ts';
import type { Engine } from './engine.ts';
import { factsFor } from './gather-facts.ts';
import { keep } from './keep.ts';

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

/** A task that cannot be carried out ends its run, with the reason; a failed candidate only ends that candidate. */
export async function settleFailure(engine: Engine, lease: LeasedRef, failure: TaskFailure): Promise<void> {
  await engine.store.transaction(async (tx) => {
    const run = await tx.runs.lock(lease.ref.run);
    if (run === undefined || run.endedAt !== undefined) return;
    const { code, message, remedy } = failure;
    if (lease.ref.kind === 'connect') {
      await tx.connections.setHealth(run.connection, {
        state: 'failed',
        because: message,
        checkedAt: engine.now().toISOString(),
      });
    }
    await tx.runs.log(run.id, `Failed: ${message}`);
    await tx.runs.update(run.id, {
      stage: 'failed',
      endedAt: engine.now().toISOString(),
      error: { code, message, ...(remedy === undefined ? {} : { remedy }) },
    });
  });
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

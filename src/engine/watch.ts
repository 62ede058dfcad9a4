import type { Run } from '../domain/run.ts';
import type { TaskRef } from '../store/store.ts';
import type { Watched } from '../tasks/task.ts';
import type { Engine } from './engine.ts';

/** How often builds are asked for that are over, or never were, in milliseconds. */
const lookAgainEvery = 3_600_000;
/** Runs among which the last look is searched for. */
const recent = 1_000;

/** The open pull requests that a follow task looks at: all of a connection, or those that a webhook names. */
export async function watchedOf(
  engine: Engine,
  run: Run,
  ref: Extract<TaskRef, { kind: 'follow' }>,
): Promise<Watched[]> {
  const { store } = engine;
  const open = await store.pullRequests.list({ connection: run.connection, state: 'open' });
  const again =
    ref.numbers === undefined &&
    isDue(run, await store.runs.list({ connection: run.connection, limit: recent }), engine.now());
  const watched: Watched[] = [];
  for (const pr of open) {
    const hinted = ref.repository === pr.repository && (ref.numbers ?? []).includes(pr.number);
    if (ref.numbers !== undefined && !hinted) continue;
    const repository = await store.repositories.get(pr.repository);
    if (repository === undefined || repository.state === 'gone') continue;
    watched.push({
      repository,
      number: pr.number,
      branch: pr.branch,
      head: pr.head,
      build: pr.build,
      hinted: hinted || (again && pr.build !== 'passed'),
    });
  }
  return watched;
}

/**
 * Somebody may have run a red build again. Asking costs a call per pull request, so a poll does it only when no other
 * one has within the hour; who asks in person is told what is.
 */
export function isDue(run: Run, runs: readonly Run[], now: Date): boolean {
  if (run.trigger === 'person') return true;
  const hour = (at: number) => Math.floor(at / lookAgainEvery);
  const before = runs.filter(
    (one) => one.kind === 'follow' && one.id !== run.id && one.trigger !== 'webhook',
  );
  return !before.some((one) => hour(Date.parse(one.startedAt)) === hour(now.getTime()));
}

import { choose } from '../../domain/choose.ts';
import type { PlanState } from '../../domain/fix.ts';
import type { Run } from '../../domain/run.ts';
import type { StoredPullRequest } from '../../store/store.ts';
import { end, type Next } from '../next.ts';
import { obsoleteAmong } from '../plans.ts';

/** Every plan of the run is settled: the set with most findings closed per change goes out, the rest is put aside. */
export function finishFixing(
  run: Run,
  next: Next,
  states: PlanState[],
  pullRequests: StoredPullRequest[],
  now: Date,
): Next {
  const verified = states.flatMap((state) =>
    state.status === 'verified' && state.fix !== undefined
      ? [{ id: state.plan.id, fix: state.fix, state }]
      : [],
  );
  const { taken, superseded } = choose(verified);
  for (const { state } of superseded)
    next.writes.push({ what: 'plan', state: { ...state, status: 'superseded' } });
  for (const { state } of taken) {
    next.writes.push({
      what: 'left',
      repository: state.repository,
      left: state.fix!.resolves.map((fingerprint) => ({ fingerprint, because: null })),
    });
  }
  const covered = new Set(taken.flatMap(({ fix }) => fix.resolves));
  const stillOpen = new Set(states.flatMap((state) => state.plan.target.fingerprints));
  const others = pullRequests.filter((pr) => !taken.some(({ id }) => id === pr.plan));
  const work = taken.length + obsoleteAmong(others, stillOpen, covered).length;
  if (work === 0) return end(next, now, 'No fix could be proved');
  return {
    ...next,
    run: { ...next.run, stage: 'publishing' },
    tasks: [...next.tasks, { ref: { kind: 'publish', run: run.id } }],
    log: [
      ...next.log,
      `${taken.length} fixes to publish${superseded.length > 0 ? `, ${superseded.length} covered by them` : ''}`,
    ],
  };
}

/** Notes on the findings of a plan why nothing fixes them. */
export function leave(next: Next, state: PlanState): void {
  const because =
    state.rejected.map(({ how, because }) => `${how}: ${because}`).join('; ') || 'no way to fix it was found';
  next.writes.push({
    what: 'left',
    repository: state.repository,
    left: state.plan.target.fingerprints.map((fingerprint) => ({ fingerprint, because })),
  });
  next.log.push(`${state.plan.target.package}: cannot be fixed, ${because}`);
}

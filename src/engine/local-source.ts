import type { LeasedRef } from '../store/store.ts';
import type { Lease, TaskSource } from '../tasks/source.ts';
import type { Engine } from './engine.ts';
import { prepare } from './prepare.ts';
import { settle } from './settle.ts';

/** Tasks for a worker beside the database: references from the queue, made whole when they are lent out. */
export function localSource(engine: Engine): TaskSource {
  const refs = new Map<string, LeasedRef>();
  const refOf = (lease: Lease): LeasedRef => {
    const ref = refs.get(lease.id);
    if (ref === undefined) throw new Error(`Lease ${lease.id} was not given out by this source.`);
    return ref;
  };
  return {
    async next(signal) {
      while (!signal.aborted) {
        const leased = await engine.queue.next(signal);
        if (leased === undefined) return undefined;
        const task = await prepare(engine, leased.ref);
        if (task !== undefined) {
          refs.set(leased.id, leased);
          return { id: leased.id, task, attempt: leased.attempt, until: leased.until };
        }
        await engine.store.transaction(async (tx) => void (await engine.queue.complete(tx, leased)));
      }
      return undefined;
    },
    async extend(lease) {
      const ref = refOf(lease);
      const kept = await engine.queue.extend(ref);
      lease.until = ref.until;
      return kept;
    },
    async done(lease, outcome) {
      await settle(engine, refOf(lease), outcome);
      refs.delete(lease.id);
    },
    async failed(lease, failure) {
      const ref = refOf(lease);
      refs.delete(lease.id);
      await engine.queue.fail(ref, failure);
    },
  };
}

import type { World } from '../world.ts';
import type { State } from './state.ts';

/** What the world can do with build statuses: one a commit and key, the newest wins. */
export function statusOperations(state: State): Pick<World, 'statuses' | 'putStatus'> {
  return {
    statuses: (repo, commit) => (state.statuses.get(repo) ?? []).filter((status) => status.commit === commit),

    putStatus(given) {
      const all = state.statuses.get(given.repo) ?? [];
      state.statuses.set(given.repo, all);
      const known = all.find((status) => status.commit === given.commit && status.key === given.key);
      const now = state.now();
      const status = known
        ? Object.assign(known, given, { updatedAt: now })
        : { ...given, createdAt: now, updatedAt: now };
      if (!known) all.push(status);
      state.changed();
      state.emit({ kind: 'status', what: known ? 'updated' : 'created', status });
      return status;
    },
  };
}

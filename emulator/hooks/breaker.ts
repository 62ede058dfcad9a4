import type { Hook } from '../world.ts';

/** Milliseconds of the first rest and of the longest. */
const [shortest, longest] = [10_000, 36_000_000];
/** Failures in a row before the first rest. */
const tolerated = 5;

/** Data Center stops calling a webhook after five failures, for 10 s at first, twice as long each time, up to 10 h. */
export function makeBreaker(now: () => number) {
  const failing = new WeakMap<Hook, { failures: number; until: number }>();
  return {
    isOpen: (hook: Hook) => (failing.get(hook)?.until ?? 0) > now(),
    note(hook: Hook, success: boolean): void {
      if (success) {
        failing.delete(hook);
        return;
      }
      const failures = (failing.get(hook)?.failures ?? 0) + 1;
      const rest = failures < tolerated ? 0 : Math.min(shortest * 2 ** (failures - tolerated), longest);
      failing.set(hook, { failures, until: now() + rest });
    },
  };
}

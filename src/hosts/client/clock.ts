import { setTimeout } from 'node:timers/promises';

/** Time and chance as the hosts use them: tests bring their own, so that waiting takes none. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Resolves after `ms` milliseconds; rejects when the signal fires first. */
  wait(ms: number, signal?: AbortSignal): Promise<void>;
  /** From 0 to 1, for jitter. */
  random(): number;
}

export const systemClock: Clock = {
  now: Date.now,
  wait: async (ms, signal) => {
    await setTimeout(ms, undefined, signal ? { signal } : {});
  },
  random: Math.random,
};

import { setTimeout as sleep } from 'node:timers/promises';
import { GitError } from './git.ts';

/** Resolves after so many milliseconds; rejects when the signal fires first. */
export type Wait = (milliseconds: number, signal?: AbortSignal) => Promise<void>;

/** Milliseconds before the second and the third try, as for REST; up to twice as long by chance. */
const pauses = [250, 1000];

export const systemWait: Wait = async (milliseconds, signal) => {
  await sleep(milliseconds, undefined, signal === undefined ? {} : { signal });
};

/**
 * Tries again, three times in all, what broke off on its way: a server's hiccup would otherwise cost a whole task.
 * Every operation of git here may be repeated: what was fetched is kept, and a push that had arrived is found there.
 * A rate limit and a time-out are left to the queue.
 */
export async function persist<T>(work: () => Promise<T>, wait: Wait, signal?: AbortSignal): Promise<T> {
  for (const pause of pauses) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof GitError) || error.code !== 'unreachable') throw error;
      await wait(Math.round(pause * (1 + Math.random())), signal);
    }
  }
  return work();
}

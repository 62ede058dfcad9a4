import { HostError } from '../error.ts';
import type { Clock } from './clock.ts';
import { shortPause } from './send.ts';

/**
 * Carries out a POST that must not happen twice. An answer that leaves open whether it happened (5xx, broken
 * connection, time-out, no JSON) is followed by a look; only what is not there is posted again, at most 3 times.
 */
export async function once<T>(
  clock: Clock,
  post: () => Promise<T>,
  find: () => Promise<T | undefined>,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await post();
    } catch (error) {
      if (!isInDoubt(error)) throw error;
      await clock.wait(shortPause(attempt, clock));
      const found = await find();
      if (found !== undefined) return found;
      if (attempt === 3) throw error;
    }
  }
}

function isInDoubt(error: unknown): boolean {
  if (!(error instanceof HostError) || error.code === 'rate-limited') return false;
  return error.retry || error.code === 'unexpected-answer';
}

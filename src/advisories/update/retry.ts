import { setTimeout as sleep } from 'node:timers/promises';
import { AdvisoryUpdateError } from './error.ts';
import { interpretFailure } from './feed.ts';

export interface Patience {
  /** Milliseconds before each further attempt; their number is the number of attempts after the first. */
  waits: readonly number[];
  signal: AbortSignal;
}

/** Tries until it works, the attempts are used up, or the failure is one that trying again cannot help. */
export async function retry<T>(
  what: string,
  { waits, signal }: Patience,
  attempt: () => Promise<T>,
): Promise<T> {
  for (let failures = 0; ; failures++) {
    try {
      return await attempt();
    } catch (error) {
      const failure = interpretFailure(error, what, signal);
      const wait = waits[failures];
      if (wait === undefined || !(failure instanceof AdvisoryUpdateError && failure.retry)) throw failure;
      await sleep(wait, undefined, { signal });
    }
  }
}

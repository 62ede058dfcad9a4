import { HostError } from '../error.ts';
import type { Clock } from './clock.ts';

/** One credential's allowance, shared by all calls of a `CodeHost`. */
export interface Budget {
  /** Takes one call: waits out a short pause, throws `rate-limited` for a long one or when the hour is used up. */
  take(signal?: AbortSignal): Promise<void>;
  /** Bitbucket said 429: nobody calls again before `ms` have passed, and then more slowly for a minute. */
  pause(ms: number): void;
  /** Bitbucket told the credential's hourly allowance. */
  allow(perHour: number): void;
  usage(): { calls: number; remaining?: number };
}

const hour = 3_600_000;
/** Longer pauses go back to the queue instead of holding a worker. */
const longestWait = 15_000;
/** Data Center refills 5 tokens a second by default, so this pace is one it can bear. */
const slowPace = 200;

/**
 * `perHour`: calls in any sliding hour (Cloud: 1,000 per user); absent where the server has no such limit (Data Center:
 * off, or a token bucket whose size it does not tell), so that only 429 slows us down.
 */
export function makeBudget(clock: Clock, perHour: number | undefined): Budget {
  let allowed = perHour;
  let calls = 0;
  let pausedUntil = 0;
  let slowUntil = 0;
  let nextSlot = 0;
  const taken: number[] = [];
  const forget = () => {
    const edge = clock.now() - hour;
    while (taken.length > 0 && taken[0]! <= edge) taken.shift();
  };

  return {
    async take(signal) {
      for (let wait = pausedUntil - clock.now(); wait > 0; wait = pausedUntil - clock.now()) {
        if (wait > longestWait) throw exhausted('Bitbucket asked us to slow down', wait);
        await clock.wait(wait, signal);
      }
      forget();
      if (allowed !== undefined && taken.length >= allowed)
        throw exhausted(`All ${allowed} calls of this hour are used`, taken[0]! + hour - clock.now());
      const now = clock.now();
      if (allowed !== undefined) taken.push(now);
      calls += 1;
      if (now >= slowUntil) return;
      const slot = Math.max(now, nextSlot);
      nextSlot = slot + slowPace;
      if (slot > now) await clock.wait(slot - now, signal);
    },
    pause(ms) {
      pausedUntil = Math.max(pausedUntil, clock.now() + ms);
      slowUntil = pausedUntil + 60_000;
    },
    allow(limit) {
      if (allowed !== undefined) allowed = limit;
    },
    usage() {
      forget();
      return allowed === undefined ? { calls } : { calls, remaining: Math.max(0, allowed - taken.length) };
    },
  };
}

function exhausted(because: string, retryAfter: number): HostError {
  return new HostError('rate-limited', `${because}; calls go on in ${Math.ceil(retryAfter / 1000)} s`, {
    retry: true,
    retryAfter,
    remedy: 'Nothing to do: Suture continues by itself. Fewer repositories per credential make it rarer.',
  });
}

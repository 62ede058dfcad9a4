import { type Http, HttpFailure, type HttpRequest, type HttpResponse } from '../../lib/http/http.ts';
import { HostError } from '../error.ts';
import type { Budget } from './budget.ts';
import type { Clock } from './clock.ts';
import { networkError } from './network-error.ts';

/** How a host's calls meet trouble. */
export interface Sender {
  http: Http;
  budget: Budget;
  clock: Clock;
  /** The server's root: requests and redirects stay below it. */
  baseUrl: string;
  /** Milliseconds to wait after a 429 that does not say how long, the first time. */
  firstPause: number;
}

const tries = 3;
/** A longer `Retry-After` is left to the queue. */
const longestRetryAfter = 15_000;

/**
 * Sends one request and gives any answer but a 429 or, for what may be repeated, a 5xx.
 *
 * 1. 429: nothing was done, so any method is tried again, at most 3 times in all, after `Retry-After` or
 *    exponentially with jitter; then `rate-limited` with the time to come back.
 * 2. 5xx (Cloud's own 555 included) and a broken connection: GET, PUT and DELETE at most 3 times. A POST never, for it
 *    may have been carried out: see `once`. `repeatable` marks a POST that only reads.
 * 3. A redirect inside the API (Cloud after a rename) is followed on the same origin only; nothing was done yet, so the
 *    method stays. One that leads elsewhere is a login page or a proxy's and is given back as it is.
 */
export async function send(
  { http, budget, clock, baseUrl, firstPause }: Sender,
  request: HttpRequest,
  options: { repeatable?: boolean } = {},
): Promise<HttpResponse> {
  const repeatable = options.repeatable ?? request.method !== 'POST';
  let url = request.url;
  let hops = 0;
  for (let attempt = 1; ; attempt += 1) {
    await budget.take(request.signal);
    const answer = await http.send({ ...request, url }).catch((error: unknown) => {
      if (error instanceof HttpFailure) return networkError(error, baseUrl);
      throw error;
    });
    if (answer instanceof HostError) {
      if (!repeatable || !answer.retry || attempt === tries) throw answer;
      await clock.wait(shortPause(attempt, clock), request.signal);
      continue;
    }
    const moved = hops < 3 ? redirectInside(answer, url, baseUrl) : undefined;
    if (moved !== undefined) {
      url = moved;
      hops += 1;
      attempt -= 1;
    } else if (answer.status === 429) {
      const pause = retryAfter(answer, clock) ?? jittered(firstPause * 2 ** (attempt - 1), clock);
      budget.pause(pause);
      if (attempt === tries || pause > longestRetryAfter)
        throw rateLimited(answer, attempt, pause, firstPause);
    } else if (answer.status >= 500 && repeatable && attempt < tries) {
      await clock.wait(shortPause(attempt, clock), request.signal);
    } else {
      return answer;
    }
  }
}

/** Milliseconds before try `attempt + 1` after a failure that may pass: about 0.25 s, then 1 s. */
export function shortPause(attempt: number, clock: Clock): number {
  return jittered(250 * 4 ** (attempt - 1), clock);
}

function jittered(ms: number, clock: Clock): number {
  return Math.round(ms * (1 + clock.random()));
}

/** Seconds or an HTTP date (RFC 9110, 10.2.3), as milliseconds from now. */
function retryAfter(answer: HttpResponse, clock: Clock): number | undefined {
  const value = answer.headers['retry-after'];
  if (value === undefined) return undefined;
  const ms = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - clock.now();
  return Number.isNaN(ms) ? undefined : Math.max(0, ms);
}

/** Tries in one call are over in seconds, but Cloud's allowance comes back over minutes: tell the queue so. */
function rateLimited(answer: HttpResponse, attempt: number, pause: number, firstPause: number): HostError {
  const wait = answer.headers['retry-after'] === undefined ? Math.max(pause, firstPause * 30) : pause;
  return new HostError('rate-limited', `Bitbucket answered 429 (too many requests) ${attempt} times`, {
    retry: true,
    retryAfter: wait,
    remedy:
      'Suture continues by itself. If it happens often, give Suture an account of its own, or ask the administrator of a Data Center for an exemption from rate limiting.',
  });
}

/** Where a 3xx leads, if that is on the same origin and inside the API (Cloud sends old slugs on after a rename). */
function redirectInside(answer: HttpResponse, from: string, baseUrl: string): string | undefined {
  const { location } = answer.headers;
  if (
    ![301, 302, 307, 308].includes(answer.status) ||
    location === undefined ||
    !URL.canParse(location, from)
  )
    return undefined;
  const to = new URL(location, from);
  return isInside(to, baseUrl) && /\/(2\.0|rest)\//.test(to.pathname) ? to.href : undefined;
}

/** Whether a URL that a server gave us stays on that server: anything else would be handed our credential. */
export function isInside(url: URL, baseUrl: string): boolean {
  const base = new URL(baseUrl);
  return url.origin === base.origin && url.username === '' && url.pathname.startsWith(base.pathname);
}

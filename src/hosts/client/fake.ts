import { type Http, HttpFailure, type HttpRequest, type HttpResponse } from '../../lib/http/http.ts';
import type { Clock } from './clock.ts';

/** For tests: a clock that waits in no time and remembers how long it was asked to. */
export function fakeClock(start = Date.parse('2026-11-01T00:00:00Z')): Clock & { waits: number[] } {
  let now = start;
  const waits: number[] = [];
  return {
    waits,
    now: () => now,
    wait: async (ms) => {
      waits.push(ms);
      now += ms;
    },
    random: () => 0,
  };
}

export interface ScriptedAnswer {
  status?: number;
  headers?: Record<string, string>;
  body?: unknown;
}

/** For tests: gives the scripted answers in turn and remembers the requests. `'drop'` breaks the connection. */
export function scriptedHttp(answers: (ScriptedAnswer | 'drop')[]): Http & { requests: HttpRequest[] } {
  const requests: HttpRequest[] = [];
  return {
    requests,
    send: async (request) => {
      requests.push(request);
      const answer = answers[requests.length - 1];
      if (answer === undefined) throw new Error(`No answer is scripted for ${request.method} ${request.url}`);
      if (answer === 'drop') throw new HttpFailure('reset', 'dropped', 'ECONNRESET');
      return response(answer);
    },
  };
}

/** For tests: an answer; objects become JSON. */
export function response({ status = 200, headers = {}, body = '' }: ScriptedAnswer): HttpResponse {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const type = typeof body === 'string' ? 'text/plain' : 'application/json';
  const bytes = new TextEncoder().encode(text);
  return { status, headers: { 'content-type': type, ...headers }, body: bytes, text: () => text };
}

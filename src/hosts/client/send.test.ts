import { expect, test } from 'vitest';
import type { HttpRequest } from '../../lib/http/http.ts';
import { HostError } from '../error.ts';
import { makeBudget } from './budget.ts';
import { fakeClock, type ScriptedAnswer, scriptedHttp } from './fake.ts';
import { send } from './send.ts';

interface Case {
  name: string;
  method?: HttpRequest['method'];
  answers: (ScriptedAnswer | 'drop')[];
  options?: { repeatable?: boolean };
  /** Status of the answer, or code of the error. */
  result: number | string;
  sent: number;
  waits?: number[];
  retryAfter?: number;
}

const busy = { status: 429 };
const cases: Case[] = [
  { name: 'an answer', answers: [{}], result: 200, sent: 1, waits: [] },
  { name: 'a refusal', answers: [{ status: 404 }], result: 404, sent: 1, waits: [] },
  { name: '429 without a time', answers: [busy, busy, {}], result: 200, sent: 3, waits: [1000, 2000] },
  {
    name: '429 for a POST, which did nothing',
    method: 'POST',
    answers: [busy, { status: 201 }],
    result: 201,
    sent: 2,
    waits: [1000],
  },
  {
    name: '429 three times',
    answers: [busy, busy, busy],
    result: 'rate-limited',
    sent: 3,
    waits: [1000, 2000],
    retryAfter: 30_000,
  },
  {
    name: '429 with seconds',
    answers: [{ ...busy, headers: { 'retry-after': '7' } }, {}],
    result: 200,
    sent: 2,
    waits: [7000],
  },
  {
    name: '429 with a date',
    answers: [{ ...busy, headers: { 'retry-after': 'Sun, 01 Nov 2026 00:00:03 GMT' } }, {}],
    result: 200,
    sent: 2,
    waits: [3000],
  },
  {
    name: '429 with a time too long to hold a worker',
    answers: [{ ...busy, headers: { 'retry-after': '120' } }],
    result: 'rate-limited',
    sent: 1,
    waits: [],
    retryAfter: 120_000,
  },
  {
    name: '5xx and 555 for a GET',
    answers: [{ status: 503 }, { status: 555 }, {}],
    result: 200,
    sent: 3,
    waits: [250, 1000],
  },
  { name: '5xx for a PUT', method: 'PUT', answers: [{ status: 500 }, {}], result: 200, sent: 2 },
  {
    name: '5xx without end',
    answers: [{ status: 500 }, { status: 500 }, { status: 500 }],
    result: 500,
    sent: 3,
  },
  { name: '5xx for a POST', method: 'POST', answers: [{ status: 500 }], result: 500, sent: 1, waits: [] },
  {
    name: '5xx for a POST that only reads',
    method: 'POST',
    options: { repeatable: true },
    answers: [{ status: 500 }, {}],
    result: 200,
    sent: 2,
  },
  { name: 'a dropped GET', answers: ['drop', {}], result: 200, sent: 2, waits: [250] },
  { name: 'a GET dropped without end', answers: ['drop', 'drop', 'drop'], result: 'unreachable', sent: 3 },
  { name: 'a dropped POST', method: 'POST', answers: ['drop'], result: 'unreachable', sent: 1, waits: [] },
  {
    name: 'a rename',
    method: 'POST',
    answers: [{ status: 301, headers: { location: '/base/2.0/repositories/acme/new' } }, { status: 201 }],
    result: 201,
    sent: 2,
  },
  {
    name: 'a redirect to another origin',
    answers: [{ status: 301, headers: { location: 'https://evil.example/base/2.0/user' } }],
    result: 301,
    sent: 1,
  },
  {
    name: 'a redirect to a login page',
    answers: [{ status: 302, headers: { location: '/base/login?next=%2F2.0%2F' } }],
    result: 302,
    sent: 1,
  },
  {
    name: 'a redirect in a circle',
    answers: Array(4).fill({ status: 302, headers: { location: '/base/2.0/x' } }),
    result: 302,
    sent: 4,
  },
];

test.each(cases)('$name', async ({ method = 'GET', answers, options, result, sent, waits, retryAfter }) => {
  const clock = fakeClock();
  const http = scriptedHttp(answers);
  const budget = makeBudget(clock, undefined);
  const sender = { http, budget, clock, baseUrl: 'https://bb.example/base', firstPause: 1000 };
  const outcome = await send(sender, { method, url: 'https://bb.example/base/2.0/x' }, options).catch(
    (e) => e,
  );
  if (outcome instanceof HostError) {
    expect(outcome.code).toBe(result);
    expect(outcome.retry).toBe(true);
    expect(outcome.retryAfter).toBe(retryAfter);
  } else expect(outcome.status).toBe(result);
  expect(http.requests).toHaveLength(sent);
  expect(new Set(http.requests.map((request) => request.method))).toEqual(new Set([method]));
  if (waits) expect(clock.waits).toEqual(waits);
});

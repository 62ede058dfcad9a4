import { z } from 'zod';
import type { Answer } from './http.ts';
import type { Edition } from './world.ts';

const match = z.strictObject({
  edition: z.enum(['cloud', 'data-center']).exactOptional(),
  method: z.string().exactOptional(),
  /** Part of the endpoint as the request log names it. */
  endpoint: z.string().exactOptional(),
  use: z.enum(['rest', 'git']).exactOptional(),
});
const common = {
  match: match.default({}),
  /** Share of the matching requests that it hits. */
  share: z.number().min(0).max(1).default(1),
  /** Of the generator that picks the share: the same seed hits the same requests of a run. */
  seed: z.number().int().default(1),
  /** Hits after which it is over. */
  times: z.number().int().min(1).exactOptional(),
};

/** The body of `PUT /_emulator/faults`. */
export const faultsSchema = z
  .array(
    z.discriminatedUnion('fault', [
      z.strictObject({ fault: z.literal('rate-limit'), headers: z.boolean().default(false), ...common }),
      z.strictObject({
        fault: z.literal('server-error'),
        status: z.union([500, 502, 503, 555].map((status) => z.literal(status))).default(500),
        ...common,
      }),
      z.strictObject({ fault: z.literal('slow'), ms: z.number().int().min(0).max(600_000), ...common }),
      z.strictObject({ fault: z.literal('drop'), after: z.boolean().default(false), ...common }),
      z.strictObject({ fault: z.literal('gone'), ...common }),
      z.strictObject({ fault: z.literal('revoked'), ...common }),
    ]),
  )
  .max(100);

export type FaultSpec = z.input<typeof faultsSchema>[number];
export type Fault = z.output<typeof faultsSchema>[number];

/** What is to become of one request. */
export interface Verdict {
  /** Milliseconds to wait first. */
  delay: number;
  /** Sent instead of the real answer. */
  answer?: Answer;
  /** The connection is cut: before anything is done, or in place of the answer. */
  drop?: 'before' | 'after';
  /** The caller's token counts as revoked. */
  revoked: boolean;
}

export interface Faults {
  list(): (Fault & { hits: number })[];
  /** @throws ZodError */
  set(faults: unknown): void;
  clear(): void;
  judge(request: { edition: Edition; method: string; endpoint: string; use: 'rest' | 'git' }): Verdict;
}

/** Makes the switches, all off. The first fault that hits decides; a slow one goes together with the next. */
export function makeFaults(): Faults {
  let active: { fault: Fault; hits: number; random: () => number }[] = [];
  return {
    list: () => active.map(({ fault, hits }) => ({ ...fault, hits })),
    set(given) {
      active = faultsSchema.parse(given).map((fault) => ({ fault, hits: 0, random: makeRandom(fault.seed) }));
    },
    clear() {
      active = [];
    },
    judge(request) {
      const verdict: Verdict = { delay: 0, revoked: false };
      for (const one of active) {
        const { fault } = one;
        if (!matches(fault.match, request) || one.hits >= (fault.times ?? Number.POSITIVE_INFINITY)) continue;
        if (one.random() >= fault.share) continue;
        one.hits += 1;
        if (fault.fault !== 'slow') return { ...verdict, ...effect(fault, request.edition) };
        verdict.delay += fault.ms;
      }
      return verdict;
    },
  };
}

function matches(wanted: Fault['match'], request: Parameters<Faults['judge']>[0]): boolean {
  return (
    (wanted.edition === undefined || wanted.edition === request.edition) &&
    (wanted.method === undefined || wanted.method.toUpperCase() === request.method) &&
    (wanted.use === undefined || wanted.use === request.use) &&
    (wanted.endpoint === undefined || request.endpoint.includes(wanted.endpoint))
  );
}

function effect(fault: Exclude<Fault, { fault: 'slow' }>, edition: Edition): Partial<Verdict> {
  switch (fault.fault) {
    case 'rate-limit':
      return { answer: rateLimited(edition, fault.headers) };
    case 'server-error':
      return { answer: { status: fault.status, body: worded(edition, 'Something went wrong') } };
    case 'drop':
      return { drop: fault.after ? 'after' : 'before' };
    case 'gone':
      return { answer: { status: 410, body: changeNotice } };
    case 'revoked':
      return { revoked: true };
  }
}

function rateLimited(edition: Edition, withHeaders: boolean): Answer {
  const body = worded(edition, 'Rate limit for this resource has been exceeded');
  const cloud = {
    'X-RateLimit-Limit': '1000',
    'X-RateLimit-Resource': 'api-repositories',
    'X-RateLimit-NearLimit': 'true',
  };
  const headers = { 'Retry-After': '1', ...(edition === 'cloud' ? cloud : {}) };
  return withHeaders ? { status: 429, headers, body } : { status: 429, body };
}

function worded(edition: Edition, message: string): object {
  return edition === 'cloud'
    ? { type: 'error', error: { message } }
    : { errors: [{ context: null, message, exceptionName: null }] };
}

const announcement = {
  announcement_url: 'https://developer.atlassian.com/cloud/bitbucket/changelog/#CHANGE-2770',
};
/** The body with which Cloud answers what it has switched off; it says so twice. */
const changeNotice = {
  type: 'error',
  error: {
    message: 'CHANGE-2770 - Functionality has been deprecated',
    detail: 'Please read the changelog entry for more details.',
    data: announcement,
  },
  data: announcement,
};

/** Mulberry32: a small generator of numbers in [0, 1) that repeats from its seed. */
function makeRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

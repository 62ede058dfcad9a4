import type { z } from 'zod';
import type { Connection, Credential } from '../../domain/connection.ts';
import type { Slug } from '../../domain/repository.ts';
import type { Http, HttpResponse } from '../../lib/http/http.ts';
import { type Budget, makeBudget } from '../client/budget.ts';
import type { Clock } from '../client/clock.ts';
import { makeRest, path, type Query, type Rest, readBody } from '../client/rest.ts';
import { isInside } from '../client/send.ts';
import { HostError } from '../error.ts';
import { refusal } from './errors.ts';
import { page } from './schema.ts';

/** Bitbucket Cloud with one credential. */
export interface Client extends Rest {
  budget: Budget;
  clock: Clock;
  baseUrl: string;
  credential: Credential;
  /** A list, page by page as it is read. */
  pages<T>(item: z.ZodType<T>, path: string, query: Query, signal?: AbortSignal): AsyncGenerator<T>;
  /** The whole list. */
  all<T>(item: z.ZodType<T>, path: string, query: Query): Promise<T[]>;
  /** Whether Bitbucket said that the hour's allowance is nearly used. */
  nearLimit(): boolean;
}

/** Atlassian: 1,000 calls of `/2.0/repositories/*` in a rolling hour per user; workspaces with many seats have more. */
const callsPerHour = 1000;

export function makeClient(connection: Connection, credential: Credential, http: Http, clock: Clock): Client {
  const { baseUrl } = connection;
  const budget = makeBudget(clock, callsPerHour);
  let near = false;
  const learn = (answer: HttpResponse) => {
    // Sent for access tokens in workspaces with a scaled limit only; it is the quota, not what is left of it.
    const quota = Number(answer.headers['x-ratelimit-limit']);
    if (Number.isInteger(quota) && quota > 0) budget.allow(quota);
    near = answer.headers['x-ratelimit-nearlimit']?.toLowerCase() === 'true';
  };
  const rest = makeRest(
    { http, budget, clock, baseUrl, firstPause: 1000 },
    {
      headers: { authorization: authorization(credential) },
      learn,
      refusal: (answer, what) => refusal(answer, what, credential),
    },
  );

  async function* pages<T>(item: z.ZodType<T>, first: string, query: Query, signal?: AbortSignal) {
    const call = { method: 'GET', path: first, query, signal } as const;
    const seen = new Set<string>();
    for (let answer = await rest.request(call); ; ) {
      const { values, next } = readBody(page(item), answer, `GET ${first}`);
      yield* values;
      if (next === '') return;
      const url = nextPage(next, baseUrl, seen);
      answer = await rest.request({ ...call, path: url.pathname, query: queryOf(url) });
    }
  }

  const all = async <T>(item: z.ZodType<T>, first: string, query: Query) => {
    const items: T[] = [];
    for await (const one of pages(item, first, query)) items.push(one);
    return items;
  };

  return { ...rest, all, budget, clock, baseUrl, credential, pages, nearLimit: () => near };
}

/** API tokens are Basic with the e-mail address, and nothing else; access tokens are Bearer. */
function authorization(credential: Credential): string {
  if (credential.kind !== 'api-token') return `Bearer ${credential.secret}`;
  return `Basic ${Buffer.from(`${credential.email}:${credential.secret}`).toString('base64')}`;
}

/**
 * `next` is opaque and only followed on the API's own origin: it comes from the answer, and whoever wrote it would be
 * sent our credential.
 */
function nextPage(next: string, baseUrl: string, seen: Set<string>): URL {
  const url = URL.canParse(next, baseUrl) ? new URL(next, baseUrl) : undefined;
  if (!url || !isInside(url, baseUrl) || seen.has(url.href))
    throw new HostError(
      'unexpected-answer',
      `A list’s next page lies at ${url?.origin ?? 'no address'}, not on ${new URL(baseUrl).origin}, or was read already`,
      { remedy: 'Check that the base URL is the API’s root and that no proxy rewrites the answers.' },
    );
  seen.add(url.href);
  return url;
}

function queryOf(url: URL): Query {
  return Object.fromEntries(
    [...new Set(url.searchParams.keys())].map((key) => [key, url.searchParams.getAll(key)]),
  );
}

/** The API's path of a repository's pull requests, or of one. */
export function pulls(slug: Slug, number?: number): string {
  const root = `${repositoryPath(slug)}/pullrequests`;
  return number === undefined ? root : `${root}/${number}`;
}

/** The API's path of a repository. */
export function repositoryPath(slug: Slug): string {
  return path`/2.0/repositories/${slug.owner}/${slug.name}`;
}

import type { z } from 'zod';
import type { Connection, Credential } from '../../domain/connection.ts';
import type { Slug } from '../../domain/repository.ts';
import type { Http } from '../../lib/http/http.ts';
import { type Budget, makeBudget } from '../client/budget.ts';
import type { Clock } from '../client/clock.ts';
import { makeRest, path, type Query, type Rest, readBody } from '../client/rest.ts';
import { HostError } from '../error.ts';
import { refusal } from './errors.ts';
import { page } from './schema.ts';

/** Bitbucket Data Center with one credential. */
export interface Client extends Rest {
  budget: Budget;
  clock: Clock;
  baseUrl: string;
  credential: Credential;
  /** A list, page by page as it is read. */
  pages<T>(item: z.ZodType<T>, path: string, query: Query, signal?: AbortSignal): AsyncGenerator<T>;
  /** The whole list. */
  all<T>(item: z.ZodType<T>, path: string, query: Query): Promise<T[]>;
  /** The account's name, which every answer to an authenticated call names. */
  userName(): string | undefined;
}

export function makeClient(connection: Connection, credential: Credential, http: Http, clock: Clock): Client {
  const { baseUrl } = connection;
  const budget = makeBudget(clock, undefined);
  let name: string | undefined;
  const rest = makeRest(
    { http, budget, clock, baseUrl, firstPause: 1000 },
    {
      // Without the second, some versions take a mutating call for a forged one.
      headers: { authorization: `Bearer ${credential.secret}`, 'x-atlassian-token': 'no-check' },
      learn: ({ headers }) => {
        name = decoded(headers['x-ausername']) || name;
      },
      refusal: (answer, what) => refusal(answer, what, credential),
    },
  );

  async function* pages<T>(item: z.ZodType<T>, place: string, query: Query, signal?: AbortSignal) {
    for (let start = 0; ; ) {
      const call = { method: 'GET', path: place, query: { ...query, start }, signal } as const;
      const { values, isLastPage, nextPageStart } = readBody(
        page(item),
        await rest.request(call),
        `GET ${place}`,
      );
      yield* values;
      if (isLastPage !== false || nextPageStart === null || nextPageStart === undefined) return;
      if (nextPageStart <= start)
        throw new HostError('unexpected-answer', `GET ${place}: the next page does not lie ahead`);
      start = nextPageStart;
    }
  }

  const all = async <T>(item: z.ZodType<T>, place: string, query: Query) => {
    const items: T[] = [];
    for await (const one of pages(item, place, query)) items.push(one);
    return items;
  };

  return { ...rest, all, budget, clock, baseUrl, credential, pages, userName: () => name };
}

/** The path of a repository below one of Data Center's services. */
export function repositoryPath(slug: Slug, service = 'api'): string {
  return path`/rest/${service}/latest/projects/${slug.owner}/repos/${slug.name}`;
}

/** The API's path of a repository's pull requests, or of one. */
export function pulls(slug: Slug, number?: number): string {
  const root = `${repositoryPath(slug)}/pull-requests`;
  return number === undefined ? root : `${root}/${number}`;
}

/** The name is percent-encoded, as headers are ASCII. */
function decoded(name: string | undefined): string | undefined {
  try {
    return name && decodeURIComponent(name);
  } catch {
    return name;
  }
}

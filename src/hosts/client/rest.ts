import type { z } from 'zod';
import type { HttpRequest, HttpResponse } from '../../lib/http/http.ts';
import { HostError } from '../error.ts';
import { type Sender, send } from './send.ts';

/** JSON over HTTP to one server with one credential; what differs between the editions is told by `dialect`. */
export interface Rest {
  /** Any 2xx, or a status that `call` expects; everything else is thrown as a `HostError`. */
  request(call: RestCall): Promise<HttpResponse>;
  /** The same, and its body through a schema. */
  read<T>(schema: z.ZodType<T>, call: RestCall): Promise<T>;
}

export interface RestCall {
  method: HttpRequest['method'];
  /** Below the server's root; made by `path`, so that every segment is escaped. */
  path: string;
  query?: Query;
  body?: unknown;
  /** Statuses besides 2xx that the caller wants to see. */
  expect?: readonly number[];
  /** A POST that only reads and may be sent again. */
  repeatable?: boolean;
  signal?: AbortSignal | undefined;
}

export type Query = Record<string, string | number | string[]>;

/** What an edition adds to every call, learns from every answer, and makes of a refusal. */
export interface Dialect {
  headers: Record<string, string>;
  learn(answer: HttpResponse): void;
  refusal(answer: HttpResponse, what: string): HostError;
}

/** No answer that the hosts ask for comes near this; it bounds what a hostile server can make us hold. */
const largestAnswer = 16 * 1024 * 1024;

export function makeRest(sender: Sender, dialect: Dialect): Rest {
  const request = async (call: RestCall): Promise<HttpResponse> => {
    const answer = await send(
      sender,
      {
        method: call.method,
        url: urlOf(sender.baseUrl, call.path, call.query),
        headers: {
          accept: 'application/json',
          ...dialect.headers,
          ...(call.body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        limit: largestAnswer,
        ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
        ...(call.signal ? { signal: call.signal } : {}),
      },
      call.repeatable === undefined ? {} : { repeatable: call.repeatable },
    );
    dialect.learn(answer);
    const wanted = (answer.status >= 200 && answer.status < 300) || call.expect?.includes(answer.status);
    if (!wanted) throw dialect.refusal(answer, `${call.method} ${call.path}`);
    return answer;
  };
  return {
    request,
    read: async (schema, call) => readBody(schema, await request(call), `${call.method} ${call.path}`),
  };
}

/** A body through its schema. An answer in another shape is not worth a retry: somebody else answered, or it changed. */
export function readBody<T>(schema: z.ZodType<T>, answer: HttpResponse, what: string): T {
  const parsed = schema.safeParse(jsonOf(answer));
  if (parsed.success) return parsed.data;
  const html = answer.headers['content-type']?.includes('html') === true;
  const issue = parsed.error.issues[0];
  throw new HostError(
    'unexpected-answer',
    html
      ? `${what}: a web page came instead of an API answer`
      : `${what}: the answer has not the expected form (${issue?.path.join('.')}: ${issue?.message})`,
    {
      remedy:
        'Check the base URL: the API’s root of Bitbucket Cloud, or the address of Bitbucket Data Center with its context path. A single sign-on page or a proxy in front of it must let API calls pass.',
    },
  );
}

/** The body as JSON, or undefined when it is none. */
export function jsonOf(answer: HttpResponse): unknown {
  try {
    return JSON.parse(answer.text());
  } catch {
    return undefined;
  }
}

/** Builds a path whose values are escaped: names with `/`, `#`, `{…}` or spaces stay one segment. */
export function path(parts: TemplateStringsArray, ...values: (string | number)[]): string {
  return String.raw({ raw: parts }, ...values.map((value) => segment(String(value))));
}

/** A segment of dots would climb out of its place when the URL is resolved. */
function segment(value: string): string {
  if (/^\.{0,2}$/.test(value))
    throw new HostError('bad-request', `"${value}" is no name of anything on Bitbucket`);
  return encodeURIComponent(value);
}

function urlOf(baseUrl: string, pathname: string, query: Query = {}): string {
  const url = new URL(`${baseUrl.replace(/\/+$/, '')}${pathname}`);
  for (const [name, value] of Object.entries(query))
    for (const one of Array.isArray(value) ? value : [value]) url.searchParams.append(name, String(one));
  return url.href;
}

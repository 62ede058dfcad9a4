import type { Readable } from 'node:stream';
import { Agent, type Dispatcher, ProxyAgent, request } from 'undici';
import { directRule } from '../../lib/http/no-proxy.ts';
import { AdvisoryUpdateError } from './error.ts';

/** An answer whose body has not been read; the caller reads or destroys it. */
export interface FeedAnswer {
  status: number;
  etag?: string;
  /** Bytes to come, where the server says so. */
  bytes?: number;
  body: Readable;
}

/** Asks the feed for one file below its root. Rejects with `AdvisoryUpdateError` when no answer comes. */
export type Feed = (path: string, headers?: Record<string, string>) => Promise<FeedAnswer>;

export interface FeedOptions {
  /** Root of an OSV mirror. */
  url: string;
  httpsProxy?: string | undefined;
  httpProxy?: string | undefined;
  noProxy: readonly string[];
  signal: AbortSignal;
  /** Milliseconds between two parts of an answer, and before the first. */
  patience?: number;
}

/** Speaks to an OSV mirror by streams: its archives (npm: 200 MB) are too large for an `Http` that reads whole answers. */
export function makeFeed(options: FeedOptions): { feed: Feed; close(): Promise<void> } {
  const { url, signal, patience = 60_000 } = options;
  const root = feedRoot(url);
  const dispatcher = makeDispatcher(new URL(root), options);
  const settings = { dispatcher, signal, headersTimeout: patience, bodyTimeout: patience };
  const own = { 'user-agent': 'suture', ...authorization(new URL(url)) };
  return {
    feed: async (path, headers = {}) => {
      const address = `${root}/${path.split('/').map(encodeURIComponent).join('/')}`;
      try {
        const answer = await request(address, {
          ...settings,
          headers: { ...own, ...headers },
        });
        const { etag, 'content-length': length } = answer.headers;
        return {
          status: answer.statusCode,
          ...(typeof etag === 'string' ? { etag } : {}),
          ...(typeof length === 'string' && /^\d{1,15}$/.test(length) ? { bytes: Number(length) } : {}),
          body: answer.body,
        };
      } catch (error) {
        throw interpretFailure(error, root, signal);
      }
    },
    close: () => dispatcher.destroy(),
  };
}

/** Address of a feed without the credential it may hold: fit to be printed and kept. */
export function feedRoot(url: string): string {
  const root = new URL(url);
  root.username = '';
  root.password = '';
  return root.href.replace(/\/+$/, '');
}

/** Mirrors in artifact stores ask for a login, and people write it into the address. */
function authorization({ username, password }: URL): Record<string, string> {
  if (username === '' && password === '') return {};
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { authorization: `Basic ${Buffer.from(pair).toString('base64')}` };
}

/** All of the feed lies below one root, so one choice between proxy and direct holds for all of it. */
function makeDispatcher(root: URL, { httpsProxy, httpProxy, noProxy }: FeedOptions): Dispatcher {
  const proxy = root.protocol === 'https:' ? httpsProxy : httpProxy;
  if (proxy === undefined || directRule(root, noProxy) !== undefined) return new Agent();
  return new ProxyAgent(proxy);
}

/** What an unusable answer means; its body is thrown away. */
export function refuse(answer: FeedAnswer, path: string): AdvisoryUpdateError {
  answer.body.on('error', () => {}).destroy();
  const remedy =
    'Check SUTURE_ADVISORY_URL and the ecosystem, or fetch the archive elsewhere and use `suture db build`.';
  if (answer.status === 404) return new AdvisoryUpdateError('not-found', `The feed has no ${path}.`, remedy);
  if (answer.status >= 500 || answer.status === 429)
    return new AdvisoryUpdateError(
      'unreachable',
      `The feed answered ${answer.status} for ${path}.`,
      'Try again later.',
    );
  return new AdvisoryUpdateError('refused', `The feed answered ${answer.status} for ${path}.`, remedy);
}

/** Turns what the network throws into an error with a remedy; an abort stays what it is. */
export function interpretFailure(error: unknown, where: string, signal: AbortSignal): unknown {
  if (signal.aborted) return signal.reason;
  if (error instanceof AdvisoryUpdateError) return error;
  const { code, message } = error as NodeJS.ErrnoException;
  const host = URL.canParse(where) ? new URL(where).host : where;
  return new AdvisoryUpdateError(
    'unreachable',
    `${host} gives no answer (${code ?? message}).`,
    'Check the network, HTTPS_PROXY and SUTURE_ADVISORY_URL; the advisories at hand stay in use.',
    error,
  );
}

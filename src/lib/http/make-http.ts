import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate } from 'node:zlib';
import { Agent, type Dispatcher, ProxyAgent, request as send } from 'undici';
import { toHttpFailure } from './failure.ts';
import { type Http, HttpFailure, type HttpRequest, type HttpResponse } from './http.ts';
import { directRule } from './no-proxy.ts';

const defaultTimeout = 30_000;
const defaultLimit = 32 * 1024 * 1024;

/**
 * HTTP over undici, through the proxy of the URL's scheme unless a `noProxy` rule or loopback says otherwise. Trusts
 * the system's certificate authorities as Node does, and those of `NODE_EXTRA_CA_CERTS`, which Node reads at its start.
 */
export function makeHttp(settings: {
  httpsProxy?: string | undefined;
  httpProxy?: string | undefined;
  noProxy: readonly string[];
  userAgent: string;
}): Http & { close(): Promise<void> } {
  const direct = new Agent({ connect: { timeout: 10_000 } });
  const proxies = new Map(
    [
      ['https:', settings.httpsProxy],
      ['http:', settings.httpProxy],
    ].flatMap(([scheme, uri]) =>
      uri === undefined ? [] : [[scheme!, new ProxyAgent({ uri, connectTimeout: 10_000 })]],
    ),
  );
  const through = (url: URL) =>
    directRule(url, settings.noProxy) === undefined ? proxies.get(url.protocol) : undefined;

  return {
    send: async (request) => {
      const url = new URL(request.url);
      const proxy = through(url);
      return exchange(request, url, settings.userAgent, proxy ?? direct, proxy !== undefined);
    },
    close: async () => {
      await Promise.all([direct, ...proxies.values()].map((dispatcher) => dispatcher.close()));
    },
  };
}

async function exchange(
  request: HttpRequest,
  url: URL,
  userAgent: string,
  dispatcher: Dispatcher,
  proxied: boolean,
): Promise<HttpResponse> {
  const timeout = request.timeout ?? defaultTimeout;
  const limit = request.limit ?? defaultLimit;
  const deadline = AbortSignal.timeout(timeout);
  const signal = request.signal ? AbortSignal.any([request.signal, deadline]) : deadline;
  try {
    const answer = await send(url, {
      method: request.method,
      headers: { 'user-agent': userAgent, 'accept-encoding': 'gzip, deflate, br', ...request.headers },
      body: request.body ?? null,
      dispatcher,
      signal,
      headersTimeout: timeout,
      bodyTimeout: timeout,
    });
    const headers = flatten(answer.headers);
    const body = await decompress(await readAll(answer.body, limit), headers['content-encoding'], limit);
    return { status: answer.statusCode, headers, body, text: () => new TextDecoder().decode(body) };
  } catch (error) {
    const abortedByCaller = request.signal?.aborted === true;
    throw toHttpFailure(error, { method: request.method, url, timeout, proxied, abortedByCaller });
  }
}

/** Reads at most `limit` bytes; leaving the loop early destroys the connection. */
async function readAll(body: AsyncIterable<Buffer>, limit: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > limit)
      throw new HttpFailure('too-large', `The answer is larger than ${limit} bytes`, `${limit} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size);
}

const decoders: Record<string, (input: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>> = {
  gzip: promisify(gunzip),
  'x-gzip': promisify(gunzip),
  deflate: promisify(inflate),
  br: promisify(brotliDecompress),
};

/** `maxOutputLength` bounds what a small body may swell to. Answers without a body (204, HEAD) may still name a coding. */
async function decompress(body: Buffer, coding: string | undefined, limit: number): Promise<Buffer> {
  const decode = decoders[coding?.toLowerCase() ?? ''];
  return decode === undefined || body.length === 0 ? body : decode(body, { maxOutputLength: limit });
}

function flatten(headers: Record<string, string | string[] | undefined>): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name.toLowerCase(),
      Array.isArray(value) ? value.join(', ') : value,
    ]),
  );
}

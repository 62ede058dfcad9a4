import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Answer } from './http.ts';

/** Largest body of a REST request, in bytes. */
const bodyLimit = 10 * 1024 * 1024;

/** Reads a request's body; undefined when it is larger than 10 MiB or the client went away. */
export async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > bodyLimit) return undefined;
      chunks.push(chunk);
    }
  } catch {
    return undefined;
  }
  return Buffer.concat(chunks);
}

/** Sends an answer: objects as JSON, nothing but the headers to a HEAD. */
export function send(request: IncomingMessage, response: ServerResponse, answer: Answer): void {
  if (response.destroyed || response.headersSent) return;
  const { body } = answer;
  const isJson = typeof body === 'object' && !Buffer.isBuffer(body);
  const bytes = isJson ? Buffer.from(JSON.stringify(body)) : Buffer.from(body ?? '');
  if (isJson) response.setHeader('Content-Type', 'application/json; charset=utf-8');
  else if (typeof body === 'string') response.setHeader('Content-Type', 'text/plain; charset=utf-8');
  // A value with a line break would make Node throw; it can only come from what a caller sent.
  for (const [name, value] of Object.entries(answer.headers ?? {}))
    response.setHeader(name, value.replace(/[^\t\x20-\x7e\x80-\xff]/g, '?'));
  if (answer.status !== 204 && answer.status !== 304) response.setHeader('Content-Length', bytes.length);
  response.writeHead(answer.status);
  response.end(request.method === 'HEAD' || answer.status === 204 ? undefined : bytes);
}

/** Header values by lower-case name, repeated ones joined. */
export function readHeaders(request: IncomingMessage): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, value?.toString()]),
  );
}

/** The root under which the caller reached us; what it calls us only where that is a plausible host. */
export function rootOf(request: IncomingMessage, fallback: string): string {
  const host = request.headers.host;
  return host !== undefined && /^([\w.-]{1,253}|\[[0-9a-f:]{2,45}\])(:\d{1,5})?$/i.test(host)
    ? `http://${host}`
    : fallback;
}

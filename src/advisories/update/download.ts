import { createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AdvisoryUpdateError } from './error.ts';
import { type Feed, type FeedAnswer, refuse } from './feed.ts';
import { type Patience, retry } from './retry.ts';

export interface DownloadOptions extends Patience {
  /** Bytes so far and in all, where known. */
  progress(done: number, total: number): void;
  /** Bytes. */
  limit: number;
}

export type Downloaded = { status: 'same' } | { status: 'new'; etag?: string; bytes: number };

/**
 * Streams a file of the feed to `target`, unless it still has `etag`. A broken download goes on where it broke, as long
 * as the server keeps the same file (`If-Range`, RFC 9110 section 13.1.5); a server without ranges starts over.
 */
export function download(
  feed: Feed,
  path: string,
  target: string,
  etag: string | undefined,
  options: DownloadOptions,
): Promise<Downloaded> {
  let begun: string | undefined;
  return retry(path, options, async () => {
    const headers = begun === undefined ? ifChanged(etag) : await ifRange(target, begun);
    const answer = await feed(path, headers);
    if (answer.status === 304) {
      answer.body.resume();
      return { status: 'same' };
    }
    if (answer.status !== 200 && answer.status !== 206) throw refuse(answer, path);
    begun = answer.etag;
    const bytes = await save(answer, target, options);
    return { status: 'new', bytes, ...(begun === undefined ? {} : { etag: begun }) };
  });
}

/** Headers that ask for a file only when it is another than the one at hand. */
export function ifChanged(etag: string | undefined): Record<string, string> {
  return etag === undefined ? {} : { 'if-none-match': etag };
}

async function ifRange(target: string, etag: string): Promise<Record<string, string>> {
  const { size } = await stat(target);
  return { range: `bytes=${size}-`, 'if-range': etag };
}

async function save(answer: FeedAnswer, target: string, options: DownloadOptions): Promise<number> {
  const start = answer.status === 206 ? (await stat(target)).size : 0;
  const total = answer.bytes === undefined ? undefined : start + answer.bytes;
  let done = start;
  async function* counted(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const chunk of chunks) {
      done += chunk.length;
      if (done > options.limit) throw tooLarge(options.limit);
      options.progress(done, total ?? done);
      yield chunk;
    }
  }
  const file = createWriteStream(target, { flags: start > 0 ? 'a' : 'w' });
  await pipeline(answer.body, counted, file, { signal: options.signal });
  if (total !== undefined && done !== total)
    throw new AdvisoryUpdateError('interrupted', 'The download ended early.', 'Try again.');
  return done;
}

/** Reads a small answer whole. */
export async function readWhole(body: Readable, limit: number): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > limit) throw tooLarge(limit);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function tooLarge(limit: number): AdvisoryUpdateError {
  return new AdvisoryUpdateError(
    'unusable',
    `The feed sent over ${limit} bytes.`,
    'Check SUTURE_ADVISORY_URL.',
  );
}

import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { type Item, parseRecord, problemAt } from './item.ts';
import type { ReadLimits } from './limits.ts';

/**
 * Records of a JSON lines file, plain or gzip, in flat memory. A line too long is skipped; what was unpacked before
 * damage or truncation is kept.
 */
export async function* readLines(path: string, gzip: boolean, limits: ReadLimits): AsyncGenerator<Item> {
  let [line, total] = [0, 0];
  let rest: Buffer[] = [];
  let restBytes = 0;
  const input = createReadStream(path, { highWaterMark: 32 * 1024 });
  const endLine = (last: Buffer): Item | undefined => {
    line++;
    const whole = rest.length === 0 ? last : Buffer.concat([...rest, last]);
    const bytes = restBytes + last.length;
    [rest, restBytes] = [[], 0];
    if (bytes > limits.record)
      return problemAt('advisory-too-large', `A record of over ${limits.record} bytes was skipped.`, {
        path,
        line,
      });
    return isBlank(whole) ? undefined : parseRecord(whole.toString('utf8'), { path, line });
  };
  try {
    for await (const chunk of gzip ? gunzip(input) : input) {
      total += chunk.length;
      const packed = gzip ? input.bytesRead : total;
      if (total > limits.total || total > limits.slack + limits.ratio * packed) {
        yield problemAt(
          'advisory-file-bomb',
          'The file unpacks to far more than it should; the rest was left out.',
          { path },
        );
        return;
      }
      let from = 0;
      for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, from)) {
        const item = endLine(chunk.subarray(from, end));
        if (item !== undefined) yield item;
        from = end + 1;
      }
      restBytes += chunk.length - from;
      if (restBytes <= limits.record) rest.push(chunk.subarray(from));
      else rest = [];
    }
    if (restBytes > 0) {
      const item = endLine(Buffer.alloc(0));
      if (item !== undefined) yield item;
    }
  } catch (error) {
    // A checksum stands at the end of a gzip file alone: what came before it may be damaged, too.
    const message = `Reading ended early: ${(error as Error).message}.`;
    yield problemAt('advisory-file-broken', message, { path, line: line + 1 }, 'Fetch the file anew.');
  } finally {
    input.destroy();
  }
}

function isBlank(line: Buffer): boolean {
  return line.every((byte) => byte === 32 || byte === 9 || byte === 13);
}

/**
 * Unpacks chunk by chunk, yielding all that came out before an error. Node's own iteration over a gunzip stream drops
 * what is still buffered when the stream fails, and with it whole records of a truncated file.
 */
async function* gunzip(input: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const stream = createGunzip();
  let out: Buffer[] = [];
  let failure: Error | undefined;
  let settle = () => {};
  stream.on('data', (chunk: Buffer) => out.push(chunk));
  stream.on('end', () => settle());
  // A write that fails inside zlib never calls back: the error has to end the wait.
  stream.on('error', (error) => {
    failure ??= error;
    settle();
  });
  const pass = async (write: () => void) => {
    await new Promise<void>((resolve) => {
      settle = resolve;
      write();
    });
    const passed = out;
    out = [];
    return passed;
  };
  try {
    for await (const chunk of input) {
      yield* await pass(() => stream.write(chunk, () => settle()));
      if (failure !== undefined) throw failure;
    }
    yield* await pass(() => stream.end());
    if (failure !== undefined) throw failure;
  } finally {
    stream.destroy();
  }
}

import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { makeZip } from './make-zip.ts';

export interface FakeRecord {
  id: string;
  modified: string;
  [key: string]: unknown;
}

/** An OSV mirror on this machine, with tags and ranges as the real one has them, and switches for its faults. */
export interface FakeOsv {
  url: string;
  /** Records by ecosystem; changing them changes what is served. */
  records: Map<string, FakeRecord[]>;
  /** `METHOD path status`, in order. */
  log: string[];
  /** Answers in place of the served ones, by path; `undefined` from it: serve as always. */
  fault: (
    path: string,
    request: IncomingMessage,
  ) => ((response: ServerResponse, content: Buffer) => void) | undefined;
  close(): Promise<void>;
}

export async function startFakeOsv(): Promise<FakeOsv> {
  const server = createServer((request, response) => {
    const path = decodeURIComponent(request.url!.slice(1));
    response.on('close', () => fake.log.push(`${path} ${response.statusCode}`));
    const content = serve(fake.records, path);
    const fault = fake.fault(path, request);
    if (fault !== undefined) fault(response, content ?? Buffer.alloc(0));
    else if (content === undefined) response.writeHead(404).end('<Error><Code>NoSuchKey</Code></Error>');
    else answer(request, response, content);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const fake: FakeOsv = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    records: new Map(),
    log: [],
    fault: () => undefined,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return fake;
}

export function tagOf(content: Buffer): string {
  return `"${createHash('md5').update(content).digest('hex')}"`;
}

function serve(records: FakeOsv['records'], path: string): Buffer | undefined {
  const [ecosystem, name] = path.split('/');
  const found = records.get(ecosystem!);
  if (found === undefined) return undefined;
  if (name === 'all.zip')
    return makeZip(found.map((record) => ({ name: `${record.id}.json`, content: JSON.stringify(record) })));
  if (name === 'modified_id.csv') {
    const rows = found.toSorted((a, b) => (a.modified < b.modified ? 1 : -1));
    return Buffer.from(rows.map(({ id, modified }) => `${modified},${id}\n`).join(''));
  }
  const record = found.find(({ id }) => `${id}.json` === name);
  return record === undefined ? undefined : Buffer.from(JSON.stringify(record));
}

function answer(request: IncomingMessage, response: ServerResponse, content: Buffer): void {
  const etag = tagOf(content);
  if (request.headers['if-none-match'] === etag) return void response.writeHead(304, { etag }).end();
  const from = /^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1];
  const partial = from !== undefined && request.headers['if-range'] === etag;
  const body = partial ? content.subarray(Number(from)) : content;
  response.writeHead(partial ? 206 : 200, { etag, 'content-length': body.length }).end(body);
}

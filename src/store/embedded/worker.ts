/** The thread that holds the embedded database, so that a long query never holds up the event loop of requests. */
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { PGlite } from '@electric-sql/pglite';
import { DurableFiles, durableSettings, syncPath, syncTree } from './durable-files.ts';
import type { Answer, Failure, Message, Request } from './messages.ts';

const port = parentPort!;
const { directory } = workerData as { directory: string };
const say = (message: Message) => port.postMessage(message);

try {
  if (!existsSync(directory)) await create(directory);
  serve(await open(directory));
  say({ kind: 'ready' });
} catch (error) {
  say({ kind: 'broken', failure: failureOf(error) });
}

interface Opened {
  pg: PGlite;
  files: DurableFiles;
}

/** In another directory first: a start that is killed half-way leaves nothing that looks like a database. */
async function create(target: string): Promise<void> {
  const draft = `${target}.new`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { recursive: true, mode: 0o700 });
  await (await open(draft)).pg.close();
  syncTree(draft);
  renameSync(draft, target);
  syncPath(dirname(target));
}

async function open(path: string): Promise<Opened> {
  const files = new DurableFiles(path);
  const startParams = [...PGlite.defaultStartParams.filter((one) => one !== '-F'), ...durableSettings];
  const pg = new PGlite({ fs: files, startParams, onStderr: listenForPanic });
  await pg.waitReady;
  return { pg, files };
}

function serve({ pg, files }: Opened): void {
  port.on('message', async (request: Request) => {
    const { id } = request;
    try {
      const { rows, affected } = await carryOut(pg, request);
      const { wal, syncs } = files.counts;
      if (request.call === 'query' && request.text === 'checkpoint') files.counts.wal = 0;
      say({ kind: 'answer', id, answer: { rows, affected, wal, syncs } });
      if (request.call === 'close') port.close();
    } catch (error) {
      const failure = failureOf(error);
      say(isFatal(failure) ? { kind: 'broken', failure } : { kind: 'failure', id, failure });
    }
  });
}

/**
 * After a panic PostgreSQL ends its process; PGlite goes on, and may hang for ever in the same statement or the next. Its
 * log is written before that, and a message is on its way even if this thread never runs again.
 */
function listenForPanic(line: string): boolean {
  const [, message] = /(?:PANIC|FATAL): +(.*)/.exec(line) ?? [];
  if (message !== undefined) say({ kind: 'broken', failure: { message } });
  return true;
}

/** An error without a severity is not PostgreSQL's: the machine it runs on has broken down. */
function isFatal({ severity }: Failure): boolean {
  return severity === undefined;
}

async function carryOut(pg: PGlite, request: Request): Promise<Pick<Answer, 'rows' | 'affected'>> {
  switch (request.call) {
    case 'query': {
      const { rows, affectedRows = 0 } = await pg.query<Record<string, unknown>>(request.text, [
        ...request.values,
      ]);
      return { rows, affected: affectedRows };
    }
    case 'script': {
      const results = await pg.exec(request.text);
      return { rows: results.flatMap(({ rows }) => rows), affected: 0 };
    }
    case 'close':
      await pg.close();
      return { rows: [], affected: 0 };
  }
}

function failureOf(error: unknown): Failure {
  const { message, severity, code, detail, constraint, where } = error as Failure;
  const optional = Object.entries({ severity, code, detail, constraint, where }).filter(
    ([, value]) => value != null,
  );
  return { message: String(message), ...Object.fromEntries(optional) };
}

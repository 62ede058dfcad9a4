import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Backend, Session } from '../backend.ts';
import { StoreError } from '../error.ts';
import { lockDirectory } from './lock.ts';
import type { Answer, Call, Failure, Message } from './messages.ts';
import { makeTurns } from './turns.ts';

/**
 * Bytes of write-ahead log after which we ask for a checkpoint. A PostgreSQL without background processes never does so
 * by itself, and its log would grow without end.
 */
const checkpointAfter = 64 * 1024 * 1024;

export interface EmbeddedBackend extends Backend {
  /** Calls of fsync and fdatasync since it was opened. */
  syncs(): number;
}

/**
 * PGlite in `dataDir/database`, in a thread of its own, for this process alone. It has one connection: whoever holds it
 * works alone, everybody else waits in order.
 * @throws {StoreError} `database-in-use`; `database-stopped` when it does not start.
 */
export async function openEmbedded(dataDir: string): Promise<EmbeddedBackend> {
  const unlock = lockDirectory(dataDir);
  try {
    const thread = await startThread(join(dataDir, 'database'));
    return makeBackend(thread, unlock);
  } catch (error) {
    unlock();
    throw error;
  }
}

function makeBackend(thread: Thread, unlock: () => void): EmbeddedBackend {
  const turns = makeTurns();
  let [wal, syncs, closing] = [0, 0, false];
  const ask = async (call: Call): Promise<Answer> => {
    const answer = await thread.ask(call);
    [wal, syncs] = [answer.wal, answer.syncs];
    return answer;
  };
  const acquire = async (): Promise<Session> => {
    if (closing) throw stopped('The store is closed.');
    const end = await turns.take();
    let ended = false;
    return {
      query: (text, values) => ask({ call: 'query', text, values }),
      release(broken = false) {
        if (ended) return;
        ended = true;
        if (broken) void thread.ask({ call: 'script', text: 'rollback' }).catch(() => {});
        end();
        if (wal > checkpointAfter) void checkpoint();
      },
    };
  };
  const checkpoint = async () => {
    wal = 0;
    const end = await turns.take();
    await ask({ call: 'query', text: 'checkpoint', values: [] }).catch(() => {});
    end();
  };
  return {
    kind: 'embedded',
    acquire,
    syncs: () => syncs,
    async script(text, values = []) {
      if (closing) throw stopped('The store is closed.');
      const end = await turns.take();
      try {
        return await ask(values.length > 0 ? { call: 'query', text, values } : { call: 'script', text });
      } catch (error) {
        // A text may open a transaction itself and fail inside it.
        await thread.ask({ call: 'script', text: 'rollback' }).catch(() => {});
        throw error;
      } finally {
        end();
      }
    },
    async close() {
      if (closing) return;
      closing = true;
      const end = await turns.take();
      await thread.close().finally(unlock);
      end();
    },
  };
}

interface Thread {
  ask(call: Call): Promise<Answer>;
  close(): Promise<void>;
}

/** A thread that ends on its own fails whatever was asked of it, and everything after. */
async function startThread(directory: string): Promise<Thread> {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: { directory } });
  const waiting = new Map<number, PromiseWithResolvers<Answer>>();
  const started = Promise.withResolvers<void>();
  const ended = Promise.withResolvers<void>();
  let [last, end]: [number, StoreError | undefined] = [0, undefined];
  const stop = (cause?: unknown) => {
    const because = cause === undefined ? '' : `: ${(cause as Error).message}`;
    end ??= stopped(`The embedded database has stopped${because}.`, cause);
    started.reject(end);
    for (const { reject } of waiting.values()) reject(end);
    waiting.clear();
    // It may hang in a statement.
    void worker.terminate().then(() => ended.resolve());
  };
  worker.on('message', (message: Message) => {
    if (message.kind === 'ready') return started.resolve();
    if (message.kind === 'broken') return stop(errorOf(message.failure));
    const call = waiting.get(message.id);
    waiting.delete(message.id);
    if (message.kind === 'answer') call?.resolve(message.answer);
    else call?.reject(errorOf(message.failure));
  });
  worker.on('error', stop);
  worker.on('exit', () => stop());
  const ask = (call: Call) => {
    if (end !== undefined) return Promise.reject(end);
    const answer = Promise.withResolvers<Answer>();
    last += 1;
    waiting.set(last, answer);
    worker.postMessage({ ...call, id: last });
    return answer.promise;
  };
  await started.promise.catch(async (error: unknown) => {
    await ended.promise;
    throw error;
  });
  return {
    ask,
    async close() {
      await ask({ call: 'close' }).catch(() => {});
      await ended.promise;
    },
  };
}

function stopped(message: string, cause?: unknown): StoreError {
  return new StoreError('database-stopped', message, {
    remedy:
      'Start Suture again; what was committed is kept. If it stops again, run `suture db restore` with the newest file in the folder "dumps" of the data directory.',
    cause,
  });
}

function errorOf({ message, ...more }: Failure): Error {
  return Object.assign(new Error(message), more);
}

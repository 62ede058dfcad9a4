import type { Lease, TaskSource } from '../tasks/source.ts';
import type { Outcome, Task, TaskFailure } from '../tasks/task.ts';

export interface WorkOptions {
  source: TaskSource;
  run(task: Task, signal: AbortSignal): Promise<Outcome>;
  /** Tasks at the same time. */
  concurrency: number;
  signal: AbortSignal;
  now(): number;
  onTask?(event: { task: Task; status: 'started' | 'done' | 'failed'; failure?: TaskFailure }): void;
  /** A broken source (the database went away) is waited out; told here. */
  onTrouble?(error: unknown): void;
}

/**
 * The loop of worker and agent: take a task, keep its lease alive while it runs, hand back the outcome. It knows
 * neither where tasks come from nor what they do. Resolves when the signal aborts and running tasks have ended; an
 * aborted task is not reported at all: its lease runs out and another worker does it again.
 */
export async function work(options: WorkOptions): Promise<void> {
  await Promise.all(Array.from({ length: options.concurrency }, () => lane(options)));
}

async function lane(options: WorkOptions): Promise<void> {
  const { source, signal } = options;
  let pause = 100;
  while (!signal.aborted) {
    try {
      const lease = await source.next(signal);
      if (lease !== undefined) await carryOut(lease, options);
      pause = 100;
    } catch (error) {
      if (signal.aborted) return;
      options.onTrouble?.(error);
      await sleep(pause, signal);
      pause = Math.min(pause * 2, 10_000);
    }
  }
}

async function carryOut(lease: Lease, options: WorkOptions): Promise<void> {
  const { source, onTask } = options;
  const stop = new AbortController();
  const signal = AbortSignal.any([options.signal, stop.signal]);
  const beat = keepAlive(lease, options, stop);
  onTask?.({ task: lease.task, status: 'started' });
  try {
    const outcome = await options.run(lease.task, signal);
    if (signal.aborted) return;
    await source.done(lease, outcome);
    onTask?.({ task: lease.task, status: 'done' });
  } catch (error) {
    if (signal.aborted) return;
    const failure = toFailure(error);
    onTask?.({ task: lease.task, status: 'failed', failure });
    await source.failed(lease, failure);
  } finally {
    clearTimeout(beat.timer);
  }
}

/** Extends the lease each third of its time; a lost lease stops the task, for somebody else does it now. */
function keepAlive(lease: Lease, options: WorkOptions, stop: AbortController): { timer: NodeJS.Timeout } {
  const beat = { timer: setTimeout(() => {}, 0) };
  const plan = () => {
    beat.timer = setTimeout(extend, Math.max(500, (lease.until - options.now()) / 3));
  };
  const extend = async () => {
    try {
      if ((await options.source.extend(lease)) === 'lost')
        return stop.abort(new Error('The lease was lost.'));
    } catch (error) {
      options.onTrouble?.(error);
    }
    if (!stop.signal.aborted && !options.signal.aborted) plan();
  };
  plan();
  return beat;
}

/** What is thrown carries `code` and `retry`; what does not is a bug, and trying it again a few times does no harm. */
function toFailure(error: unknown): TaskFailure {
  const { code, message, retry, retryAfter, remedy } = error as Partial<TaskFailure>;
  return {
    code: typeof code === 'string' ? code : 'unexpected',
    message: typeof message === 'string' ? message : String(error),
    retry: retry ?? true,
    ...(retryAfter === undefined ? {} : { retryAfter }),
    ...(remedy === undefined ? {} : { remedy }),
  };
}

function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, ms);
    function done() {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    }
    signal.addEventListener('abort', done, { once: true });
  });
}

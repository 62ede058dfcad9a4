import type { Outcome, Task, TaskFailure } from './task.ts';

/** A task lent to one worker until `until`. The token fences: a worker that lost its lease cannot report. */
export interface Lease {
  id: string;
  task: Task;
  attempt: number;
  /** Milliseconds since the epoch. */
  until: number;
}

/**
 * Where a worker's tasks come from: over PostgreSQL beside the server (`store/queue.ts`), over HTTPS long poll from an
 * agent. `next` waits until there is a task or the signal aborts; several loops may wait at once. `extend` must be
 * called before `until`; `lost` means that somebody else has the task: stop. `done` makes the outcome take effect and
 * releases the task in one transaction; called twice it changes nothing the second time. `failed` puts the task back
 * with a delay (where `retry`) or ends it.
 */
export interface TaskSource {
  next(signal: AbortSignal): Promise<Lease | undefined>;
  extend(lease: Lease): Promise<'kept' | 'lost'>;
  done(lease: Lease, outcome: Outcome): Promise<void>;
  failed(lease: Lease, failure: TaskFailure): Promise<void>;
}

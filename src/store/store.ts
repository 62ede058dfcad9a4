import type { Connection, Credential, Health } from '../domain/connection.ts';
import type { Finding } from '../domain/finding.ts';
import type { PlanState } from '../domain/fix.ts';
import type { Inventory } from '../domain/inventory.ts';
import type { PullRequest } from '../domain/pull-request.ts';
import type { Repository, Slug } from '../domain/repository.ts';
import type { Run } from '../domain/run.ts';

/**
 * Everything Suture remembers, on one PostgreSQL (any 15+, or the embedded PGlite). One implementation, one SQL.
 *
 * `transaction` hands out the same interface bound to one transaction: a state change and the task that follows from
 * it are written by the same transaction, so that neither exists without the other. Nested transactions are a bug and
 * throw. Lists are ordered and stable. All writes are idempotent where a comment says so.
 */
export interface Store {
  connections: Connections;
  repositories: Repositories;
  runs: Runs;
  findings: Findings;
  plans: Plans;
  pullRequests: PullRequests;
  hooks: Hooks;
  queue: QueueWriter;
  transaction<T>(work: (tx: Store) => Promise<T>): Promise<T>;
}

export interface Connections {
  /** Adds, or replaces the connection of the same name (keeping its id). The credential is sealed before it is written. */
  put(connection: Omit<Connection, 'id'>, credential: Credential): Promise<Connection>;
  get(id: string): Promise<Connection | undefined>;
  byName(name: string): Promise<Connection | undefined>;
  list(): Promise<Connection[]>;
  /** Unsealed; only for whoever opens the host. */
  credential(id: string): Promise<Credential>;
  setHealth(id: string, health: Health): Promise<void>;
  /** Up to when the repository list is known (ISO 8601). */
  cursor(id: string): Promise<string | undefined>;
  setCursor(id: string, at: string): Promise<void>;
  /** The secret of this connection's webhooks, made on first use and sealed. */
  hookSecret(id: string): Promise<string>;
  remove(id: string): Promise<void>;
}

export interface Repositories {
  /**
   * Writes what a listing saw, by (connection, remoteId), in bulk: renames keep the id. Gives back every repository of
   * the listing in its order, with `fresh` true for those that were not known before. `at` (ISO 8601) is when the
   * listing was started, by the clock that `markGone`'s `before` comes from; without it, now by ours.
   */
  saw(
    connection: string,
    seen: { remoteId: string; slug: Slug; defaultBranch?: string; archived: boolean; updatedAt?: string }[],
    at?: string,
  ): Promise<(Repository & { fresh: boolean })[]>;
  /** Marks as `gone` what a complete listing, started at `before`, did not see. Returns how many. */
  markGone(connection: string, before: string): Promise<number>;
  get(id: string): Promise<Repository | undefined>;
  byRemoteId(connection: string, remoteId: string): Promise<Repository | undefined>;
  /** Ordered by owner and name. */
  list(where?: { connection?: string; slugs?: string[] }): Promise<Repository[]>;
  update(id: string, change: Partial<Pick<Repository, 'defaultBranch' | 'indexed' | 'state'>>): Promise<void>;
  setInventory(id: string, commit: string, inventory: Inventory, judgedWith: string): Promise<void>;
  /** The inventory of the indexed commit and the advisory index (its `builtAt`) it was last judged with. */
  inventory(id: string): Promise<{ commit: string; inventory: Inventory; judgedWith: string } | undefined>;
}

export interface Runs {
  /**
   * Starts a run unless one of the same kind is active for the same repository (or connection): then marks that one
   * `again` and returns undefined. Safe against concurrent callers.
   */
  start(run: Pick<Run, 'connection' | 'repository' | 'kind' | 'trigger' | 'stage'>): Promise<Run | undefined>;
  /** The same for thousands at once; gives those that were started, in the order given. */
  startAll(runs: Pick<Run, 'connection' | 'repository' | 'kind' | 'trigger' | 'stage'>[]): Promise<Run[]>;
  /** Locks the row until the transaction ends: outcomes of one run are settled one after the other. */
  lock(id: string): Promise<Run | undefined>;
  update(
    id: string,
    change: Partial<Pick<Run, 'stage' | 'commit' | 'branch' | 'again' | 'endedAt' | 'error'>>,
  ): Promise<void>;
  get(id: string): Promise<Run | undefined>;
  /** Newest first. */
  list(where?: {
    connection?: string;
    repository?: string;
    active?: boolean;
    limit?: number;
  }): Promise<Run[]>;
  /** Repositories whose newest run ended before `before` (ISO 8601) with an error. */
  failed(before: string): Promise<{ connection: string; repository: string }[]>;
  /** One line of a run's log; kept in order. */
  log(id: string, line: string): Promise<void>;
  logOf(id: string): Promise<{ at: string; line: string }[]>;
}

export type StoredFinding = Finding & {
  repository: string;
  state: 'open' | 'closed';
  firstSeen: string;
  lastSeen: string;
  /** The commit that no longer showed it. */
  closedBy?: string;
  closedAt?: string;
  /** Why no change fixes it, when the planner said so. */
  left?: string;
};

export interface Findings {
  /**
   * Makes the open findings of a repository equal to `findings`: new ones open, known ones are refreshed, absent ones
   * are closed with `commit`, closed ones that came back reopen. In bulk by `unnest`, never row by row.
   */
  settle(
    repository: string,
    findings: Finding[],
    commit: string,
  ): Promise<{ opened: string[]; closed: string[] }>;
  setLeft(repository: string, left: { fingerprint: string; because: string | null }[]): Promise<void>;
  /** Ordered by severity, then package. */
  list(where?: {
    repository?: string;
    connection?: string;
    state?: 'open' | 'closed';
  }): Promise<StoredFinding[]>;
  counts(where?: { connection?: string }): Promise<{ repository: string; open: number; closed: number }[]>;
}

export interface Plans {
  /** Replaces the repository's plan of the same plan id. */
  put(state: PlanState): Promise<void>;
  get(repository: string, plan: string): Promise<PlanState | undefined>;
  ofRun(run: string): Promise<PlanState[]>;
  list(where: { repository: string }): Promise<PlanState[]>;
}

export type StoredPullRequest = PullRequest & {
  connection: string;
  /** All commits that we ever pushed to its branch. */
  ours: string[];
  /** Digest of the fix that was pushed last. */
  digest: string;
  title: string;
  createdAt: string;
  closedAt?: string;
};

export interface PullRequests {
  /** By (repository, number). */
  put(pullRequest: Omit<StoredPullRequest, 'id' | 'connection' | 'createdAt'>): Promise<void>;
  update(
    repository: string,
    number: number,
    change: Partial<Pick<StoredPullRequest, 'state' | 'build' | 'touchedByHuman' | 'head' | 'closedAt'>>,
  ): Promise<void>;
  /** The newest one of a plan, open or not. */
  ofPlan(repository: string, plan: string): Promise<StoredPullRequest | undefined>;
  list(where?: {
    connection?: string;
    repository?: string;
    state?: PullRequest['state'];
  }): Promise<StoredPullRequest[]>;
  /**
   * Commits about to be pushed to a branch, written before the push, so that after a crash we still know which heads
   * are our own.
   */
  announce(repository: string, branch: string, commit: string): Promise<void>;
  announced(repository: string, branch: string): Promise<string[]>;
}

export interface Hooks {
  /** True the first time an id is seen for a connection, false for a repeated delivery. */
  firstSeen(connection: string, id: string): Promise<boolean>;
}

/** A task by reference: what it needs is read from the store when it is lent out, so it is never stale. */
export type TaskRef =
  | { kind: 'connect'; run: string; test: boolean }
  | { kind: 'index'; run: string }
  | { kind: 'plan'; run: string }
  | { kind: 'fix'; run: string; plan: string; candidate: number }
  | { kind: 'publish'; run: string }
  | { kind: 'follow'; run: string; repository?: string; numbers?: number[] };

export interface QueueWriter {
  /** Adds a task unless one with the same key waits or runs. Part of the transaction it is called in. */
  add(ref: TaskRef, options: { key: string; delaySeconds?: number }): Promise<void>;
  /** The same for thousands at once. */
  addAll(tasks: { ref: TaskRef; key: string; delaySeconds?: number }[]): Promise<void>;
}

/** A leased reference, before it is turned into a task. */
export interface LeasedRef {
  id: string;
  ref: TaskRef;
  attempt: number;
  /** Milliseconds since the epoch. */
  until: number;
}

/** The reading end of the queue, over pg-boss: retries with back-off, lease and heartbeat, waiters woken at once. */
export interface QueueReader {
  /** Waits for a task; undefined when the signal aborts or the store closes. */
  next(signal: AbortSignal): Promise<LeasedRef | undefined>;
  /** Prolongs the lease, and its `until` in place. */
  extend(lease: LeasedRef): Promise<'kept' | 'lost'>;
  /** Completes within `tx`'s transaction; `lost` when the lease is no longer ours (then nothing may be settled). */
  complete(tx: Store, lease: LeasedRef): Promise<'completed' | 'lost'>;
  /**
   * Puts back after `retryAfter` milliseconds (or 2, 10, 50, 250 seconds), or ends when `retry` is false or the
   * attempts (5) are used up: then says `dead`. `lost` when the lease is no longer ours: nothing changes.
   */
  fail(
    lease: LeasedRef,
    failure: TaskDeath & { retry: boolean; retryAfter?: number },
  ): Promise<'again' | 'dead' | 'lost'>;
  /**
   * Says what a task's death means. Called once a dead task, in a transaction that forgets the task when it commits:
   * for those that `fail` ended (before it returns) and for those whose workers vanished five times. Until a process
   * sets it, the dead wait.
   */
  onDead(bury: (tx: Store, ref: TaskRef, death: TaskDeath) => Promise<void>): void;
  /** Tasks that are due (retries count from the moment they failed), that are for later, and that run. */
  depth(): Promise<{ waiting: number; later: number; running: number }>;
  /** Resolves when nothing is running and nothing is due (later ones do not count), or the signal aborts. */
  idle(signal: AbortSignal): Promise<void>;
}

/** Why a task ended without an outcome. */
export interface TaskDeath {
  code: string;
  message: string;
  remedy?: string;
}

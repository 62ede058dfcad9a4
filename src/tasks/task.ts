import type { Check, Connection } from '../domain/connection.ts';
import type { Inventory } from '../domain/inventory.ts';
import type { Attempt, FileEdit, Plan, Target } from '../domain/plan.ts';
import type { BuildState } from '../domain/pull-request.ts';
import type { Repository } from '../domain/repository.ts';
import type { RemotePullRequest, RemoteRepository } from '../hosts/host.ts';

/**
 * The verbs. A task is data: it never carries a command to run or a URL to call beyond its connection's own.
 * Every task and outcome carries the id of the run it belongs to; every outcome may arrive twice, late or never.
 */
export interface TaskTable {
  /** Does the connection work, and which repositories does it see (changed since `since`)? */
  connect: {
    input: { test: boolean; since?: string };
    outcome: {
      checks: Check[];
      /**
       * `head`: tip of the default branch, told where the listing has no date of change (Data Center); null where there
       * is no commit yet.
       */
      repositories: (RemoteRepository & { head?: string | null })[];
      /** The listing ran to its end. */
      complete: boolean;
      /** It listed everything, not only what changed. */
      full: boolean;
      /** ISO 8601. */
      startedAt: string;
    };
  };
  /** What does the tip of the default branch hold? `known`: the commit already indexed; then nothing is read. */
  index: {
    input: { repository: Repository; known?: string };
    outcome:
      | { status: 'read'; branch: string; commit: string; inventory: Inventory }
      | { status: 'unchanged'; commit: string }
      | { status: 'empty' }
      | { status: 'gone'; because: string };
  };
  /** How could each target be fixed? */
  plan: {
    input: { repository: Repository; commit: string; targets: { id: string; target: Target }[] };
    outcome: { plans: Plan[] };
  };
  /** Try one candidate of one plan. */
  fix: {
    input: { repository: Repository; commit: string; plan: Plan; candidate: number };
    outcome: { plan: string; candidate: number; attempt: Attempt };
  };
  /** Push branches and open or refresh pull requests of one repository; decline obsolete ones. */
  publish: {
    input: {
      repository: Repository;
      target: string;
      commit: string;
      fixes: PublishFix[];
      obsolete: ObsoletePullRequest[];
      /** No pull request of ours is known there yet: a webhook is wanted. */
      first: boolean;
    };
    outcome: { published: Published[]; closed: { number: number; state: 'merged' | 'withdrawn' }[] };
  };
  /** What became of our pull requests? A build that turned red is reported on its pull request by one comment. */
  follow: {
    input: { watched: Watched[] };
    outcome: { seen: Followed[] };
  };
}

/** One verified fix, ready to be pushed. `known` is what we pushed there before. */
export interface PublishFix {
  plan: string;
  branch: string;
  title: string;
  description: string;
  message: string;
  edits: FileEdit[];
  /** ISO 8601, fixed when the fix was verified: makes the commit reproducible. */
  date: string;
  known?: { number: number; head: string };
  /** Closed pull requests of the plan that are remembered; one that was declined and is not among them stands. */
  closed: number[];
  /** Commits that we ever pushed to this branch: any other head there is a person's and is left alone. */
  ours: string[];
}

export interface ObsoletePullRequest {
  number: number;
  branch: string;
  head: string;
  because: string;
}

export type Published =
  | {
      plan: string;
      status: 'open';
      number: number;
      url: string;
      head: string;
      branch: string;
      created: boolean;
    }
  /** A person pushed to the branch: hands off. */
  | { plan: string; status: 'human'; number?: number; found?: string }
  /** It was declined or merged meanwhile. */
  | { plan: string; status: 'closed'; number: number; state: 'merged' | 'declined' }
  /** `head` and `branch` where the push had succeeded: that commit is ours, though no pull request shows it yet. */
  | {
      plan: string;
      status: 'failed';
      code: string;
      because: string;
      remedy?: string;
      head?: string;
      branch?: string;
    };

export interface Watched {
  repository: Repository;
  number: number;
  branch: string;
  head: string;
  /** Last build state we know; a settled one is not asked for again unless the head moved or a hook hinted. */
  build: BuildState['state'];
  /** Ask for the build even if it was settled: a webhook said that something happened here, or it is time to look again. */
  hinted: boolean;
}

export interface Followed {
  repository: string;
  number: number;
  state: RemotePullRequest['state'] | 'gone';
  head?: string;
  build?: BuildState;
}

export type TaskKind = keyof TaskTable;

/** What a worker or agent receives. */
export type Task<K extends TaskKind = TaskKind> = {
  [Kind in K]: { kind: Kind; run: string; connection: Connection } & TaskTable[Kind]['input'];
}[K];

/** What it gives back. */
export type Outcome<K extends TaskKind = TaskKind> = {
  [Kind in K]: { kind: Kind; run: string } & TaskTable[Kind]['outcome'];
}[K];

/** Why a task could not be carried out; `retry` tells whether trying again makes sense. */
export interface TaskFailure {
  code: string;
  message: string;
  retry: boolean;
  /** Milliseconds. */
  retryAfter?: number;
  remedy?: string;
}

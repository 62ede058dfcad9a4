import type { Health } from '../domain/connection.ts';
import type { Finding } from '../domain/finding.ts';
import type { PlanState } from '../domain/fix.ts';
import type { Inventory } from '../domain/inventory.ts';
import type { Repository } from '../domain/repository.ts';
import type { Run, Trigger } from '../domain/run.ts';
import type { StoredPullRequest, TaskRef } from '../store/store.ts';

/** What follows from an outcome: pure data that `keep.ts` writes in one transaction. */
export interface Next {
  run: Partial<Pick<Run, 'stage' | 'commit' | 'branch' | 'endedAt' | 'error'>>;
  writes: Write[];
  tasks: { ref: TaskRef }[];
  /** Runs that this outcome causes. */
  starts: Start[];
  /** Lines for the run's log, in order. */
  log: string[];
}

/** A run over one repository. */
export interface Start {
  connection: string;
  repository: string;
  trigger: Trigger;
}

export type Write =
  | { what: 'health'; connection: string; health: Health }
  | { what: 'cursor'; connection: string; cursor: string }
  | { what: 'gone'; connection: string; before: string }
  | {
      what: 'repository';
      id: string;
      change: Partial<Pick<Repository, 'defaultBranch' | 'indexed' | 'state'>>;
    }
  | { what: 'inventory'; repository: string; commit: string; inventory: Inventory; judgedWith: string }
  | { what: 'findings'; repository: string; findings: Finding[]; commit: string }
  | { what: 'left'; repository: string; left: { fingerprint: string; because: string | null }[] }
  | { what: 'plan'; state: PlanState }
  | { what: 'pull-request'; pullRequest: Omit<StoredPullRequest, 'id' | 'connection' | 'createdAt'> }
  | {
      what: 'pull-request-change';
      repository: string;
      number: number;
      change: Partial<Pick<StoredPullRequest, 'state' | 'build' | 'touchedByHuman' | 'head' | 'closedAt'>>;
    }
  | { what: 'announced'; repository: string; branch: string; commit: string };

/** A `Next` in which nothing happens. */
export function nothing(): Next {
  return { run: {}, writes: [], tasks: [], starts: [], log: [] };
}

/** Ends the run of `next`. */
export function end(next: Next, at: Date, line: string): Next {
  return {
    ...next,
    run: { ...next.run, stage: 'done', endedAt: at.toISOString() },
    log: [...next.log, line],
  };
}

/** Same key, same task: what the queue recognises a repeated task by. */
export function keyOf(ref: TaskRef): string {
  return ref.kind === 'fix' ? `${ref.run}:fix:${ref.plan}:${ref.candidate}` : `${ref.run}:${ref.kind}`;
}

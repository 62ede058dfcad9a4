import type { AdvisoryIndex } from '../domain/advisory.ts';
import type { Health } from '../domain/connection.ts';
import type { Finding } from '../domain/finding.ts';
import type { PlanState } from '../domain/fix.ts';
import type { Inventory } from '../domain/inventory.ts';
import type { RulesOf } from '../domain/match.ts';
import type { Target } from '../domain/plan.ts';
import type { Repository } from '../domain/repository.ts';
import type { StoredFinding, StoredPullRequest } from '../store/store.ts';
import type { Outcome } from '../tasks/task.ts';
import type { Cursor } from './cursor.ts';

/** An outcome together with what is known about it. */
export type Settling = {
  [K in Outcome['kind']]: { kind: K; outcome: Outcome<K>; facts: FactsTable[K] };
}[Outcome['kind']];

/** What the decision about each kind of outcome needs to know. */
export interface FactsTable {
  connect: {
    now: Date;
    cursor: Cursor | undefined;
    health: Health['state'] | undefined;
    repositories: (Repository & { fresh: boolean })[];
  };
  index: Judging & {
    repository: Repository;
    stored: { commit: string; inventory: Inventory; judgedWith: string } | undefined;
    /** Something open has no fix yet: a release that came since may be one. */
    unfixed: boolean;
    /** The run before this one ended with an error: it may have left things undone. */
    failedBefore: boolean;
    pullRequests: StoredPullRequest[];
  };
  plan: { now: Date; pullRequests: StoredPullRequest[] };
  fix: Judging & {
    repository: Repository;
    inventory: Inventory;
    plans: PlanState[];
    pullRequests: StoredPullRequest[];
  };
  publish: {
    now: Date;
    repository: Repository;
    plans: PlanState[];
    pullRequests: StoredPullRequest[];
    findings: StoredFinding[];
  };
  follow: { now: Date; pullRequests: StoredPullRequest[] };
}

/** Everything that turns an inventory into findings and findings into targets. */
export interface Judging {
  now: Date;
  advisories: AdvisoryIndex;
  rulesOf: RulesOf;
  targetsOf(findings: Finding[]): Target[];
}

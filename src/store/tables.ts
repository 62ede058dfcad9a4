import type { ColumnType, Generated } from 'kysely';
import type { Health, HostKind } from '../domain/connection.ts';
import type { Finding } from '../domain/finding.ts';
import type { PlanState } from '../domain/fix.ts';
import type { PullRequest } from '../domain/pull-request.ts';
import type { Repository } from '../domain/repository.ts';
import type { Run } from '../domain/run.ts';

/** Written as JSON text, read as what it says. */
type Json<T> = ColumnType<T, string, string>;
/** Written as ISO 8601 text. */
type Time = ColumnType<Date, string | Date | undefined, string | Date>;
type Ended = ColumnType<Date | null, string | Date | null | undefined, string | Date | null>;

/** The schema as the newest migration leaves it. */
export interface Tables {
  'suture.connections': {
    id: string;
    name: string;
    kind: HostKind;
    base_url: string;
    scope: string[];
    credential: string;
    hook_secret: string | null;
    health: Json<Health>;
    cursor: string | null;
    created_at: Time;
  };
  'suture.repositories': {
    id: string;
    connection: string;
    remote_id: string;
    owner: string;
    name: string;
    default_branch: string | null;
    indexed: string | null;
    state: Repository['state'];
    updated_at: string | null;
    seen_at: Time;
  };
  'suture.inventories': {
    repository: string;
    commit: string;
    judged_with: string;
    content: Uint8Array;
  };
  'suture.runs': {
    id: string;
    connection: string;
    repository: string | null;
    kind: Run['kind'];
    trigger: Run['trigger'];
    stage: Run['stage'];
    commit: string | null;
    branch: string | null;
    again: Generated<boolean>;
    error: ColumnType<Run['error'] | null, string | null | undefined, string | null>;
    started_at: Time;
    ended_at: Ended;
  };
  'suture.run_log': { id: Generated<number>; run: string; at: Time; line: string };
  'suture.findings': {
    repository: string;
    fingerprint: string;
    state: 'open' | 'closed';
    rank: number;
    package: string;
    content: Json<Finding>;
    first_seen: Time;
    last_seen: Time;
    closed_by: string | null;
    closed_at: Ended;
    left_because: string | null;
  };
  'suture.plans': { repository: string; plan: string; run: string; content: Json<PlanState> };
  'suture.pull_requests': {
    id: string;
    repository: string;
    number: number;
    plan: string;
    url: string;
    title: string;
    branch: string;
    head: string;
    base: string;
    state: PullRequest['state'];
    build: PullRequest['build'];
    touched_by_human: boolean;
    resolves: string[];
    ours: string[];
    digest: string;
    created_at: Time;
    closed_at: Ended;
  };
  'suture.announced': { repository: string; branch: string; commit: string; at: Time };
  'suture.hooks': { connection: string; id: string; seen_at: Time };
  'suture.timers': { name: string; due: Time };
}

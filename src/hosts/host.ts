import type { Check, Connection, Credential, HostKind } from '../domain/connection.ts';
import type { BuildState } from '../domain/pull-request.ts';
import type { Slug } from '../domain/repository.ts';
import type { Http } from '../lib/http/http.ts';
import type { Clock } from './client/clock.ts';

/**
 * What Suture needs of a Bitbucket, in Suture's words. No field name of Atlassian's leaves the two folders below.
 *
 * - One `CodeHost` per connection, used by several tasks at once: keep it, for it holds the request budget that all
 *   calls with the credential share, and the account once that is known. It holds no other state.
 * - Content travels by git, only talk travels by REST: a Cloud credential has 1,000 REST calls an hour and 60,000
 *   git operations. Every method's comment says what it costs.
 * - Paging never leaves the host: lists are `AsyncIterable`s that fetch the next page when it is asked for.
 * - A method that is absent is a thing this host cannot do. Nothing throws "not supported".
 * - Errors are `HostError`s (see `error.ts`): a code, whether to try again and when, and a text that names the cause
 *   (expired token, missing scope by Bitbucket's own name, project not visible, rate limit, …). Never a secret.
 * - Every effect is found again before it is made again: calling a creating method twice leaves one thing.
 */
export interface CodeHost {
  /**
   * Tests the connection rung by rung; later rungs are `skipped` where an earlier one failed. 1 call, and per workspace
   * 1 (Cloud) or per project 2 (Data Center).
   */
  check(): Promise<Check[]>;

  /** Who we are, if the credential has an identity (Cloud access tokens and DC project tokens have none). ≤ 1 call. */
  account(): Promise<Account | undefined>;

  /**
   * Repositories in the connection's scope; one call per page of 100 (Cloud) or 1,000 (Data Center).
   * `since` (ISO 8601): only those that changed after it, where the host can tell; otherwise all.
   */
  repositories(options: { since?: string; signal: AbortSignal }): AsyncIterable<RemoteRepository>;

  /** Where and how git reaches a repository. No call. */
  remote(slug: Slug): GitRemote;

  /** Our open pull requests of one repository, by branch prefix `suture/`. One call per page of 50 (Cloud) or 100. */
  openPullRequests(slug: Slug): Promise<RemotePullRequest[]>;

  /** The newest pull request from a branch (short name), of any state. One call per page of 50 (Cloud) or 100. */
  newestPullRequest(slug: Slug, branch: string): Promise<RemotePullRequest | undefined>;

  /** One pull request, or undefined when it is gone. 1 call. */
  pullRequest(slug: Slug, number: number): Promise<RemotePullRequest | undefined>;

  /**
   * All pull requests by our account in the connection's scope, of every state, newest change first within each
   * workspace or project; one call per page. `undefined` where the credential has no account (which may take one call
   * to learn): then ask per repository.
   */
  ownPullRequests(options: { signal: AbortSignal }): Promise<AsyncIterable<RemotePullRequest> | undefined>;

  /**
   * Default reviewers for a pull request from `branch`, which was pushed before, into `target` (short names), without
   * those whom the list shows as deactivated and, where we know who we are, without ourselves. 1 call. Data Center asks
   * by `remoteId`.
   */
  defaultReviewers(
    repository: { slug: Slug; remoteId: string },
    refs: { branch: string; target: string },
  ): Promise<Reviewer[]>;

  /**
   * Opens a pull request, or adopts and updates the one that exists for the branch (Cloud answers 201 with it, DC 409).
   * Reviewers whom Bitbucket refuses are dropped and reported in `droppedReviewers`. 1 call, more only on refusals.
   */
  openPullRequest(slug: Slug, draft: Draft): Promise<RemotePullRequest & { droppedReviewers: string[] }>;

  /**
   * Changes title or description, resending reviewers; on DC with `version` and up to 3 retries. 1 call to look, and
   * one to change where something differs.
   */
  updatePullRequest(
    slug: Slug,
    number: number,
    change: { title: string; description: string },
  ): Promise<void>;

  /** Declines it and says why in a comment. One that is closed already stays as it is. */
  declinePullRequest(slug: Slug, number: number, because: string): Promise<void>;

  /**
   * Writes one comment, found again by `marker` before it is written again: a comment of ours with it is edited in
   * place. `marker` is a whole hidden line, `[//]: # (suture:…)`; it is added at the end where the body lacks it.
   */
  comment(slug: Slug, number: number, comment: { marker: string; body: string }): Promise<void>;

  /** Builds of commits. Cloud 1 call a commit, DC 1 call for all (states) plus 1 per failed commit (details). */
  builds(slug: Slug, commits: string[]): Promise<Map<string, BuildState>>;

  /**
   * Creates our webhook on a repository, or repairs the one with the same URL: events, secret, active. ≤ 2 calls.
   * Cloud never shows a secret, so there the second call is always made.
   */
  ensureHook(slug: Slug, hook: { url: string; secret: string }): Promise<void>;
  removeHook(slug: Slug, url: string): Promise<void>;

  /** Calls made and what is left of the hourly budget, for people to see. */
  usage(): { calls: number; remaining?: number };
}

/** One kind of host: opens connections and reads its webhooks. */
export interface HostDriver {
  kind: HostKind;
  /** The credential kinds it takes, best first, with what a person needs to know to make one. */
  credentials: { kind: Credential['kind']; scopes: string[]; howTo: string }[];
  open(connection: Connection, credential: Credential, http: Http, clock?: Clock): CodeHost;
  /** Pure: verifies the signature over the raw body in constant time. Unsigned or forged: `rejected`, with the reason. */
  readHook(request: HookRequest, secret: string): HookReading;
}

export interface HookRequest {
  /** Lower-case names. */
  headers: Record<string, string | undefined>;
  body: Uint8Array;
}

export type HookReading =
  | { status: 'event'; id: string; event: HostEvent }
  /** Genuine, but nothing for us (a ping, an event we do not follow). */
  | { status: 'ignored'; because: string }
  | { status: 'rejected'; because: string };

/** A hint that something changed; the state itself is always read again by REST or git. */
export type HostEvent =
  | { kind: 'pushed'; remoteId: string; slug: Slug; branches: string[]; actor?: string }
  | { kind: 'pull-request'; remoteId: string; slug: Slug; number: number; actor?: string }
  | { kind: 'build'; remoteId: string; slug: Slug; commit: string }
  | { kind: 'repository'; remoteId: string; slug: Slug };

export interface Account {
  /** Cloud: uuid; DC: user name. What `HostEvent.actor` carries, too. */
  id: string;
  name: string;
}

export interface RemoteRepository {
  remoteId: string;
  slug: Slug;
  /** Cloud tells it in the list; on DC git's own `HEAD` does. Absent on an empty Cloud repository. */
  defaultBranch?: string;
  archived: boolean;
  /** ISO 8601, where the host tells. */
  updatedAt?: string;
}

export interface Reviewer {
  /** Cloud: uuid; DC: user name. */
  id: string;
  name: string;
}

export interface Draft {
  /** Short branch names. */
  branch: string;
  target: string;
  title: string;
  description: string;
  reviewers: Reviewer[];
}

export interface RemotePullRequest {
  slug: Slug;
  number: number;
  url: string;
  state: 'open' | 'merged' | 'declined';
  branch: string;
  target: string;
  /** Full or abbreviated commit id of the source branch's tip: Cloud abbreviates to 12. Compare by prefix. */
  head: string;
  title: string;
  description: string;
  updatedAt?: string;
}

/** A git remote and the credential for it: a whole HTTP header line (`Authorization: Bearer …`) or a user and secret given by askpass, never in the URL. */
export interface GitRemote {
  url: string;
  auth:
    | { kind: 'header'; header: string }
    | { kind: 'basic'; username: string; secret: string }
    | { kind: 'none' };
}

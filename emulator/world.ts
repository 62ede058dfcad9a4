/**
 * What the two emulated Bitbuckets share: repositories (bare git directories), people, tokens, pull requests, comments,
 * build statuses, webhooks. Editions (`cloud/`, `data-center/`) turn it into Atlassian's JSON and enforce each
 * edition's rules; `git/` serves it by smart HTTP; `ci/` runs checks. Imports nothing from `src` but `src/lib`.
 */
export type Edition = 'cloud' | 'data-center';

/** An account of one edition. The same person has one in each, with different ids and names. */
export interface User {
  edition: Edition;
  /** Cloud: `{uuid}` with braces; Data Center: decimal id as a string. */
  id: string;
  /** Cloud nickname / DC `name` and `slug`. */
  name: string;
  displayName: string;
  email: string;
  /** Cloud `account_id`. */
  accountId: string;
  active: boolean;
}

/** Every live credential kind; `scopes` in the vocabulary of its kind (`read:repository:bitbucket`, `repository:write`, `REPO_WRITE`). */
export interface Token {
  edition: Edition;
  /** Short name for the request log and the start-up description; never secret. */
  name: string;
  kind:
    | 'api-token'
    | 'workspace-token'
    | 'project-token'
    | 'repository-token'
    | 'personal-http'
    | 'project-http'
    | 'repository-http'
    | 'app-password';
  secret: string;
  /** The account it acts as; bot tokens (project, repository, workspace) have one of their own without identity. */
  user?: User;
  scopes: string[];
  /** `workspace/slug`, project key …: what a project or repository token is limited to. */
  limitedTo?: string;
  expired?: boolean;
  revoked?: boolean;
}

export interface Repo {
  edition: Edition;
  /** Cloud `{uuid}`; DC decimal id. */
  id: string;
  /** Workspace slug or project key. */
  owner: string;
  slug: string;
  name: string;
  /** Bare repository on disk. */
  dir: string;
  /** Short name; the symbolic HEAD of `dir`. */
  defaultBranch: string;
  archived: boolean;
  updatedAt: Date;
  defaultReviewers: User[];
  /** The command (DC) that checks a commit; Cloud reads `bitbucket-pipelines.yml`. */
  ciCommand?: string;
}

export interface Pull {
  repo: Repo;
  number: number;
  title: string;
  description: string;
  source: string;
  target: string;
  state: 'OPEN' | 'MERGED' | 'DECLINED';
  author: User;
  reviewers: User[];
  draft: boolean;
  /** Data Center's optimistic lock. */
  version: number;
  createdAt: Date;
  updatedAt: Date;
  mergeCommit?: string;
  /** Tips of both branches when it was closed: branches go, a closed pull request still shows its commits. */
  closedAt?: { source: string; target: string };
  closedBy?: User;
  reason?: string;
}

export interface PullComment {
  id: number;
  pull: Pull;
  author: User;
  text: string;
  version: number;
  deleted: boolean;
  createdAt: Date;
  updatedAt: Date;
}

export interface Status {
  repo: Repo;
  commit: string;
  key: string;
  state: 'SUCCESSFUL' | 'FAILED' | 'INPROGRESS' | 'STOPPED' | 'CANCELLED' | 'UNKNOWN';
  name: string;
  url: string;
  description: string;
  refname?: string;
  createdAt: Date;
  updatedAt: Date;
}

export interface Hook {
  id: string;
  edition: Edition;
  /** Absent for the webhook of a Cloud workspace, which is told of all its repositories. */
  repo?: Repo;
  url: string;
  events: string[];
  /** Empty: none. */
  secret?: string;
  active: boolean;
  description: string;
  createdAt?: Date;
}

/** What happened, for hooks and CI. Emitted by `World` after the change. */
export type WorldEvent =
  | {
      kind: 'push';
      repo: Repo;
      actor: User | undefined;
      branch: string;
      before: string | null;
      after: string | null;
    }
  | {
      kind: 'pull';
      what: 'created' | 'updated' | 'merged' | 'declined' | 'commented';
      pull: Pull;
      actor: User;
      comment?: PullComment;
      /** For `updated`: what was before. `sourceCommit` is set when a push moved the source branch. */
      previous?: { title?: string; description?: string; target?: string; sourceCommit?: string };
    }
  | { kind: 'status'; what: 'created' | 'updated'; status: Status };

/** A refusal every edition words in its own way. */
export class WorldError extends Error {
  override name = 'WorldError';
  readonly code:
    | 'no-such-repository'
    | 'no-such-branch'
    | 'duplicate-branch'
    | 'no-such-pull'
    | 'duplicate-pull'
    | 'empty-pull'
    | 'not-open'
    | 'stale-version'
    | 'conflict'
    | 'reviewer-is-author'
    | 'reviewer-unknown'
    | 'no-such-comment';
  /** For `duplicate-pull` and `stale-version`: the pull request as it is. */
  readonly pull?: Pull;
  constructor(code: WorldError['code'], message: string, pull?: Pull) {
    super(message);
    this.code = code;
    if (pull) this.pull = pull;
  }
}

/** The state and every change to it. Changes keep real git and the records together. */
export interface World {
  users: User[];
  tokens: Token[];
  /**
   * The person who seeds, merges in the demo and reviews, by the Cloud account. Every operation that takes a `User`
   * turns it into the same person's account of the repository's edition (same email).
   */
  developer: User;
  workspace: string;
  projectKey: string;
  now(): Date;

  repositories(edition: Edition, owner?: string): Repo[];
  /**
   * By slug in any case, by id (`{uuid}`), or by a slug it had before a rename: compare `slug` to redirect (Cloud) or to
   * answer in its place (Data Center).
   */
  repository(edition: Edition, owner: string, slug: string): Repo | undefined;
  /** Makes a repository with one commit of `files` on `main` (or an empty one without files). */
  addRepository(spec: {
    edition: Edition;
    owner: string;
    slug: string;
    files?: Record<string, string>;
    ciCommand?: string;
    defaultReviewers?: User[];
  }): Promise<Repo>;
  renameRepository(repo: Repo, slug: string): void;
  removeRepository(repo: Repo): Promise<void>;

  /** Full id of a branch's tip. */
  tip(repo: Repo, branch: string): Promise<string | undefined>;
  branches(repo: Repo): Promise<{ name: string; commit: string }[]>;
  commits(
    repo: Repo,
    rev: string,
    limit: number,
    options?: { exclude?: string[]; path?: string; skip?: number },
  ): Promise<
    { id: string; parents: string[]; author: { name: string; email: string }; date: Date; message: string }[]
  >;
  /** Best common ancestor. */
  mergeBase(repo: Repo, one: string, other: string): Promise<string | undefined>;
  /** Makes a branch at a commit; emits a push. Throws `duplicate-branch` or, without such a commit, `no-such-branch`. */
  addBranch(repo: Repo, name: string, commit: string, actor: User): Promise<void>;
  /** Removes a branch; emits a push. Throws `no-such-branch`. */
  removeBranch(repo: Repo, name: string, actor: User): Promise<void>;
  /** A file of a commit, or undefined. */
  file(repo: Repo, commit: string, path: string): Promise<Uint8Array | undefined>;
  /** One level of a directory. */
  tree(
    repo: Repo,
    commit: string,
    path: string,
  ): Promise<{ path: string; type: 'file' | 'directory'; id: string; size: number }[]>;
  diff(repo: Repo, from: string, to: string): Promise<string>;
  diffstat(
    repo: Repo,
    from: string,
    to: string,
  ): Promise<{ path: string; status: 'added' | 'removed' | 'modified'; added: number; removed: number }[]>;
  /** Commits files on a branch as somebody would; emits a push. */
  commit(
    repo: Repo,
    branch: string,
    files: Record<string, string | null>,
    message: string,
    actor: User,
  ): Promise<string>;

  pulls(repo: Repo): Pull[];
  pull(repo: Repo, number: number): Pull | undefined;
  openPull(
    repo: Repo,
    draft: {
      title: string;
      description: string;
      source: string;
      target: string;
      reviewers: User[];
      author: User;
      draft: boolean;
    },
  ): Promise<Pull>;
  updatePull(
    pull: Pull,
    change: { title?: string; description?: string; reviewers?: User[]; target?: string },
    actor: User,
    version?: number,
  ): Promise<Pull>;
  /** Data Center only; throws `not-open` unless it is declined. */
  reopenPull(pull: Pull, actor: User, version?: number): Promise<Pull>;
  declinePull(pull: Pull, actor: User, reason?: string, version?: number): Promise<Pull>;
  /** Merges by a real merge commit; throws `conflict` when git cannot. */
  mergePull(pull: Pull, actor: User, version?: number): Promise<Pull>;
  /** Whether git could merge it now. */
  conflicts(pull: Pull): Promise<boolean>;

  comments(pull: Pull): PullComment[];
  addComment(pull: Pull, author: User, text: string): PullComment;
  editComment(comment: PullComment, text: string, version?: number): PullComment;
  deleteComment(comment: PullComment): void;

  statuses(repo: Repo, commit: string): Status[];
  putStatus(status: Omit<Status, 'createdAt' | 'updatedAt'>): Status;

  /** Those of a repository; without one, the workspace's. */
  hooks(repo?: Repo): Hook[];
  addHook(hook: Omit<Hook, 'id'>): Hook;
  updateHook(hook: Hook, change: Partial<Omit<Hook, 'id' | 'repo' | 'edition'>>): Hook;
  removeHook(hook: Hook): void;

  on(listener: (event: WorldEvent) => void): () => void;
}

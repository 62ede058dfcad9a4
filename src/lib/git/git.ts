/** Git by the system's own program, without full clones. `make-git.ts` makes one. */
export interface Git {
  /**
   * Default branch and its tip, and every other head. One `ls-remote --symref` (2 HTTP requests).
   * An empty repository gives no `head`.
   */
  heads(remote: Remote, options?: GitOptions): Promise<RemoteHeads>;

  /**
   * Fetches one commit without history and without blobs, then the blobs of the paths that `wanted` picks in one
   * further fetch. Falls back to a plain shallow fetch on servers that refuse filters. `dir` is a bare repository that
   * may exist already (a later fetch then transfers only what is new).
   */
  snapshot(request: {
    remote: Remote;
    dir: string;
    /** Full commit id or a branch `refs/heads/x`. */
    commit: string;
    wanted: (path: string, size: number | undefined) => boolean;
    options?: GitOptions;
  }): Promise<Snapshot>;

  /**
   * Makes a commit of `edits` on top of `base` without a work tree and pushes it to `refs/heads/<branch>`.
   * Deterministic: same base, edits, message, author and date give the same commit, so that a repeated push is a no-op.
   * `expected`: what the branch must be now (`undefined`: must not exist); otherwise `status: 'moved'` and nothing is
   * pushed. Pushing what is there already is `unchanged`.
   */
  pushCommit(request: {
    remote: Remote;
    dir: string;
    base: string;
    branch: string;
    edits: { path: string; after: string | null }[];
    message: string;
    author: { name: string; email: string; date: string };
    expected: string | undefined;
    options?: GitOptions;
  }): Promise<
    { status: 'pushed' | 'unchanged'; commit: string } | { status: 'moved'; found: string | undefined }
  >;

  /** Reads a commit that some branch of the remote points to: what it says of itself, nothing of its files. */
  readCommit(request: {
    remote: Remote;
    dir: string;
    /** Full id. */
    commit: string;
    options?: GitOptions;
  }): Promise<CommitFacts>;

  /** Deletes a branch if it still is at `expected`; `gone` when it does not exist. */
  deleteBranch(request: {
    remote: Remote;
    branch: string;
    expected: string;
    options?: GitOptions;
  }): Promise<'deleted' | 'gone' | 'moved'>;
}

/** A URL without credentials and, apart from it, the credential: as header or by askpass, never in argv or URL. */
export interface Remote {
  url: string;
  auth:
    | { kind: 'header'; header: string }
    | { kind: 'basic'; username: string; secret: string }
    | { kind: 'none' };
}

export interface GitOptions {
  signal?: AbortSignal;
  /** Milliseconds for the whole operation; 120,000 unless told. */
  timeout?: number;
}

/** Dates are ISO 8601. */
export interface CommitFacts {
  parents: string[];
  author: { name: string; email: string; date: string };
  committer: { name: string; email: string; date: string };
  message: string;
}

export interface RemoteHeads {
  /** Short name of the default branch. */
  head?: { branch: string; commit: string };
  /** Short branch name to commit. */
  branches: Map<string, string>;
}

export interface Snapshot {
  commit: string;
  /** Every file path of the commit (not symlinks, not submodules), with its blob id and git mode. */
  paths: { path: string; blob: string; mode: string }[];
  /** Symlinks and submodules, which are never followed, and files whose path is unsafe or not UTF-8. */
  skipped: string[];
  /** Wanted files over the limit (50 MB). */
  tooLarge: string[];
  /** The text of a fetched path; `undefined` when it was not wanted, absent, or larger than the limit (50 MB). */
  read(path: string): Promise<string | undefined>;
}

export type GitErrorCode =
  | 'not-found'
  | 'login-failed'
  | 'app-password'
  | 'forbidden'
  | 'unreachable'
  | 'tls'
  | 'timeout'
  | 'rate-limited'
  | 'rejected'
  | 'broken'
  | 'aborted'
  | 'git-missing';

/** Git failed. The message carries git's own words with secrets masked. */
export class GitError extends Error {
  override name = 'GitError';
  readonly code: GitErrorCode;
  readonly retry: boolean;
  readonly remedy?: string;
  constructor(
    code: GitErrorCode,
    message: string,
    more: { retry?: boolean; remedy?: string; cause?: unknown } = {},
  ) {
    super(message, { cause: more.cause });
    this.code = code;
    this.retry = more.retry ?? false;
    if (more.remedy !== undefined) this.remedy = more.remedy;
  }
}

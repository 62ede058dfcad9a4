import type { FileEdit } from '../domain/plan.ts';

/**
 * A throw-away directory with the files of a repository that a change needs (for npm: manifests, lockfiles, `.npmrc`;
 * never the whole tree), and a record of what was changed in it. The only way to touch a customer's files.
 * Paths are relative, with forward slashes; absolute ones, `..` and anything under `.git` are refused by a thrown
 * `WorkspaceError`. Symlinks in the repository are not materialised.
 */
export interface Workspace {
  /** The directory on disk, for package managers. */
  readonly root: string;
  list(): Promise<string[]>;
  read(path: string): Promise<string | undefined>;
  /** `null` deletes. */
  write(path: string, text: string | null): Promise<void>;
  /** What differs from the start, compared by content, sorted by path. */
  edits(): Promise<FileEdit[]>;
  /** Undoes every change. */
  reset(): Promise<void>;
  /** Deletes the directory. */
  [Symbol.asyncDispose](): Promise<void>;
}

export class WorkspaceError extends Error {
  override name = 'WorkspaceError';
  readonly code: 'path-refused' | 'too-large' | 'not-text';
  readonly retry = false;
  constructor(code: WorkspaceError['code'], message: string) {
    super(message);
    this.code = code;
  }
}

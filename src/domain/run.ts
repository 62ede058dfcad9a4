/** Why a run was started. */
export type Trigger = 'person' | 'schedule' | 'webhook' | 'merge' | 'advisory';

/**
 * One pass over a connection (`connecting`, `following`) or a repository (`indexing` → `planning` → `fixing` →
 * `publishing`). At most one run per repository, and one per connection and kind, is active at a time.
 */
export interface Run {
  id: string;
  connection: string;
  /** Absent for runs over a whole connection. */
  repository?: string;
  kind: 'connect' | 'repository' | 'follow';
  trigger: Trigger;
  stage: 'connecting' | 'following' | 'indexing' | 'planning' | 'fixing' | 'publishing' | 'done' | 'failed';
  /** The commit this run works on, once known. */
  commit?: string;
  /** The default branch's short name, once known. */
  branch?: string;
  /** Something happened while the run was active: start over when it ends. */
  again: boolean;
  startedAt: string;
  endedAt?: string;
  error?: { code: string; message: string; remedy?: string };
}

import type { Problem } from '../../domain/problem.ts';
import type { Feed } from './feed.ts';
import type { Patience } from './retry.ts';

export interface FetchOptions extends Patience {
  dataDir: string;
  /** Root of the feed, kept beside what came from it; a credential in it is not. */
  url: string;
  feed: Feed;
  now: Date;
  progress: { step(text: string): void; at(done: number, total: number): void };
  report(problem: Problem): void;
}

/** What was done for one ecosystem; `changed` counts records. */
export interface Fetched {
  ecosystem: string;
  how: 'archive' | 'changes' | 'unchanged';
  changed: number;
}

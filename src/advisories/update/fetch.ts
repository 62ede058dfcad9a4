import type { Problem } from '../../domain/problem.ts';
import type { Feed } from './feed.ts';
import { fetchArchive } from './fetch-archive.ts';
import { fetchChanges } from './fetch-changes.ts';
import type { Patience } from './retry.ts';
import { readStoreHead, storePath } from './store.ts';

export interface FetchOptions extends Patience {
  dataDir: string;
  /** Root of the feed, kept beside what came from it. */
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

/** Days after which the whole archive is read again, for records that vanished without a word. */
const fullEvery = 30;

/** Brings one ecosystem's store up to date: by the changes since last time, or by the whole archive. */
export async function fetchEcosystem(ecosystem: string, options: FetchOptions): Promise<Fetched> {
  const head = await readStoreHead(storePath(options.dataDir, ecosystem));
  if (head === undefined || head.url !== options.url) return fetchArchive(ecosystem, undefined, options);
  const days = (options.now.getTime() - Date.parse(head.fullAt)) / 86_400_000;
  if (!(days < fullEvery)) return fetchArchive(ecosystem, head, options);
  return (await fetchChanges(ecosystem, head, options)) ?? fetchArchive(ecosystem, head, options);
}

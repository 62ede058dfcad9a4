import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import type { Problem } from '../../domain/problem.ts';
import type { Entry } from '../entry.ts';
import { AdvisoryIndexError } from '../error.ts';
import { buildIndex } from '../index-file/build.ts';
import type { IndexFileAbout } from '../index-file/format.ts';
import { openIndex } from '../index-file/open.ts';
import { updatedIndexPath } from '../locate.ts';
import { makeReadRecord } from '../osv/record.ts';
import { AdvisoryUpdateError } from './error.ts';
import { feedRoot } from './feed.ts';
import { fetchEcosystem } from './fetch.ts';
import type { Fetched, FetchOptions } from './fetched.ts';
import { listStores, readStore, readStoreHead, removeLeftovers } from './store.ts';

export interface UpdateOptions extends Omit<FetchOptions, 'report'> {
  /** OSV's names: `npm`, `PyPI`, … */
  ecosystems: readonly string[];
}

export interface Updated {
  path: string;
  about: IndexFileAbout;
  ecosystems: Fetched[];
  /** Ecosystems that could not be fetched; what was known of them is still in the index. */
  failures: { ecosystem: string; error: AdvisoryUpdateError }[];
  problems: Problem[];
}

/**
 * Fetches what changed in each ecosystem and builds the index anew if anything did. A failure of one ecosystem does
 * not keep the others back, and nothing that worked before is lost by it.
 * @throws {AdvisoryUpdateError} when nothing could be fetched and there is no index from before; the reason of
 * `signal` when aborted.
 */
export async function updateAdvisories(options: UpdateOptions): Promise<Updated> {
  const problems: Problem[] = [];
  const report = (problem: Problem) => void problems.push(problem);
  const url = feedRoot(options.url);
  await removeLeftovers(options.dataDir, options.now);
  const [fetched, failures]: [Fetched[], Updated['failures']] = [[], []];
  for (const ecosystem of options.ecosystems) {
    try {
      fetched.push(await fetchEcosystem(ecosystem, { ...options, url, report }));
    } catch (error) {
      if (!(error instanceof AdvisoryUpdateError)) throw error;
      failures.push({ ecosystem, error });
    }
  }
  const path = updatedIndexPath(options.dataDir);
  const changed = fetched.some(({ how }) => how !== 'unchanged');
  const about = (changed ? undefined : readAbout(path)) ?? (await rebuild(path, options, failures, report));
  return { path, about, ecosystems: fetched, failures, problems };
}

function readAbout(path: string): IndexFileAbout | undefined {
  if (!existsSync(path)) return undefined;
  try {
    const index = openIndex(path);
    index.close();
    return index.about;
  } catch (error) {
    if (error instanceof AdvisoryIndexError) return undefined;
    throw error;
  }
}

async function rebuild(
  path: string,
  { dataDir, now, progress, signal }: UpdateOptions,
  failures: Updated['failures'],
  report: (problem: Problem) => void,
): Promise<IndexFileAbout> {
  const stores = await listStores(dataDir);
  if (stores.length === 0 && failures[0] !== undefined) throw failures[0].error;
  progress.step('building the index');
  const heads = await Promise.all(stores.map(readStoreHead));
  const sources = heads.flatMap((head) =>
    head === undefined ? [] : [`${head.url}/${head.ecosystem}/all.zip`],
  );
  return buildIndex(readStores(stores, report, signal), { path, builtAt: now.toISOString(), sources });
}

async function* readStores(
  paths: string[],
  report: (problem: Problem) => void,
  signal: AbortSignal,
): AsyncGenerator<Entry> {
  const readRecord = makeReadRecord();
  for (const path of paths) {
    try {
      for await (const record of readStore(path)) {
        signal.throwIfAborted();
        const entry = readRecord(record, { path }, report);
        if (entry !== undefined) yield entry;
      }
    } catch (error) {
      if (!(error instanceof AdvisoryUpdateError)) throw error;
      await rm(path, { force: true });
      const remedy = 'It was removed. Run `suture db update` again to fetch it anew.';
      report({ code: 'advisory-store-broken', message: error.message, path, remedy });
    }
  }
}

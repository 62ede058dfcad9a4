import { AdvisoryUpdateError } from './error.ts';
import { fetchArchive } from './fetch-archive.ts';
import { fetchChanges } from './fetch-changes.ts';
import type { Fetched, FetchOptions } from './fetched.ts';
import { readStoreHead, storePath } from './store.ts';

/** Days after which the whole archive is read again, for records that vanished without a word. */
const fullEvery = 30;

/** Brings one ecosystem's store up to date: by the changes since last time, or by the whole archive. */
export async function fetchEcosystem(ecosystem: string, options: FetchOptions): Promise<Fetched> {
  const head = await readStoreHead(storePath(options.dataDir, ecosystem));
  if (head === undefined || head.url !== options.url) return fetchArchive(ecosystem, undefined, options);
  const days = (options.now.getTime() - Date.parse(head.fullAt)) / 86_400_000;
  try {
    const changes = days < fullEvery ? await fetchChanges(ecosystem, head, options) : undefined;
    return changes ?? (await fetchArchive(ecosystem, head, options));
  } catch (error) {
    if (!(error instanceof AdvisoryUpdateError && error.code === 'store-damaged')) throw error;
    return fetchArchive(ecosystem, undefined, options);
  }
}

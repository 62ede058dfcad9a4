import { randomBytes } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { readLimits } from '../read/limits.ts';
import { readZip } from '../read/zip.ts';
import { download } from './download.ts';
import { AdvisoryUpdateError } from './error.ts';
import type { Fetched, FetchOptions } from './fetched.ts';
import { readStore, type StoreHead, storePath, writeStore } from './store.ts';
import { trimRecord } from './trim.ts';

const archiveLimit = 4 * 2 ** 30;

/** Fetches the whole archive, unless the store holds this very one already. */
export async function fetchArchive(
  ecosystem: string,
  head: StoreHead | undefined,
  options: FetchOptions,
): Promise<Fetched> {
  const { dataDir, feed, progress, now, url } = options;
  const path = storePath(dataDir, ecosystem);
  const archive = `${path}.${randomBytes(6).toString('hex')}.tmp`;
  await mkdir(dirname(path), { recursive: true });
  try {
    progress.step(`${ecosystem}: downloading`);
    const limits = { ...options, limit: archiveLimit, progress: progress.at };
    const result = await download(feed, `${ecosystem}/all.zip`, archive, head?.archiveEtag, limits);
    if (result.status === 'same') {
      await writeStore(path, { ...head!, fullAt: now.toISOString() }, readStore(path));
      return { ecosystem, how: 'unchanged', changed: 0 };
    }
    progress.step(`${ecosystem}: reading`);
    const records = { count: 0 };
    const etag = result.etag === undefined ? {} : { archiveEtag: result.etag };
    const fresh: StoreHead = { store: 1, ecosystem, url, fullAt: now.toISOString(), ...etag };
    await writeStore(path, fresh, readArchive(archive, ecosystem, options, records));
    return { ecosystem, how: 'archive', changed: records.count };
  } finally {
    await rm(archive, { force: true });
  }
}

/** Faults of single entries are reported; an archive that ends early or holds nothing is refused as a whole. */
async function* readArchive(
  archive: string,
  ecosystem: string,
  { report, signal }: FetchOptions,
  records: { count: number },
): AsyncGenerator<unknown> {
  const remedy = 'Try again later; the advisories at hand stay in use.';
  for await (const item of readZip(archive, readLimits)) {
    signal.throwIfAborted();
    if ('value' in item) {
      records.count++;
      yield trimRecord(item.value, ecosystem);
    } else if (item.problem.code.startsWith('advisory-file-')) {
      throw new AdvisoryUpdateError('unusable', `${ecosystem}/all.zip: ${item.problem.message}`, remedy);
    } else
      report({
        ...item.problem,
        path: `${ecosystem}/all.zip${item.problem.path?.slice(archive.length) ?? ''}`,
      });
  }
  if (records.count === 0)
    throw new AdvisoryUpdateError('unusable', `${ecosystem}/all.zip holds no records.`, remedy);
}

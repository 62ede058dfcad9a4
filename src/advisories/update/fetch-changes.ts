import { parseRecord } from '../read/item.ts';
import { readLimits } from '../read/limits.ts';
import { readChanges } from './changes.ts';
import { ifChanged, readWhole } from './download.ts';
import { refuse } from './feed.ts';
import type { Fetched, FetchOptions } from './fetched.ts';
import { retry } from './retry.ts';
import { readStore, type StoreHead, storePath, writeStore } from './store.ts';
import { trimRecord } from './trim.ts';

/** More changes than this cost more requests than the archive is worth. */
const mostChanges = 2_000;
const atOnce = 8;
/** Records are exported some time after they say they were modified: look back further than the newest we know. */
const lookBack = 48 * 3_600_000;

/** Fetches the records that changed since the store was written. `undefined`: the archive is the better way. */
export async function fetchChanges(
  ecosystem: string,
  head: StoreHead,
  options: FetchOptions,
): Promise<Fetched | undefined> {
  const path = storePath(options.dataDir, ecosystem);
  options.progress.step(`${ecosystem}: asking for changes`);
  const list = await fetchList(ecosystem, head, path, options);
  if (list === undefined || list === 'same')
    return list === 'same' ? { ecosystem, how: 'unchanged', changed: 0 } : undefined;
  if (list.ids.length > mostChanges) return undefined;
  const changed = await fetchRecords(ecosystem, list.ids, options);
  const etag = list.etag === undefined ? {} : { changesEtag: list.etag };
  await writeStore(path, { ...head, ...etag }, merge(path, changed));
  return { ecosystem, how: changed.size > 0 ? 'changes' : 'unchanged', changed: changed.size };
}

async function fetchList(
  ecosystem: string,
  head: StoreHead,
  path: string,
  options: FetchOptions,
): Promise<{ ids: string[]; etag?: string } | 'same' | undefined> {
  const name = `${ecosystem}/modified_id.csv`;
  return retry(name, options, async () => {
    const answer = await options.feed(name, ifChanged(head.changesEtag));
    if (answer.status === 304 || answer.status === 404) {
      answer.body.resume();
      // A mirror without lists of changes: its archive can still be asked for by its tag.
      return answer.status === 304 ? 'same' : undefined;
    }
    if (answer.status !== 200) throw refuse(answer, name);
    const known = await readKnown(path).catch((error: unknown) => {
      answer.body.on('error', () => {}).destroy();
      throw error;
    });
    const newest = [...known.values()].reduce((a, b) => Math.max(a, b), 0);
    const changes = await readChanges(answer.body, newest - lookBack, newest);
    const ids = [...changes].filter(([id, time]) => time > (known.get(id) ?? -1)).map(([id]) => id);
    return { ids, ...(answer.etag === undefined ? {} : { etag: answer.etag }) };
  });
}

/** Times of the records at hand by id. */
async function readKnown(path: string): Promise<Map<string, number>> {
  const known = new Map<string, number>();
  for await (const record of readStore(path)) {
    const { id, modified } = record as { id?: unknown; modified?: unknown };
    if (typeof id === 'string') known.set(id, Date.parse(String(modified)) || 0);
  }
  return known;
}

/** Changed records by id; `null` for those that are gone. What is no JSON is reported, and the old one stays. */
async function fetchRecords(
  ecosystem: string,
  ids: string[],
  options: FetchOptions,
): Promise<Map<string, unknown>> {
  const changed = new Map<string, unknown>();
  for (let from = 0; from < ids.length; from += atOnce) {
    const some = ids.slice(from, from + atOnce);
    await Promise.all(some.map(async (id) => fetchRecord(ecosystem, id, changed, options)));
    options.progress.at(Math.min(from + atOnce, ids.length), ids.length);
  }
  return changed;
}

async function fetchRecord(
  ecosystem: string,
  id: string,
  changed: Map<string, unknown>,
  options: FetchOptions,
): Promise<void> {
  const path = `${ecosystem}/${id}.json`;
  const text = await retry(path, options, async () => {
    const answer = await options.feed(path);
    if (answer.status === 404) {
      answer.body.resume();
      return undefined;
    }
    if (answer.status !== 200) throw refuse(answer, path);
    return readWhole(answer.body, readLimits.record);
  });
  const item = text === undefined ? { value: null } : parseRecord(text, { path });
  if ('problem' in item) options.report(item.problem);
  else changed.set(id, item.value === null ? null : trimRecord(item.value, ecosystem));
}

async function* merge(path: string, changed: Map<string, unknown>): AsyncGenerator<unknown> {
  for await (const record of readStore(path)) {
    if (!changed.has((record as { id: string }).id)) yield record;
  }
  for (const record of changed.values()) if (record !== null) yield record;
}

import type { Readable } from 'node:stream';
import { AdvisoryUpdateError } from './error.ts';

/** Over so many rows the whole archive is cheaper anyway. */
const mostRows = 2_000_000;
const longestRow = 1_000;

/**
 * Ids and times (ms) of OSV's `modified_id.csv`: rows of `<ISO time>,<id>`, newest first. Stops reading at the first
 * row older than `since`; reads all where the list does not begin with something as new as `newest`, that is, where
 * it is not sorted as promised.
 */
export async function readChanges(
  body: Readable,
  since: number,
  newest: number,
): Promise<Map<string, number>> {
  const changes = new Map<string, number>();
  let [rows, sorted] = [0, true];
  for await (const row of readRows(body)) {
    const [time, id] = parseRow(row);
    if (id === undefined || Number.isNaN(time)) continue;
    if (++rows === 1) sorted = time >= newest;
    if (rows > mostRows) throw unusable('is too long');
    if (time >= since) changes.set(id, Math.max(time, changes.get(id) ?? 0));
    else if (sorted) break;
  }
  body.destroy();
  if (rows === 0) throw unusable('has no rows of time and id');
  return changes;
}

/** The list of all ecosystems writes `npm/GHSA-…` where an ecosystem's own writes `GHSA-…`. */
function parseRow(row: string): [number, string | undefined] {
  const comma = row.indexOf(',');
  const id = row
    .slice(comma + 1)
    .trim()
    .split('/')
    .at(-1)!;
  // The id becomes part of an address.
  return [Date.parse(row.slice(0, comma)), comma > 0 && /^[\w][\w.:+-]{0,127}$/.test(id) ? id : undefined];
}

async function* readRows(body: Readable): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of body.setEncoding('utf8') as AsyncIterable<string>) {
    const rows = (rest + chunk).split('\n');
    rest = rows.pop()!;
    if (rest.length > longestRow) throw unusable('has a row without end');
    yield* rows;
  }
  if (rest !== '') yield rest;
}

function unusable(what: string): AdvisoryUpdateError {
  return new AdvisoryUpdateError(
    'unusable',
    `The feed's list of changes ${what}.`,
    'Check SUTURE_ADVISORY_URL: a proxy or sign-in page may have answered in its place.',
  );
}

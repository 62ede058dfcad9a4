import { open, readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Problem } from '../../domain/problem.ts';
import type { Entry } from '../entry.ts';
import { makeReadRecord } from '../osv/record.ts';
import { type Item, parseRecord, problemAt } from './item.ts';
import { type ReadLimits, readLimits } from './limits.ts';
import { readLines } from './lines.ts';
import { readZip } from './zip.ts';

/**
 * Reads OSV advisories from archives, directories, JSON lines and single JSON files, told apart by content. In order
 * of `paths`, in flat memory. What cannot be read is reported, per file up to a limit, and never loses the rest.
 */
export async function* readAdvisories(
  paths: readonly string[],
  report: (problem: Problem) => void,
  limits: ReadLimits = readLimits,
): AsyncGenerator<Entry> {
  const readRecord = makeReadRecord();
  for (const path of paths) {
    let problems = 0;
    const tell = (problem: Problem) => {
      // What ended the reading of a whole file is always told.
      if (problem.code.startsWith('advisory-file-')) report(problem);
      else if (++problems <= limits.problems) report(problem);
    };
    for await (const item of readPath(path, limits)) {
      const entry = 'problem' in item ? tell(item.problem) : readRecord(item.value, item.place, tell);
      if (entry !== undefined) yield entry;
    }
    if (problems > limits.problems)
      report({
        code: 'advisory-more-problems',
        message: `${problems - limits.problems} further faults in it.`,
        path,
      });
  }
}

async function* readPath(path: string, limits: ReadLimits): AsyncGenerator<Item> {
  try {
    if ((await stat(path)).isDirectory()) yield* readDirectory(path, limits, 0);
    else yield* readFileOf(path, limits);
  } catch (error) {
    yield problemAt('advisory-file-unreadable', `Cannot be read: ${(error as Error).message}.`, { path });
  }
}

const deepest = 16;

/** In the order of names, so that equal directories give equal results. Links are not followed. */
async function* readDirectory(path: string, limits: ReadLimits, depth: number): AsyncGenerator<Item> {
  const children = (await readdir(path, { withFileTypes: true })).sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const child of children) {
    const inner = join(path, child.name);
    if (child.isFile() && /\.(json|jsonl|ndjson|zip)(\.gz)?$/.test(child.name))
      yield* readPath(inner, limits);
    else if (child.isDirectory() && depth < deepest) yield* readDirectory(inner, limits, depth + 1);
  }
}

async function* readFileOf(path: string, limits: ReadLimits): AsyncGenerator<Item> {
  const head = await readHead(path);
  if (head.subarray(0, 2).toString('latin1') === 'PK') yield* readZip(path, limits);
  else if (head[0] === 0x1f && head[1] === 0x8b) yield* readLines(path, true, limits);
  else if (path.endsWith('.json')) yield await readSingle(path, limits);
  else yield* readLines(path, false, limits);
}

async function readSingle(path: string, limits: ReadLimits): Promise<Item> {
  if ((await stat(path)).size > limits.record)
    return problemAt('advisory-too-large', `A record of over ${limits.record} bytes was skipped.`, { path });
  return parseRecord(await readFile(path, 'utf8'), { path });
}

async function readHead(path: string): Promise<Buffer> {
  const handle = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(4), 0, 4, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

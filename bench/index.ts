/*
 * From start to the first answer of the advisory index, against the straightforward way: JSON lines parsed into a Map.
 * Both answer the same question in a fresh process each, taking turns; start of Node itself is left out. Prints the
 * median of both and their ratio. Inputs: the collection of real advisories in SUTURE_TEST_SHARED ("real"), and the
 * same with 240,000 made-up ones beside it ("big", about the size of OSV's npm, PyPI and Maven together).
 *
 *   SUTURE_TEST_SHARED=DIR node bench/index.ts [ROUNDS]
 */
import { execFileSync } from 'node:child_process';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { createGunzip, createGzip } from 'node:zlib';
import { buildIndex } from '../src/advisories/index-file/build.ts';
import { openIndex } from '../src/advisories/index-file/open.ts';
import { readAdvisories } from '../src/advisories/read/read.ts';
import type { Advisory } from '../src/domain/advisory.ts';

type Way = 'index' | 'lines';
interface Measured {
  milliseconds: number;
  /** What opening and answering added. */
  rss: number;
  lookups: number;
  answer: string[];
}

const self = fileURLToPath(import.meta.url);
const packages = ['minimist', 'lodash', 'express', 'no-such-package'];

const [, , first = '5', way, ...files] = process.argv;
if (way === 'index' || way === 'lines') console.log(JSON.stringify(await answer(way, files)));
else await main(Number(first));

async function main(rounds: number): Promise<void> {
  const shared = process.env.SUTURE_TEST_SHARED;
  if (shared === undefined)
    return console.log('SUTURE_TEST_SHARED is not set: no advisories to measure with.');
  const directory = await mkdtemp(join(tmpdir(), 'suture-bench-'));
  try {
    const real = (await readdir(join(shared, 'advisories')))
      .filter((name) => name.endsWith('.jsonl.gz'))
      .map((name) => join(shared, 'advisories', name));
    const made = join(directory, 'made.jsonl.gz');
    await pipeline(Readable.from(makeUp(240_000)), createGzip(), createWriteStream(made));
    await compare('real', real, directory, rounds);
    await compare('big', [...real, made], directory, rounds);
  } finally {
    await rm(directory, { recursive: true });
  }
}

async function compare(name: string, lines: string[], directory: string, rounds: number): Promise<void> {
  const path = join(directory, `${name}.sdb`);
  const started = performance.now();
  const about = await buildIndex(readAdvisories(lines, fail), {
    path,
    builtAt: '2026-01-01T00:00:00Z',
    sources: [],
  });
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  const megabytes = ((await stat(path)).size / 2 ** 20).toFixed(1);
  console.log(`${name}: ${about.advisories} advisories, ${megabytes} MB, built in ${seconds} s`);
  const runs: Record<Way, Measured[]> = { index: [], lines: [] };
  for (let round = 0; round < rounds; round++) {
    runs.index.push(run('index', [path]));
    runs.lines.push(run('lines', lines));
  }
  const [a, b] = [runs.index[0]!.answer.join(), runs.lines[0]!.answer.join()];
  if (a !== b) throw new Error(`The two ways disagree:\n  ${a}\n  ${b}`);
  print('first answer, ms', runs, (m) => m.milliseconds);
  print('memory added, MB', runs, (m) => m.rss);
  print('100,000 look-ups, ms', runs, (m) => m.lookups);
}

function print(what: string, runs: Record<Way, Measured[]>, of: (measured: Measured) => number): void {
  const [ours, theirs] = [median(runs.index.map(of)), median(runs.lines.map(of))];
  console.log(
    `  ${what.padEnd(22)} index ${ours.toFixed(1).padStart(8)}   lines ${theirs.toFixed(1).padStart(8)}   ratio ${(theirs / ours).toFixed(1)}`,
  );
}

function run(way: Way, files: string[]): Measured {
  return JSON.parse(execFileSync(process.execPath, [self, '0', way, ...files], { encoding: 'utf8' }));
}

async function answer(way: Way, files: string[]): Promise<Measured> {
  const before = process.memoryUsage().rss;
  const started = performance.now();
  const lookup = way === 'index' ? openIndex(files[0]!).lookup : await readIntoMap(files);
  lookup('npm', packages[0]!);
  const milliseconds = performance.now() - started;
  const rss = (process.memoryUsage().rss - before) / 2 ** 20;
  const looked = performance.now();
  for (let i = 0; i < 100_000; i++) lookup('npm', i % 10 === 0 ? packages[i % 3]! : `package-${i}`);
  const lookups = performance.now() - looked;
  const ids = packages.flatMap((name) => lookup('npm', name).map(({ id }) => id));
  return { milliseconds, rss, lookups, answer: ids.toSorted() };
}

async function readIntoMap(
  files: string[],
): Promise<(ecosystem: string, name: string) => readonly Pick<Advisory, 'id'>[]> {
  const found = new Map<string, Map<string, { id: string }>>();
  for (const file of files) {
    for await (const line of createInterface({ input: createReadStream(file).pipe(createGunzip()) })) {
      const record = JSON.parse(line);
      if (record.withdrawn !== undefined) continue;
      for (const { package: one } of record.affected) {
        const key = `${one.ecosystem}\0${one.name}`;
        const known = found.get(key) ?? new Map();
        found.set(key, known.set(record.id, record));
      }
    }
  }
  return (ecosystem, name) => [...(found.get(`${ecosystem}\0${name}`)?.values() ?? [])];
}

function* makeUp(count: number): Generator<string> {
  for (let i = 0; i < count; i++) {
    const record = {
      id: `MAL-2026-${i}`,
      modified: '2026-01-01T00:00:00Z',
      published: '2026-01-01T00:00:00Z',
      aliases: [],
      summary: `Malicious code in made-up-${i} (npm)`,
      affected: [
        {
          package: { ecosystem: 'npm', name: `made-up-${i}` },
          ranges: [{ type: 'SEMVER', events: [{ introduced: '0' }] }],
          versions: [`1.0.${i % 7}`, '99.9.9'],
          database_specific: { cwes: [{ cweId: 'CWE-506' }] },
        },
      ],
    };
    yield `${JSON.stringify(record)}\n`;
  }
}

function median(numbers: number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)]!;
}

function fail(problem: { message: string }): never {
  throw new Error(problem.message);
}

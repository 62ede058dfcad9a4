import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { Problem } from '../../domain/problem.ts';
import { makeZip, type ZipEntry } from '../testing/make-zip.ts';
import { temporaryDirectory } from '../testing/temporary.ts';
import { type ReadLimits, readLimits } from './limits.ts';
import { readAdvisories } from './read.ts';

const directory = temporaryDirectory();
const record = (id: string, more: object = {}) =>
  JSON.stringify({
    id,
    affected: [{ package: { ecosystem: 'npm', name: 'x' }, versions: ['1.0.0'] }],
    ...more,
  });
const lines = (...ids: string[]) => ids.map((id) => `${record(id)}\n`).join('');
const small: ReadLimits = { ...readLimits, record: 100_000, slack: 1_000_000, ratio: 20 };

let files = 0;
function file(name: string, content: Buffer | string): string {
  const path = join(directory, `${files++}-${name}`);
  writeFileSync(path, content);
  return path;
}

async function read(paths: string[], limits = readLimits): Promise<{ ids: string[]; problems: Problem[] }> {
  const [ids, problems]: [string[], Problem[]] = [[], []];
  for await (const { id } of readAdvisories(paths, (problem) => problems.push(problem), limits)) ids.push(id);
  return { ids, problems };
}

const codes = (problems: Problem[]) =>
  problems.map(({ code, line }) => (line === undefined ? code : `${code}:${line}`));

/** Bytes that deflate cannot pack, the same on every run. */
function noise(bytes: number): Buffer {
  const out = Buffer.alloc(bytes);
  for (let i = 0, state = 1; i < bytes; i++) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    out[i] = state >> 16;
  }
  return out;
}

const zipOf = (...ids: string[]): ZipEntry[] =>
  ids.map((id) => ({ name: `${id}.json`, content: record(id) }));
const thousands = Array.from({ length: 3_000 }, (_, i) => `A-${i}`);

describe('readAdvisories', () => {
  it.each<[name: string, make: () => string]>([
    ['JSON lines', () => file('a.jsonl', lines('A', 'B'))],
    ['JSON lines without a last line end', () => file('a.jsonl', lines('A', 'B').trimEnd())],
    [
      'JSON lines of Windows, with blank ones',
      () => file('a.jsonl', `\r\n${lines('A', 'B').replaceAll('\n', '\r\n\r\n')}`),
    ],
    ['gzip', () => file('a.jsonl.gz', gzipSync(lines('A', 'B')))],
    ['gzip by content, whatever its name', () => file('a.txt', gzipSync(lines('A', 'B')))],
    ['gzip of two members', () => file('a.gz', Buffer.concat([gzipSync(lines('A')), gzipSync(lines('B'))]))],
    ['zip', () => file('all.zip', makeZip([{ name: 'README', content: 'not read' }, ...zipOf('A', 'B')]))],
    [
      'a directory, in the order of names, links not followed',
      () => {
        const path = join(directory, 'folder');
        mkdirSync(join(path, 'b', 'c'), { recursive: true });
        writeFileSync(join(path, 'a.json'), JSON.stringify(JSON.parse(record('A')), null, 2));
        writeFileSync(join(path, 'b', 'c', 'b.jsonl.gz'), gzipSync(lines('B')));
        writeFileSync(join(path, 'notes.md'), 'not read');
        symlinkSync(path, join(path, 'b', 'loop'));
        symlinkSync('/etc/passwd', join(path, 'c.json'));
        return path;
      },
    ],
  ])('reads %s', async (_, make) => {
    expect(await read([make()])).toEqual({ ids: ['A', 'B'], problems: [] });
  });

  it('reads several in their order', async () => {
    const paths = [file('b.jsonl', lines('B')), file('a.jsonl', lines('A'))];
    expect((await read(paths)).ids).toEqual(['B', 'A']);
  });

  it.each<[name: string, make: () => string, ids: string[], expected: string[]]>([
    [
      'a broken line',
      () => file('a.jsonl', `${record('A')}\n{"id":\n${record('B')}\n`),
      ['A', 'B'],
      ['advisory-not-json:2'],
    ],
    [
      'a line of another kind',
      () => file('a.jsonl', `[]\n${record('A')}`),
      ['A'],
      ['advisory-not-an-object:1'],
    ],
    [
      'a record of 10 MB',
      () => file('a.jsonl', `${lines('A')}${record('BIG', { details: 'x'.repeat(1e7) })}\n${lines('B')}`),
      ['A', 'B'],
      ['advisory-too-large:2'],
    ],
    [
      'a file of 10 MB for one record',
      () => file('a.json', record('BIG', { details: 'x'.repeat(1e7) })),
      [],
      ['advisory-too-large'],
    ],
    [
      'depth without end',
      () => file('a.jsonl', `${'['.repeat(1e6)}\n${lines('A')}`),
      ['A'],
      ['advisory-not-json:1'],
    ],
    ['no file', () => join(directory, 'none'), [], ['advisory-file-unreadable']],
    [
      'a broken entry among good ones',
      () => file('a.zip', makeZip([...zipOf('A'), { name: 'x.json', content: '{' }, ...zipOf('B')])),
      ['A', 'B'],
      ['advisory-not-json'],
    ],
    [
      'an entry whose checksum differs',
      () => file('a.zip', makeZip([{ name: 'x.json', content: record('X'), crc: 1 }, ...zipOf('B')])),
      ['B'],
      ['advisory-entry-broken'],
    ],
    [
      'an entry longer than it claims',
      () =>
        file('a.zip', makeZip([{ name: 'x.json', content: record('X'), claimedBytes: 5 }, ...zipOf('B')])),
      ['B'],
      ['advisory-entry-broken'],
    ],
    [
      'an entry of 10 MB',
      () => file('a.zip', makeZip([{ name: 'x.json', content: 'x'.repeat(1e7) }, ...zipOf('B')])),
      ['B'],
      ['advisory-too-large'],
    ],
    [
      'a zip that is cut off',
      () => file('a.zip', makeZip(zipOf('A', 'B')).subarray(0, -30)),
      [],
      ['advisory-file-broken'],
    ],
    ['a zip of two letters', () => file('a.zip', 'PK'), [], ['advisory-file-broken']],
    ['a gzip of two bytes', () => file('a.gz', Buffer.from([0x1f, 0x8b])), [], ['advisory-file-broken:1']],
  ])('reports %s and keeps the rest', async (_, make, ids, expected) => {
    const found = await read([make()]);
    expect(found.ids).toEqual(ids);
    expect(codes(found.problems)).toEqual(expected);
  });

  it('says which entry of an archive is broken', async () => {
    const path = file('all.zip', makeZip([{ name: 'GHSA-x.json', content: '?' }]));
    expect((await read([path])).problems[0]).toMatchObject({ path: `${path}!GHSA-x.json` });
  });

  it('keeps what a truncated gzip still gives', async () => {
    const whole = gzipSync(lines(...thousands));
    const { ids, problems } = await read([file('a.gz', whole.subarray(0, Math.floor(whole.length / 2)))]);
    expect(ids.length).toBeGreaterThan(1_000);
    expect(ids).toEqual(thousands.slice(0, ids.length));
    expect(codes(problems).at(-1)).toBe(`advisory-file-broken:${ids.length + 1}`);
  });

  it('says that a gzip is damaged, and keeps what comes before', async () => {
    const damaged = gzipSync(lines(...thousands));
    const middle = Math.floor(damaged.length / 2);
    damaged.fill(0xff, middle, middle + 100);
    const { ids, problems } = await read([file('a.gz', damaged)]);
    expect(ids.slice(0, 1_000)).toEqual(thousands.slice(0, 1_000));
    expect(problems).toContainEqual(
      expect.objectContaining({ code: 'advisory-file-broken', remedy: expect.any(String) }),
    );
  });

  it('leaves a gzip that swells out of proportion', async () => {
    const { ids, problems } = await read([file('a.gz', gzipSync(lines('A') + '\n'.repeat(3e7)))], small);
    expect(ids).toEqual(['A']);
    expect(codes(problems)).toEqual(['advisory-file-bomb']);
  });

  it('leaves a zip that swells out of proportion', async () => {
    const bombs = Array.from({ length: 50 }, (_, i) => ({ name: `${i}.json`, content: ' '.repeat(90_000) }));
    const { ids, problems } = await read(
      [file('a.zip', makeZip([...zipOf('A'), ...bombs, ...zipOf('B')]))],
      small,
    );
    expect(ids).toEqual(['A']);
    expect(codes(problems)).toContain('advisory-file-bomb');
  });

  it('leaves a zip of too many entries', async () => {
    const { ids, problems } = await read([file('a.zip', makeZip(zipOf('A', 'B', 'C')))], {
      ...small,
      entries: 2,
    });
    expect(ids).toEqual(['A', 'B']);
    expect(codes(problems)).toEqual(['advisory-file-bomb']);
  });

  it.each(['noise', 'noise.json', 'noise.zip', 'noise.gz'])(
    'meets %s with Problems, not too many',
    async (name) => {
      const head = name.endsWith('zip') ? 'PK\x03\x04' : name.endsWith('gz') ? '\x1f\x8b\x08' : '\x01';
      const path = file(name, Buffer.concat([Buffer.from(head, 'latin1'), noise(300_000)]));
      const { ids, problems } = await read([path, file('a.jsonl', lines('A'))]);
      expect(ids).toEqual(['A']);
      expect(problems.length).toBeGreaterThan(0);
      expect(problems.length).toBeLessThanOrEqual(readLimits.problems + 2);
      for (const { message } of problems) expect(message).toMatch(/^[\x20-\x7e…]{1,300}$/);
    },
  );
});

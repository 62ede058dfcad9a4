import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Advisory } from '../../domain/advisory.ts';
import { severities } from '../../domain/severity.ts';
import type { Entry } from '../entry.ts';
import { temporaryDirectory } from '../testing/temporary.ts';
import { buildIndex } from './build.ts';
import { openIndex } from './open.ts';
import { verifyIndex } from './verify.ts';

const directory = temporaryDirectory();
const path = join(directory, 'index.sdb');
const build = (entries: Entry[]) =>
  buildIndex(entries, { path, builtAt: '2026-01-02T03:04:05Z', sources: ['b', 'a', 'b'] });

function advisory(id: string, more: Partial<Advisory> = {}): Advisory {
  return {
    ...{ id, aliases: [], title: `About ${id}`, severity: 'high', cwes: [] },
    ...{ ranges: [{ introduced: '0', fixed: '1.0.0' }], versions: [], ...more },
  };
}

function entry(id: string, name: string, more: Partial<Entry> = {}, facts: Partial<Advisory> = {}): Entry {
  const packages = [{ ecosystem: 'npm', name, advisory: advisory(id, facts) }];
  return { id, aliases: [], withdrawn: false, packages, ...more };
}

const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 });
const anyName = fc.oneof(
  text,
  fc.constantFrom('__proto__', 'constructor', 'toString', '@scope/name', 'häß', '\u{1F600}'),
);
const anyInterval = fc.oneof(
  fc.record({ introduced: text }),
  fc.record({ introduced: text, fixed: text }),
  fc.record({ introduced: text, lastAffected: text }),
);
const anyRating = fc.oneof(
  fc.record({ severity: fc.constantFrom(...severities) }),
  fc.record({ severity: fc.constant('high' as const), cvss: fc.constantFrom(0.1, 7.5, 9.8), vector: text }),
  fc.record({ severity: fc.constant('none' as const), cvss: fc.constant(0), vector: text }),
);
const anyFacts = fc
  .tuple(
    anyRating,
    fc.record({
      cwes: fc.array(fc.integer({ min: 1, max: 1500 })),
      ranges: fc.array(anyInterval),
      versions: fc.array(text),
    }),
    fc.record(
      { published: fc.constant('2020-01-01T00:00:00Z'), malicious: fc.constant(true as const) },
      { requiredKeys: [] },
    ),
    text,
  )
  .map(([rating, lists, optional, title]) => ({ ...rating, ...lists, ...optional, title }));

describe('buildIndex', () => {
  it('gives back the facts it was given, for any facts', async () => {
    const any = fc.uniqueArray(fc.tuple(text, fc.constantFrom('npm', 'PyPI', 'ü'), anyName, anyFacts), {
      selector: ([id]) => id,
      maxLength: 30,
    });
    await fc.assert(
      fc.asyncProperty(any, async (all) => {
        await build(
          all.map(([id, ecosystem, name, facts]) => ({
            ...{ id, aliases: [], withdrawn: false },
            packages: [{ ecosystem, name, advisory: { id, aliases: [], ...facts } }],
          })),
        );
        verifyIndex(path);
        const index = openIndex(path);
        for (const [, ecosystem, name] of all) {
          const expected = all
            .filter(([, e, n]) => e === ecosystem && n === name)
            .map(([id, , , facts]) => ({ id, aliases: [], ...facts }));
          const found = index.lookup(ecosystem, name);
          expect(found.map((one) => ({ ...one })).toSorted(byId)).toEqual(expected.toSorted(byId));
          expect(index.lookup('Maven', name)).toEqual([]);
        }
        index.close();
      }),
      { numRuns: 60 },
    );
  });

  it('says what it holds', async () => {
    const about = await build([
      entry('A', 'x', { modified: '2020-01-01T00:00:00Z' }),
      entry('B', 'x', { modified: '2021-01-01T00:00:00.5Z' }),
      entry('C', 'y'),
    ]);
    expect(about).toEqual({
      builtAt: '2026-01-02T03:04:05Z',
      newest: '2021-01-01T00:00:00.5Z',
      advisories: 3,
      packages: 2,
      sources: ['a', 'b'],
      ecosystems: [{ ecosystem: 'npm', packages: 2, advisories: 3 }],
    });
    const index = openIndex(path);
    expect(index.about).toEqual(about);
    index.close();
  });

  it('is the same byte by byte, and leaves nothing else behind', async () => {
    const entries = ['C', 'A', 'B'].map((id) => entry(id, `p-${id}`));
    await build(entries);
    const first = readFileSync(path);
    await build(entries.toReversed());
    expect(readFileSync(path).equals(first)).toBe(true);
    expect(readdirSync(directory)).toEqual(['index.sdb']);
  });

  it('keeps the old file when the entries break off', async () => {
    await build([entry('A', 'x')]);
    const before = readFileSync(path);
    function* broken(): Generator<Entry> {
      yield entry('B', 'x');
      throw new Error('cable pulled');
    }
    await expect(buildIndex(broken(), { path, builtAt: '', sources: [] })).rejects.toThrow('cable pulled');
    expect(readFileSync(path).equals(before)).toBe(true);
    expect(readdirSync(directory)).toEqual(['index.sdb']);
  });

  const old = '2020-01-01T00:00:00Z';
  const recent = '2022-01-01T00:00:00Z';
  const newer = { modified: recent };
  const older = { modified: old };
  it.each<{ name: string; entries: Entry[]; x: string[]; y: string[] }>([
    { name: 'the newer of two', entries: [entry('A', 'x', newer), entry('A', 'y', older)], x: ['A'], y: [] },
    {
      name: 'the newer, read later',
      entries: [entry('A', 'x', older), entry('A', 'y', newer)],
      x: [],
      y: ['A'],
    },
    { name: 'of equally old ones the later', entries: [entry('A', 'x'), entry('A', 'y')], x: [], y: ['A'] },
    {
      name: 'nothing that was withdrawn since',
      entries: [
        entry('A', 'x', older),
        entry('A', 'x', { ...newer, withdrawn: true, packages: [] }),
        entry('B', 'x'),
      ],
      x: ['B'],
      y: [],
    },
    {
      name: 'nothing that was withdrawn, whatever the order',
      entries: [entry('A', 'x', { ...newer, withdrawn: true, packages: [] }), entry('A', 'x', older)],
      x: [],
      y: [],
    },
    {
      name: 'what came back after it was withdrawn',
      entries: [entry('A', 'x', { ...older, withdrawn: true, packages: [] }), entry('A', 'x', newer)],
      x: ['A'],
      y: [],
    },
    {
      name: 'one id in two ecosystems apart',
      entries: [
        entry('A', 'x', older),
        { ...entry('A', 'x', newer), packages: [{ ecosystem: 'Maven', name: 'x', advisory: advisory('A') }] },
      ],
      x: ['A'],
      y: [],
    },
  ])('keeps $name', async ({ entries, x, y }) => {
    await build(entries);
    const index = openIndex(path);
    expect(index.lookup('npm', 'x').map(({ id }) => id)).toEqual(x);
    expect(index.lookup('npm', 'y').map(({ id }) => id)).toEqual(y);
    index.close();
  });

  it('joins aliases over records, but not through withdrawn ones', async () => {
    await build([
      entry('GHSA-1', 'x', { aliases: ['CVE-1'] }),
      entry('PYSEC-1', 'y', { aliases: ['CVE-1'] }),
      entry('GHSA-2', 'x', {}),
      entry('BRIDGE', 'x', { aliases: ['CVE-1', 'GHSA-2'], withdrawn: true }),
    ]);
    const index = openIndex(path);
    const aliases = Object.fromEntries(index.lookup('npm', 'x').map((one) => [one.id, one.aliases]));
    expect(aliases).toEqual({ 'GHSA-1': ['CVE-1', 'PYSEC-1'], 'GHSA-2': [] });
    index.close();
  });

  it('finds every one of thousands, and nothing else', async () => {
    const names = Array.from({ length: 5_000 }, (_, i) => `package-${i}`);
    await build(names.map((name, i) => entry(`A-${i}`, name)));
    const index = openIndex(path);
    for (const [i, name] of names.entries()) expect(index.lookup('npm', name)[0]!.id).toBe(`A-${i}`);
    for (const name of names) expect(index.lookup('npm', `${name}x`)).toEqual([]);
    index.close();
  });

  it('an empty index answers nothing', async () => {
    expect(await build([])).toMatchObject({ advisories: 0, packages: 0, newest: '', ecosystems: [] });
    const index = openIndex(path);
    expect(index.lookup('npm', 'x')).toEqual([]);
    index.close();
  });
});

function byId(a: { id: string }, b: { id: string }): number {
  return a.id < b.id ? -1 : 1;
}

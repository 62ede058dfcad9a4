import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normaliseName } from './name.ts';
import { parseVersion } from './versions/parse.ts';
import { versions } from './versions.ts';

const sign = (a: string, b: string) => Math.sign(versions.compare(a, b));

/** The order that PEP 440 gives in its summary of permitted suffixes, and what follows from its other sections. */
const ascending = [
  // No PEP 440 versions: below all that are.
  'trunk',
  '0.1-bulbasaur',
  '0.9-doduo',
  '2.0.0-dev-final',
  '0.dev0',
  '0',
  '0.9',
  '1.0.dev456',
  '1.0a1',
  '1.0a2.dev456',
  '1.0a12.dev456',
  '1.0a12',
  '1.0b1.dev456',
  '1.0b2',
  '1.0b2.post345.dev456',
  '1.0b2.post345',
  '1.0rc1.dev456',
  '1.0rc1',
  '1.0',
  '1.0+abc.5',
  '1.0+abc.7',
  '1.0+5',
  '1.0+5.a',
  '1.0+5.0',
  '1.0.post456.dev34',
  '1.0.post456',
  '1.0.15',
  '1.1.dev1',
  '1.10',
  '2012.10',
  '131071.0.0',
  '131072',
  '99999999999999999991.0.0',
  '99999999999999999992.0.0',
  '1!0.5',
  '1!1.0',
  '2!0.1',
];

describe('compare', () => {
  it('orders as PEP 440 says', () => {
    for (const [i, a] of ascending.entries())
      for (const [j, b] of ascending.entries()) expect(sign(a, b), `${a} ${b}`).toBe(Math.sign(i - j));
  });

  it.each([
    ['1.0', '1.0.0'],
    ['1', 'v1.0.0.0'],
    ['01.02', '1.2'],
    ['1.1RC1', '1.1rc1'],
    ['1.1.a1', '1.1a1'],
    ['1.1-alpha_1', '1.1a1'],
    ['1.1preview', '1.1rc0'],
    ['1.1c1', '1.1rc1'],
    ['1.2.post2', '1.2-2'],
    ['1.2rev', '1.2.post0'],
    ['1.2_r4', '1.2.post4'],
    ['1.2-dev', '1.2.dev0'],
    ['1.0+ubuntu-1', '1.0+ubuntu.1'],
    ['1.0+01', '1.0+1'],
    [' 1.0\n', '1.0'],
    ['0!1.0', '1.0'],
  ])('%s = %s', (a, b) => expect(sign(a, b)).toBe(0));

  it.each([
    // As setuptools ordered before PEP 440.
    ['2.0.0-alpha-final', '2.0.0-final-x'],
    ['0.8.7p1', '0.8.7p2'],
    ['0.8.7p9', '0.8.7p10'],
    ['0.3m5', '0.4m1'],
    ['2013-01-21T20:33:09+0100', '2013-12-23T17-51-15'],
    ['', '0.dev0'],
    ['2019-09-12', '0'],
  ])('%s < %s', (a, b) => {
    expect(sign(a, b)).toBe(-1);
    expect(sign(b, a)).toBe(1);
  });

  const dirty = fc.oneof(
    fc.string(),
    fc.stringMatching(
      /^(\d!)?\d(\.\d{1,2}){0,3}((a|b|rc|c)\d?)?(\.post\d?|-\d)?(\.dev\d?)?(\+[a1](\.[b2])?)?$/,
    ),
    fc.stringMatching(/^\d\.\d(-?[a-f]{1,6}|-final|-rc\d|pl?\d)?$/),
  );

  it('is a total order over every string', () => {
    fc.assert(
      fc.property(dirty, dirty, dirty, (a, b, c) => {
        expect(sign(a, a)).toBe(0);
        expect(sign(a, b)).toBe(0 - sign(b, a));
        const [x, y, z] = [a, b, c].sort(versions.compare) as [string, string, string];
        expect(sign(x, y)).toBeLessThanOrEqual(0);
        expect(sign(y, z)).toBeLessThanOrEqual(0);
        expect(sign(x, z)).toBeLessThanOrEqual(0);
        if (sign(x, y) === 0) expect(sign(x, z)).toBe(sign(y, z));
        if (sign(y, z) === 0) expect(sign(x, z)).toBe(sign(x, y));
      }),
      { numRuns: 3000 },
    );
  });

  it('puts every valid version above every invalid one', () => {
    fc.assert(
      fc.property(dirty, dirty, (a, b) => {
        if (parseVersion(a) !== undefined && parseVersion(b) === undefined) expect(sign(a, b)).toBe(1);
      }),
    );
  });
});

it.each([
  // From PEP 440's section on version specifiers.
  ['2.2', '~= 2.2', true],
  ['2.3.post1', '~= 2.2', true],
  ['3.0', '~=2.2', false],
  ['1.4.5a5', '~=1.4.5a4', true],
  ['1.5', '~=1.4.5a4', false],
  ['2.2.1', '~=2.2.0', true],
  ['2.3', '~=2.2.0', false],
  ['2.2', '~=2', false],
  ['1.1.post1', '== 1.1', false],
  ['1.1.post1', '== 1.1.post1', true],
  ['1.1.post1', '== 1.1.*', true],
  ['1.1a1', '== 1.1.*', false],
  ['1.1a1', '== 1.1.*, >=1.1a1', true],
  ['1.1', '== 1.1.0', true],
  ['1.1', '== 1.1.dev1', false],
  ['1.1', '== 1.1.0.*', true],
  ['1.1+local', '== 1.1', true],
  ['1.1+local', '== 1.1+other', false],
  ['1.1.post1', '!= 1.1.*', false],
  ['1.1', '!= 1.1.post1', true],
  ['1.7.0.post1', '>1.7', false],
  ['1.7.1', '>1.7', true],
  ['1.7.0.post3', '>1.7.post2', true],
  ['1.7+local', '>1.7', false],
  ['1.7+local', '>=1.7', true],
  ['1.7.dev1', '<1.7', false],
  ['1.7rc1', '<1.7rc2', true],
  ['2.0', '>=1.0,<2.0', false],
  ['1.5', '>=1.0,!=1.5.*,<2', false],
  ['1!1.0', '<2', false],
  ['1.0', '===1.0', true],
  ['1.0.0', '===1.0', false],
  ['1.0-frog', '===1.0-FROG', true],
  ['1.0-frog', '>=0', false],
  ['1.0', '', true],
  ['1.0a1', '', false],
  ['1.0', '(>=1.0)', true],
  ['1.0', '>=1.0 ; python_version < "3"', true],
  // Poetry's.
  ['1.9', '^1.2', true],
  ['2.0', '^1.2', false],
  ['0.3', '^0.2.3', false],
  ['0.2.9', '^0.2.3', true],
  ['0.0.4', '^0.0.3', false],
  ['0.9', '^0', true],
  ['1.2.9', '~1.2.3', true],
  ['1.3', '~1.2', false],
  ['1.9', '~1', true],
  ['1.2.0', '1.2', true],
  ['1.2.9', '1.2.*', true],
  ['3.1', '^1.2 || ^3', true],
  ['1.0', '*', true],
  ['1.0', '>>>', false],
  ['1.0', 'latest', false],
  ['1.0', `${'>=0,'.repeat(10_000)}>=0`, false],
])('satisfies(%s, %s) is %s', (version, range, expected) => {
  expect(versions.satisfies(version, range)).toBe(expected);
});

it.each([
  ['1.2.3', true],
  ['1.0.post1', true],
  ['1.0+local', true],
  ['1!2.0', true],
  ['1.0a1', false],
  ['1.0.dev1', false],
  ['1.0.post1.dev2', false],
  ['2.0.0-final', false],
  ['', false],
])('isStable(%s) is %s', (version, expected) => {
  expect(versions.isStable(version)).toBe(expected);
});

it.each([
  ['Friendly-Bard', 'friendly-bard'],
  ['FRIENDLY.BARD', 'friendly-bard'],
  ['friendly--_.bard', 'friendly-bard'],
])('%s is the package %s (PEP 503)', (name, expected) => {
  expect(normaliseName(name)).toBe(expected);
});

const shared = process.env.SUTURE_TEST_SHARED;
const why = shared === undefined ? ' (skipped: SUTURE_TEST_SHARED is not set)' : '';

it.skipIf(shared === undefined)(`orders as the independent cases say${why}`, () => {
  const archive = join(shared!, 'oracles', 'version-order.tar.gz');
  const lines = execFileSync('tar', ['-xzOf', archive, 'pypi.txt'], { encoding: 'utf8' })
    .split('\n')
    .map((line) => /^([^\s/#]\S*) ([<=>]) (\S+)$/.exec(line.trim()))
    .filter((found) => found !== null);
  expect(lines.length).toBeGreaterThan(35);
  for (const [line, a, order, b] of lines)
    expect(sign(a!, b!), line).toBe({ '<': -1, '=': 0, '>': 1 }[order as '<' | '=' | '>']);
});

it.skipIf(shared === undefined)(`takes all but the dirt of real advisories for versions${why}`, () => {
  const text = gunzipSync(readFileSync(join(shared!, 'advisories', 'PyPI.jsonl.gz'))).toString();
  const listed = new Set<string>();
  for (const line of text.trim().split('\n'))
    for (const { versions: names = [] } of (JSON.parse(line) as { affected: { versions?: string[] }[] })
      .affected)
      for (const name of names) listed.add(name);
  const invalid = [...listed].filter((version) => parseVersion(version) === undefined);
  expect(listed.size).toBeGreaterThan(10_000);
  // What Python's own `packaging` refuses, too.
  expect(invalid).toHaveLength(75);
  for (const version of invalid) expect(sign(version, '0.dev0')).toBe(-1);
});

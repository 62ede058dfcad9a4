import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import fc from 'fast-check';
import semver from 'semver';
import { describe, expect, it } from 'vitest';
import { versions } from './versions.ts';

const sign = (a: string, b: string) => Math.sign(versions.compare(a, b));

describe('compare', () => {
  it.each([
    ['1.2.3', '<', '1.2.4'],
    ['1.9.0', '<', '1.10.0'],
    ['1.0.0-alpha', '<', '1.0.0-alpha.1'],
    ['1.0.0-alpha.1', '<', '1.0.0-alpha.beta'],
    ['1.0.0-beta.2', '<', '1.0.0-beta.11'],
    ['1.0.0-rc.1', '<', '1.0.0'],
    ['1.2.3-r100', '<', '1.2.3-r2'],
    ['1.2.3-R2', '<', '1.2.3-r100'],
    ['1.2.3', '=', 'v1.2.3'],
    ['1.2.3+linux', '=', '1.2.3+mac'],
    ['131071.0.0', '<', '131072.0.0'],
    ['99999999999999999991.0.0', '<', '99999999999999999992.0.0'],
    ['2.0.0', '<', '99999999999999999992.0.0'],
    // Bounds that advisories really carry.
    ['13.0', '=', '13.0.0'],
    ['0', '=', '0.0.0'],
    ['3.0.RC3', '<', '3.0.0'],
    ['3.0.RC2', '<', '3.0.RC3'],
    ['2.9.9', '<', '3.0.RC3'],
    ['1.0.0beta2', '<', '1.0.0'],
    ['1.2.3.4', '=', '1.2.3'],
    ['', '<', '0.0.0-0'],
    ['latest', '<', '0.0.0-0'],
    ['latest', '<', 'next'],
    ['82dcc8e914dabd9305ab9ae580709a7825e824f5', '<', '0.0.1'],
  ] as const)('%s %s %s', (a, order, b) => {
    const expected = { '<': -1, '=': 0 }[order];
    expect(sign(a, b)).toBe(expected);
    expect(sign(b, a)).toBe(0 - expected);
  });

  const dirty = fc.oneof(
    fc.string(),
    fc.stringMatching(/^v?\d{1,3}(\.\d{1,6}){0,3}([-+.]?[0-9a-zA-Z.-]{0,6})?$/),
    fc.stringMatching(/^\d\.\d\.\d(-[01ab.]{1,3})?$/),
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
        if (sign(x, y) === 0 && sign(y, z) === 0) expect(sign(x, z)).toBe(0);
        if (sign(x, y) === 0) expect(sign(x, z)).toBe(sign(y, z));
      }),
      { numRuns: 3000 },
    );
  });

  it('agrees with node-semver on every strict version', () => {
    const strict = fc
      .stringMatching(/^\d{1,7}\.\d{1,2}\.\d{1,2}(-[0-9a-c]{1,2}(\.[0-9a-c]{1,2}){0,2})?(\+[a-z])?$/)
      .filter((text) => semver.valid(text) !== null);
    fc.assert(
      fc.property(strict, strict, (a, b) => {
        expect(sign(a, b)).toBe(semver.compare(a, b));
      }),
      { numRuns: 3000 },
    );
  });
});

it.each([
  ['1.2.3', '^1.2.0', true],
  ['2.0.0', '^1.2.0 || 2.x', true],
  ['1.3.0-beta.1', '^1.2.0', false],
  ['1.3.0-beta.2', '^1.3.0-beta.1', true],
  ['1.0.0', '', true],
  ['1.0.0', 'latest', false],
  ['not a version', '*', false],
  ['1.0.0', '>>>', false],
])('satisfies(%s, %s) is %s', (version, range, expected) => {
  expect(versions.satisfies(version, range)).toBe(expected);
});

it.each([
  ['1.2.3', true],
  ['v1.2.3+build', true],
  ['13.0', true],
  ['1.2.3-0', false],
  ['3.0.RC3', false],
  ['latest', false],
  ['', false],
])('isStable(%s) is %s', (version, expected) => {
  expect(versions.isStable(version)).toBe(expected);
});

const shared = process.env.SUTURE_TEST_SHARED;
it.skipIf(shared === undefined)(
  `orders as the independent cases say${shared === undefined ? ' (skipped: SUTURE_TEST_SHARED is not set)' : ''}`,
  () => {
    const archive = join(shared!, 'oracles', 'version-order.tar.gz');
    const lines = execFileSync('tar', ['-xzOf', archive, 'semver.txt'], { encoding: 'utf8' })
      .split('\n')
      .map((line) => /^([^\s/#]\S*) ([<=>]) (\S+)$/.exec(line.trim()))
      .filter((found) => found !== null);
    expect(lines.length).toBeGreaterThan(80);
    for (const [line, a, order, b] of lines)
      expect(sign(a!, b!), line).toBe({ '<': -1, '=': 0, '>': 1 }[order as '<' | '=' | '>']);
  },
);

import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import fc from 'fast-check';
import semver from 'semver';
import { expect, it } from 'vitest';
import { compareSemver, parseSemver } from './semver.ts';

it.each([
  ['1.2.3', ['1', '2', '3'], [], []],
  ['v1.2.3-rc.1+b.2', ['1', '2', '3'], ['rc', '1'], ['b', '2']],
  ['1', ['1', '0', '0'], [], []],
  ['01.002', ['1', '2', '0'], [], []],
  ['1.2.3.4.5', ['1', '2', '3'], [], ['4', '5']],
  ['1.2.3.4-beta+x', ['1', '2', '3'], ['beta'], ['4', 'x']],
  ['1.0.0beta2', ['1', '0', '0'], ['beta2'], []],
  ['3.0.RC3', ['3', '0', '0'], ['RC3'], []],
  ['1.0.0-', ['1', '0', '0'], [], []],
  ['1.0.0-a-b.c', ['1', '0', '0'], ['a-b', 'c'], []],
])('takes %s apart', (text, numbers, prerelease, build) => {
  expect(parseSemver(text)).toEqual({ numbers, prerelease, build });
});

it.each(['', 'main', 'v', '-1.0.0', '82dcc8e914dabd9305ab9ae580709a7825e824f5'])(
  'finds no version in "%s"',
  (text) => {
    expect(parseSemver(text)).toBeUndefined();
  },
);

it('agrees with node-semver on every strict version', () => {
  const strict = fc
    .stringMatching(/^\d{1,7}\.\d{1,2}\.\d{1,2}(-[0-9a-c]{1,2}(\.[0-9a-c]{1,2}){0,2})?(\+[a-z])?$/)
    .filter((text) => semver.valid(text) !== null);
  fc.assert(
    fc.property(strict, strict, (a, b) => {
      expect(Math.sign(compareSemver(a, b))).toBe(semver.compare(a, b));
    }),
    { numRuns: 2000 },
  );
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
      expect(Math.sign(compareSemver(a!, b!)), line).toBe(
        { '<': -1, '=': 0, '>': 1 }[order as '<' | '=' | '>'],
      );
  },
);

import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { testVersions } from '../versions.contract.ts';
import { versions } from './versions.ts';

const sign = (a: string, b: string) => Math.sign(versions.compare(a, b));

testVersions(versions, {
  ordered: [
    // From the specification of the order, and from what the central repository really has.
    [
      '1-alpha2snapshot',
      '1-alpha2',
      '1-beta',
      '1-milestone',
      ['1-rc', '1-cr'],
      '1-snapshot',
      '1',
      '1-sp',
      '1-x',
    ],
    ['1-a1', '1-b1', '1-m1', '1-rc1', '1'],
    [['1', '1.0', '1.0.0', '1-ga', '1-0.ga', '1.final', '1.RELEASE', '1.', '01']],
    ['1', '1-sp', '1-foo', '1-1', '1.1'],
    [['1.foo', '1-foo'], '1-1', '1.1'],
    [['1-foo2', '1-foo-2'], '1-foo10'],
    [['2.0.0.Final', '2.0.0', '2.0.0.GA'], '2.0.0.SP1', '2.0.0.Final-redhat-1', '2.0.0.Final-redhat-2'],
    ['', '1'],
    ['4.1.42.Final', '4.1.100.Final'],
    ['5.3.0-M1', '5.3.0-RC1', ['5.3.0', '5.3.0.RELEASE'], '5.3.1'],
    ['31.1-android', '31.1-jre', '32.0.0-android'],
    ['9.4.35.v20201120', '9.4.36.v20210114', '9.5'],
    ['2.10.5', '2.10.5.1', '2.11.0'],
    ['1.0-20240101.101010-1', '1.0-20240101.101010-2'],
    ['1.999999999999999', '1.1000000000000000', '1.10000000000000000000000'],
    // Two words that Maven itself orders in a circle: 1.0.alpha-1 > 1-x > 1 > 1.0.alpha-1.
    ['1.0.alpha-1', '1', '1-x'],
    ['0-alpha', '0', 'xyz'],
  ],
  satisfies: [
    ['1.0', '1.0', true],
    ['1', '1.0.0', true],
    ['1.1', '1.0', false],
    ['1.0', '[1.0]', true],
    ['1.1', '[1.0]', false],
    ['1.0', '(,1.0]', true],
    ['1.0', '(,1.0)', false],
    ['1.5', '[1.2,1.3]', false],
    ['1.9.9', '[1.0,2.0)', true],
    ['2.0', '[1.0,2.0)', false],
    ['2.0-rc1', '[1.0,2.0)', true],
    ['99', '[1.5,)', true],
    ['1.1', '(,1.0],[1.2,)', false],
    ['1.2', '(,1.0], [1.2,)', true],
    ['1.1', '(,1.1),(1.1,)', false],
    ['1', '(,)', true],
    ['1.0', '(1.0)', false],
    ['1.0', '[1.0', false],
    ['1.5', '[2.0,1.0]', false],
    ['1.5', '[1.0,2.0],[1.5,3.0]', false],
    ['1.5', '[1.0,2.0]x', false],
    ['1.0', '', false],
    ['', '', false],
  ],
  stable: [
    '1.0',
    '4.1.42.Final',
    '31.1-jre',
    '5.3.0.RELEASE',
    '2.0.0.SP1',
    '9.4.35.v20201120',
    '1.0-redhat-3',
    '1-b',
  ],
  unstable: [
    '1.0-SNAPSHOT',
    '1.0-M1',
    '1.0.0.Beta1',
    '1.0-rc-2',
    '2.0.0.CR1',
    '1.0a1',
    '1.0-alpha',
    'RELEASE',
    '',
  ],
  alphabet: '0012aabmrcsx..--[](),',
});

/**
 * The specification's page says that these are equal, and the case follows it. Maven 3.9.9, asked by
 * `java -jar maven-artifact-3.9.9.jar 1-1 1-ga-1`, says that 1-1 is newer: it drops the `ga` but keeps its part.
 */
const ours = new Map([['1-1 = 1-ga-1', '>']]);

const shared = process.env.SUTURE_TEST_SHARED;
describe.skipIf(shared === undefined)(
  `independent cases${shared === undefined ? ' (skipped: SUTURE_TEST_SHARED is not set)' : ''}`,
  () => {
    it('are ordered as they say', () => {
      const archive = join(shared!, 'oracles', 'version-order.tar.gz');
      const lines = execFileSync('tar', ['-xzOf', archive, 'maven.txt'], { encoding: 'utf8' })
        .split('\n')
        .map((line) => /^([^\s/#]\S*) ([<=>]) (\S+)$/.exec(line.trim()))
        .filter((found) => found !== null);
      expect(lines.length).toBeGreaterThan(95);
      for (const [line, a, order, b] of lines)
        expect('<=>'[sign(a!, b!) + 1], line).toBe(ours.get(line) ?? order);
    });
  },
);

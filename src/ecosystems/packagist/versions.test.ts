import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { testVersions } from '../versions.contract.ts';
import { versions } from './versions.ts';

testVersions(versions, {
  ordered: [
    // The order of stabilities in PHP's documentation of version_compare.
    ['1.0-dev', '1.0-alpha1', '1.0-beta1', '1.0-RC1', ['1.0', '1.0.0', 'v1.0.0.0', '1.0-stable'], '1.0-p1'],
    [['1.0.0-a1', '1.0.0alpha1'], ['1.0.0b2', '1.0.0-beta.2'], '1.0.0rc10', '1.0.0'],
    ['1.9', '1.10', '1.x-dev', '2.0-dev', '2.0'],
    [['1.0.0+one', '1.0.0+two', '1.0.0'], '1.0.1'],
    ['20100101', '20100102'],
    // Bounds that advisories really carry.
    ['0', '2.3.2', '2.3.2-p2', '2.4.4-p9', '2.4.5-p8', '2.4.7-p1'],
    ['4.0.0-alpha2', '4.0.0-rc2', '4.0.0-rc10', '4.0.0'],
    ['', 'dev-main', 'main', '0'],
  ],
  // The examples of Composer's article "Versions and constraints".
  satisfies: [
    ['1.0.2', '1.0.2', true],
    ['1.5', '>=1.0 <2.0', true],
    ['2.0-beta', '>=1.0 <2.0', false],
    ['1.2', '>=1.0 <1.1 || >=1.2', true],
    ['1.1', '>=1.0 <1.1 || >=1.2', false],
    ['2.0.9', '1.0 - 2.0', true],
    ['2.1', '1.0 - 2.0', false],
    ['2.1.0', '1.0.0 - 2.1.0', true],
    ['2.1.1', '1.0.0 - 2.1.0', false],
    ['1.0.9', '1.0.*', true],
    ['1.1', '1.0.*', false],
    ['1.9', '~1.2', true],
    ['2.0', '~1.2', false],
    ['1.2.9', '~1.2.3', true],
    ['1.3', '~1.2.3', false],
    ['1.9', '^1.2.3', true],
    ['2.0-dev', '^1.2.3', false],
    ['0.3.9', '^0.3', true],
    ['0.4', '^0.3', false],
    ['0.0.4', '^0.0.3', false],
    ['1.2.0-beta1', '^1.2', true],
    ['1.2.0-alpha1', '^1.2.0-beta1', false],
    ['7.0', '*', true],
    ['1.5', '^1.0|^2.0', true],
    ['1.0', '!= 1.0', false],
    ['1.0.1', '> 1.0, <= 1.0.1', true],
    ['dev-main', 'dev-main#4a9c2d1', true],
    ['dev-main', '^1.0', false],
    ['1.0', '^1.0@beta', true],
    ['1.0', 'nonsense', false],
    ['1.0', '', false],
  ],
  stable: ['1.0', 'v1.0.0', '2.4.5-p8', '20100102'],
  unstable: ['1.0-dev', '1.x-dev', '1.0RC1', '1.0.0-alpha2', 'dev-main', ''],
  alphabet: '0123.-~^>=<!|*, abdevrcpx',
});

const shared = process.env.SUTURE_TEST_SHARED;
const why = shared === undefined ? ' (skipped: SUTURE_TEST_SHARED is not set)' : '';

describe.skipIf(shared === undefined)(`independent order of versions${why}`, () => {
  const differences = [
    // Composer fills up to four numbers before PHP compares: both are 1.0.0.0.
    '1.0.0 > 1.0',
    // Would make 1.2.3 and 1.2.3.1 equal; `#` is nothing that Composer takes for a version.
    '1.2.3.# = 1.2.3.1',
  ];

  it('agrees on every line but those that are listed', () => {
    const archive = join(shared!, 'oracles', 'version-order.tar.gz');
    const text = execFileSync('tar', ['-xzOf', archive, 'packagist.txt'], { encoding: 'utf8' });
    const lines = text.split('\n').filter((line) => /^\S+ [<=>] \S+$/.test(line));
    expect(lines.length).toBeGreaterThan(80);
    const wrong = lines.filter((line) => {
      const [a, order, b] = line.split(' ') as [string, '<' | '=' | '>', string];
      return Math.sign(versions.compare(a, b)) !== { '<': -1, '=': 0, '>': 1 }[order];
    });
    expect(wrong).toEqual(differences);
  });
});

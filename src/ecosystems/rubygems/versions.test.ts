import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { testVersions } from '../versions.contract.ts';
import { versions } from './versions.ts';

testVersions(versions, {
  ordered: [
    // The examples of Gem::Version's documentation.
    ['1.0.a', '1.0.b1', ['1.0', '1', '1.0.0']],
    ['0.9', '1.0.a.2', '1.0.b1', '1.0'],
    ['3.2', '3.10'],
    ['1.0.a9', ['1.0.a10', '1.0.a.10']],
    [['1.0.0.a.0', '1.a']],
    // A dash is a pre-release, not a further number.
    [['1.0-1', '1.0.pre.1'], '1.0', '1.0.1'],
    ['1.0.0.RC1', '1.0.0.rc1', '1.0.0'],
    // Bounds that advisories really carry.
    ['0', '2.0.0.pre.rc.1', '2.0.0', '6.0.1', '6.0.1.1'],
    [['1.01', '1.1'], '1.2'],
    ['', 'main', '0.a', '0'],
  ],
  satisfies: [
    ['2.2.0', '~> 2.0, >= 2.2.0', true],
    ['2.1.9', '~> 2.0, >= 2.2.0', false],
    ['3.0', '~> 2.2', false],
    ['2.9', '~> 2.2', true],
    ['2.3.0', '~> 2.2.0', false],
    ['2.2.9', '~> 2.2.0', true],
    ['2.9', '~> 2', true],
    ['3', '~> 2', false],
    ['3.0.a', '~> 2.2', false],
    ['2.2.b', '~> 2.2', false],
    ['2.2.b', '~> 2.2.a', true],
    ['1.0.0', '1.0', true],
    ['1.0.1', '= 1.0', false],
    ['1.0.1', '!= 1.0', true],
    ['1.0', '>1.0', false],
    ['1.0', '<= 1.0', true],
    ['0.9', '< 1.0', true],
    ['1.0', '', true],
    ['1.0', '>= 0', true],
    ['main', '>= 0', false],
    ['1.0', '^1.0', false],
    ['1.0', '>= 1.0 < 2', false],
  ],
  stable: ['1.0', '6.0.1.1', '20240101'],
  unstable: ['1.0.rc1', '1.0-1', '2.0.0.pre', 'main', ''],
  alphabet: '0123.-~>=<!, ab',
});

const shared = process.env.SUTURE_TEST_SHARED;
const why = shared === undefined ? ' (skipped: SUTURE_TEST_SHARED is not set)' : '';

describe.skipIf(shared === undefined)(`independent order of versions${why}`, () => {
  it('agrees on every line', () => {
    const archive = join(shared!, 'oracles', 'version-order.tar.gz');
    const text = execFileSync('tar', ['-xzOf', archive, 'rubygems.txt'], { encoding: 'utf8' });
    const lines = text.split('\n').filter((line) => /^\S+ [<=>] \S+$/.test(line));
    expect(lines.length).toBeGreaterThan(20);
    const wrong = lines.filter((line) => {
      const [a, order, b] = line.split(' ') as [string, '<' | '=' | '>', string];
      return Math.sign(versions.compare(a, b)) !== { '<': -1, '=': 0, '>': 1 }[order];
    });
    expect(wrong).toEqual([]);
  });
});

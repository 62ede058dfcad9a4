import { expect, it } from 'vitest';
import { testVersions } from '../versions.contract.ts';
import { normalise } from './normalise.ts';
import { versions } from './versions.ts';

testVersions(versions, {
  ordered: [
    [
      '1.0.0-alpha',
      '1.0.0-beta.2',
      '1.0.0-beta.11',
      ['1.0.0', 'v1.0.0', '1.0.0+build'],
      '1.0.1',
      '1.10.0',
      '2.0.0',
    ],
    ['', 'main', '0.0.0'],
  ],
  satisfies: [
    ['1.9.0', 'from: "1.2.3"', true],
    ['2.0.0', 'from: "1.2.3"', false],
    ['1.2.2', 'from: "1.2.3"', false],
    ['1.9.0', '.upToNextMajor(from: "1.2.3")', true],
    ['1.2.9', '.upToNextMinor(from: "1.2.3")', true],
    ['1.3.0', '.upToNextMinor(from: "1.2.3")', false],
    ['1.2.3', 'exact: "1.2.3"', true],
    ['1.2.4', '.exact("1.2.3")', false],
    ['1.2.3', '.exact("1.2.3")', true],
    ['1.5.0', '"1.2.3"..<"2.0.0"', true],
    ['2.0.0', '"1.2.3"..<"2.0.0"', false],
    ['2.0.0', '"1.2.3"..."2.0.0"', true],
    ['1.5.0-beta', 'from: "1.2.3"', false],
    ['1.5.0-beta', 'from: "1.2.3-alpha"', true],
    ['1.2.3', 'branch: "main"', false],
    ['main', 'from: "1.2.3"', false],
  ],
  stable: ['1.0.0', 'v1.0.0'],
  unstable: ['1.0.0-beta.1', 'main', ''],
  alphabet: '0123.-+v".<from:exact()',
});

it.each([
  ['https://github.com/apple/swift-nio.git', 'github.com/apple/swift-nio'],
  ['https://GitHub.com/Alamofire/Alamofire/', 'github.com/Alamofire/Alamofire'],
  ['git@github.com:apple/swift-nio.git', 'github.com/apple/swift-nio'],
  ['ssh://git@bitbucket.acme.example:7999/ios/kit.git', 'bitbucket.acme.example/ios/kit'],
  ['github.com/apple/swift-nio', 'github.com/apple/swift-nio'],
  ['mona.LinkedList', 'mona.LinkedList'],
])('normalises %s', (name, expected) => {
  expect(normalise(name)).toBe(expected);
});

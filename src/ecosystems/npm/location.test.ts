import { expect, it } from 'vitest';
import { lookupFolders, parseLocation } from './location.ts';

it.each([
  ['', { outside: false }],
  ['packages/a', { outside: false }],
  ['node_modules/a', { name: 'a', outside: false }],
  ['packages/x/node_modules/@s/b', { name: '@s/b', outside: false }],
  ['node_modules/a/node_modules/b', { name: 'b', outside: false }],
  ['../lib', { outside: true }],
  ['../../lib/node_modules/c', { name: 'c', outside: true }],
  ['..', { outside: true }],
  ['/etc', undefined],
  ['C:/x', undefined],
  ['..\\x', undefined],
  ['node_modules/../x', undefined],
  ['../x/../y', undefined],
  ['a//b', undefined],
  ['./a', undefined],
  ['a/', undefined],
  ['node_modules/a/'.repeat(40).slice(0, -1), undefined],
  [`node_modules/${'a'.repeat(5000)}`, undefined],
])('takes %s apart', (location, expected) => {
  expect(parseLocation(location)).toEqual(expected);
});

it.each([
  ['', ['']],
  ['node_modules/a', ['node_modules/a', '']],
  ['packages/x', ['packages/x', 'packages', '']],
  ['packages/x/node_modules/@s/b', ['packages/x/node_modules/@s/b', 'packages/x', 'packages', '']],
  // The folders above a repository are not ours to look into, and its own are not above a sibling.
  ['../lib/node_modules/b', ['../lib/node_modules/b', '../lib', '..']],
])('looks from %s upwards', (location, expected) => {
  expect(lookupFolders(location)).toEqual(expected);
});

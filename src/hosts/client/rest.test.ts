import { expect, test } from 'vitest';
import { path } from './rest.ts';

test.each([
  ['pay', '/r/pay/x'],
  ['{7dd6-x}', '/r/%7B7dd6-x%7D/x'],
  ['feature/a#b', '/r/feature%2Fa%23b/x'],
  ['~ann', '/r/~ann/x'],
  ['a b+c%', '/r/a%20b%2Bc%25/x'],
])('%s stays one segment', (name, escaped) => {
  expect(path`/r/${name}/x`).toBe(escaped);
});

test.each(['', '.', '..'])('%j does not climb', (name) => {
  expect(() => path`/r/${name}/x`).toThrow('no name');
});

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { recoverJson } from './recover.ts';

it.each([
  ['{"a": {"b": 1, "c": "x', { a: { b: 1 } }],
  ['{"a": [1, 2, {"b": tr', { a: [1, 2, {}] }],
  ['{"a": 1 "b": 2}', { a: 1 }],
  ['{"a": 1, "b"}', { a: 1 }],
  ['{"a": 1,}', { a: 1 }],
  ['{"a": 1}, {"b": 2}', { a: 1 }],
  ['[1, oops, 2]', [1]],
  ['', undefined],
  ['nonsense', undefined],
])('reads what stands before the mistake in %s', (text, expected) => {
  expect(recoverJson(text).value).toEqual(expected);
});

it('reads what JSON.parse reads', () => {
  fc.assert(
    fc.property(fc.json(), (text) => {
      expect(recoverJson(text).value).toEqual(JSON.parse(text));
    }),
  );
});

it('makes own properties of names that objects inherit', () => {
  const value = recoverJson('{"__proto__": {"polluted": 1}, "b": ').value as object;
  expect(Object.keys(value)).toEqual(['__proto__']);
  expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
});

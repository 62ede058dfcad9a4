import { expect, it } from 'vitest';
import { scanKeys } from './scan.ts';

function keysOf(text: string): string[] {
  const keys: string[] = [];
  scanKeys(text, (path, line) => keys.push(`${line}:${path.join('/')}`));
  return keys;
}

it.each([
  ['{"a": 1, "b": {"c": "d"}}', ['1:a', '1:b', '1:b/c']],
  ['{\n"a"\r\n:\n[{"b": 1}, "c", {"d": {}}],\n"e": 1}', ['2:a', '4:a//b', '4:a//d', '5:e']],
  ['{"quote \\" and \\\\": {"\\u0061": 1}}', ['1:quote " and \\', '1:quote " and \\/a']],
  ['{"braces": "{\\"no\\": 1}", "after": 1}', ['1:braces', '1:after']],
  ['{"a": {"b": 1}, "cut', ['1:a', '1:a/b']],
  ['}}]{"a": 1}', ['1:a']],
  ['', []],
])('finds the keys of %j', (text, expected) => {
  expect(keysOf(text)).toEqual(expected);
});

it('stops where a text nests too deep', () => {
  expect(scanKeys(`\n${'{"a":'.repeat(1000)}`, () => {})).toBeUndefined();
  expect(scanKeys(`\n${'{"a":'.repeat(2_000_000)}`, () => {})).toBe(2);
});

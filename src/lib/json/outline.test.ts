import fc from 'fast-check';
import { expect, it } from 'vitest';
import { outlineJson } from './outline.ts';

it.each<[text: string, expected: string[], wrong: number | undefined]>([
  ['{"a": 1, "b": {"c": "d"}}', ['1 a=1', '1 b/c=d'], undefined],
  ['{\n"a":\n[{"b": true}, "c", []]\n}\n', ['3 a/0/b=true', '3 a/1=c'], undefined],
  ['{"a\\"\\u0062": "\\n"}', ['1 a"b=\n'], undefined],
  ['{"a": 1,\n "b', ['1 a=1'], 2],
  ['{"a": 1,\n "b": }', ['1 a=1'], 2],
  ['{"a": 1 "b": 2}', ['1 a=1'], 1],
  ['{"a": [1, 2}', ['1 a/0=1', '1 a/1=2'], 1],
  ['{"a": 1}\n{', ['1 a=1'], 2],
  ['{"a": nonsense}', [], 1],
  ['{"a" 1}', [], 1],
  ['{1: 1}', [], 1],
  ['"a"', [], 1],
  ['', [], 1],
])('lists the scalars of %j', (text, expected, wrong) => {
  const found = outlineJson(text);
  expect(found.entries.map(({ path, value, line }) => `${line} ${path.join('/')}=${value}`)).toEqual(
    expected,
  );
  expect(found.wrong).toBe(wrong);
});

it('reads what JSON.parse reads', () => {
  const flatten = (value: unknown, path: string[]): [string[], string][] =>
    typeof value === 'object' && value !== null
      ? Object.entries(value).flatMap(([key, item]) => flatten(item, [...path, key]))
      : [[path, typeof value === 'string' ? value : JSON.stringify(value)]];
  const container = fc.oneof(fc.array(fc.jsonValue()), fc.dictionary(fc.string(), fc.jsonValue()));
  fc.assert(
    fc.property(container, fc.constantFrom(0, 2), (value, indent) => {
      const { entries, wrong } = outlineJson(JSON.stringify(value, null, indent));
      expect(wrong).toBeUndefined();
      const sorted = (list: [string[], string][]) => list.map((entry) => JSON.stringify(entry)).sort();
      const found = entries.map(({ path, value }): [string[], string] => [path, value]);
      expect(sorted(found)).toEqual(sorted(flatten(JSON.parse(JSON.stringify(value)), [])));
    }),
  );
});

it('costs what the text costs, however deep or long', () => {
  expect(outlineJson('['.repeat(5_000_000)).wrong).toBe(1);
  expect(outlineJson(`{"a": "${'\\'.repeat(5_000_000)}`).wrong).toBe(1);
  expect(outlineJson(`{"a": ${'1'.repeat(5_000_000)}}`).wrong).toBe(1);
});

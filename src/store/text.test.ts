import fc from 'fast-check';
import { expect, test } from 'vitest';
import { clean, json } from './text.ts';

test.each([
  ['plain', 'plain'],
  ['a\0b', 'a\ufffdb'],
  [
    ['\0', null, 1],
    ['\ufffd', null, 1],
  ],
  [null, null],
  [7, 7],
])('clean(%j) is %j', (given, wanted) => {
  expect(clean(given)).toEqual(wanted);
});

test.each([
  [{ '\0': '\0' }, '{"\ufffd":"\ufffd"}'],
  ['\ud800x\udfff', '"\ufffdx\ufffd"'],
  ['😀', '"😀"'],
  ['\\u0000', '"\\\\u0000"'],
  ['\\\0', '"\\\\\ufffd"'],
  ['\\\\ud800', '"\\\\\\\\ud800"'],
  ['\0\0', '"\ufffd\ufffd"'],
])('json(%j) is %s', (given, wanted) => {
  expect(json(given)).toBe(wanted);
});

test('json changes nothing else, and leaves nothing that PostgreSQL refuses', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.string({ unit: 'binary' }), (value, text) => {
      const wanted = JSON.parse(JSON.stringify([value, text]).replaceAll('\\u0000', '\ufffd')) as unknown;
      fc.pre(!JSON.stringify([value, text]).includes('\\\\u0000'));
      expect(JSON.parse(json([value, text]))).toEqual(wanted);
      expect(JSON.parse(json(`${text}\0`)) as string).not.toContain('\0');
    }),
  );
});

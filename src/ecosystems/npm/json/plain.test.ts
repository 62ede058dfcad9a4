import { expect, it } from 'vitest';
import { toPlainJson } from './plain.ts';

it.each([
  ['{"a": [1, 2,], }', '{"a": [1, 2 ]  }'],
  ['{"a": 1, // why, }\n}', '{"a": 1           \n}'],
  ['{"a": /* two\nlines */ 1}', '{"a":       \n         1}'],
  ['{"a, }": "// no", "b": "\\",}"}', '{"a, }": "// no", "b": "\\",}"}'],
  ['{"a": 1, "cut', '{"a": 1, "cut'],
  ['/* open, }', '          '],
  ['', ''],
])('leaves nothing but JSON of %j', (text, expected) => {
  expect(toPlainJson(text)).toBe(expected);
});

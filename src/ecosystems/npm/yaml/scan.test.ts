import fc from 'fast-check';
import { expect, it } from 'vitest';
import { stringify } from 'yaml';
import { flowEntries, scanYaml } from './scan.ts';

function scan(text: string) {
  const seen: string[] = [];
  const unclear = scanYaml(text, (path, value, line) => seen.push(`${line}:${path.join('/')}=${value}`));
  return { seen, unclear };
}

it.each([
  ['a: 1\nb:\n  c: d: e\n  f:\n', ['1:a=1', '2:b=', '3:b/c=d: e', '4:b/f=']],
  ['a:\n    b:\n      c: 1\n    d: 2\n', ['1:a=', '2:a/b=', '3:a/b/c=1', '4:a/d=2']],
  [`'it''s': "a\\tb"\n"c: d": 'e: f'\n`, ["1:it's=a\tb", '2:c: d=e: f']],
  ['# no: 1\na: 1 # why\nb: "1 # no"\nc: x#y\n', ['2:a=1', '3:b=1 # no', '4:c=x#y']],
  ['a: >-\n  not: a key\n\n  nor: this\nb: |\n  c: 1\nd: 2\n', ['1:a=', '5:b=', '7:d=2']],
  ['a: "begun: here\n  b: still text"\nc: 1\n', ['1:a=', '3:c=1']],
  ['a: begun\n  and continued\nb: 1\n', ['1:a=begun', '3:b=1']],
  ['a:\n  - x\n  - y: z\nb: [c, d]\n', ['1:a=', '4:b=[c, d]']],
  [
    '? long\n: 1\n? "longer"\n:\n  a: 1\n? longest\n: b: 1\n  c: 2\n',
    ['1:long=1', '3:longer=', '5:longer/a=1', '6:longest=', '6:longest/b=1', '8:longest/c=2'],
  ],
  ['---\na:\n  b: 1\n---\nc: 1\n...\n', ['2:a=', '3:a/b=1', '5:c=1']],
  ['git+ssh://x: y://z\n', ['1:git+ssh://x=y://z']],
])('reads %j', (text, expected) => {
  expect(scan(text)).toEqual({ seen: expected, unclear: undefined });
});

it.each([
  ['a: 1\nprose\n', 2],
  ['a: &x 1\nb: *x\n', 1],
  ['a:\n  : b\n', undefined],
  ['"open: 1\n', 1],
  [': 1\n', undefined],
])('finds the first line of %j that is no part of it', (text, expected) => {
  expect(scan(text).unclear).toBe(expected);
});

it('reads what a YAML library writes', () => {
  const text = fc.stringMatching(/^[\w@/.:^~ '"#()*&!?-]{0,30}$/);
  fc.assert(
    fc.property(fc.dictionary(text, fc.dictionary(text, text), { noNullPrototype: true }), (value) => {
      const expected: string[] = [];
      for (const [a, entries] of Object.entries(value))
        for (const [b, c] of Object.entries(entries)) expected.push(JSON.stringify([a, b, c]));
      const found: string[] = [];
      scanYaml(stringify(value, { lineWidth: 0, blockQuote: false }), (path, scalar) => {
        if (path.length === 2) found.push(JSON.stringify([...path, scalar]));
      });
      expect(found).toEqual(expected);
    }),
  );
});

it.each([
  [
    '{integrity: sha512-a==, tarball: https://x/y.tgz}',
    { integrity: 'sha512-a==', tarball: 'https://x/y.tgz' },
  ],
  [`{ 'a': "b", type: git }`, { a: 'b', type: 'git' }],
  ['{integrity}', {}],
  ['[x]', {}],
  ['', {}],
])('takes %j apart', (text, expected) => {
  expect(Object.fromEntries(flowEntries(text))).toEqual(expected);
});

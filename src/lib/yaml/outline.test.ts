import { expect, it } from 'vitest';
import { outline } from './outline.ts';

it.each<[name: string, text: string, expected: string[], wrong: number[]]>([
  [
    'mappings',
    'a:\n  b: 1\n  c:\n    "d e": "x # y" # z\nf: \'it\'\'s\'',
    ['1 a=', '2 a/b=1', '3 a/c=', '4 a/c/d e=x # y', "5 f=it's"],
    [],
  ],
  [
    'lists of mappings',
    'p:\n- q:\n    r: 1\n  s: 2\n- t: 3\nu: 4',
    ['1 p=', '2 p/-/q=', '3 p/-/q/r=1', '4 p/-/s=2', '5 p/-/t=3', '6 u=4'],
    [],
  ],
  [
    'indented lists',
    'p:\n  - a\n  - b: 1\n    c: 2\nd:',
    ['1 p=', '2 p/-=a', '3 p/-/b=1', '4 p/-/c=2', '5 d='],
    [],
  ],
  ['lists in lists', '- - a: 1\n    b: 2\n- c', ['1 -/-/a=1', '2 -/-/b=2', '3 -=c'], []],
  ['values with colons', 'url: https://x:1/y\nat: 10:20', ['1 url=https://x:1/y', '2 at=10:20'], []],
  ['block scalars', 'a: |\n  b: 1\n\n  c: 2\nd: >-\n  e\nf: 1', ['1 a=', '5 d=', '7 f=1'], []],
  ['documents and comments', '---\n# c\na: 1\n...\n', ['3 a=1'], []],
  ['flow as text', 'a: {b: 1, c: [*d]}', ['1 a={b: 1, c: [*d]}'], []],
  ['what is no YAML of this kind', 'a: 1\nnonsense\n{b: 1}\n  [c', ['1 a=1'], [2, 3, 4]],
  ['nothing', '', [], []],
])('reads %s', (_, text, expected, wrong) => {
  const found = outline(text);
  expect(found.entries.map(({ path, value, line }) => `${line} ${path.join('/')}=${value}`)).toEqual(
    expected,
  );
  expect(found.wrong).toEqual(wrong);
});

it('costs what the text costs, however deep or long', () => {
  const deep = Array.from({ length: 3000 }, (_, i) => `${' '.repeat(i)}k:`).join('\n');
  expect(outline(deep).entries).toHaveLength(50);
  expect(outline(`${'- '.repeat(90_000)}a: 1`).entries).toHaveLength(1);
  expect(outline(`a: "${'\\'.repeat(20_000_000)}`)).toEqual({ entries: [], wrong: [1] });
  expect(outline(`a: x${' '.repeat(100_000)}y`).entries).toHaveLength(1);
});

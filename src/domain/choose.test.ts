import { describe, expect, it } from 'vitest';
import { choose } from './choose.ts';

const fix = (id: string, resolves: string[], changes: number) => ({
  id,
  fix: { resolves, changed: Array.from({ length: changes }, (_, i) => ({ name: `p${i}` })) },
});

describe('choosing among verified fixes', () => {
  const cases: [string, ReturnType<typeof fix>[], string[], string[]][] = [
    ['independent ones are all taken', [fix('a', ['1'], 1), fix('b', ['2'], 1)], ['a', 'b'], []],
    [
      'one that closes everything supersedes the others',
      [fix('a', ['1'], 1), fix('b', ['1', '2', '3'], 1)],
      ['b'],
      ['a'],
    ],
    [
      'fewer changes per finding come first',
      [fix('a', ['1', '2'], 8), fix('b', ['1'], 1), fix('c', ['2'], 1)],
      ['b', 'c'],
      ['a'],
    ],
    ['the same fix twice is taken once', [fix('b', ['1'], 1), fix('a', ['1'], 1)], ['a'], ['b']],
    [
      'one that closes something more is kept',
      [fix('a', ['1', '2'], 1), fix('b', ['2', '3'], 1)],
      ['a', 'b'],
      [],
    ],
  ];
  it.each(cases)('%s', (_, fixes, taken, superseded) => {
    const chosen = choose(fixes);
    expect(chosen.taken.map(({ id }) => id)).toEqual(taken);
    expect(chosen.superseded.map(({ id }) => id)).toEqual(superseded);
  });
});

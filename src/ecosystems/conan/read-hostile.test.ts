import { expect, it } from 'vitest';
import { conan } from './index.ts';

/** Inputs too large to keep as files. Each ends at once, or the test runner's own limit stops it. */
const cases: [name: string, text: () => string, count: number, codes: string[]][] = [
  ['30 MB of blanks', () => ' '.repeat(30_000_000), 0, ['file-too-large']],
  ['lists in lists', () => '['.repeat(5_000_000), 0, ['lockfile-invalid']],
  [
    'more packages than anybody has',
    () => JSON.stringify({ version: '0.5', requires: Array.from({ length: 25_000 }, (_, i) => `p${i}/1.0`) }),
    20000,
    ['too-many-packages'],
  ],
  [
    'a graph of all with all',
    () =>
      JSON.stringify({
        graph_lock: {
          nodes: Object.fromEntries(
            Array.from({ length: 700 }, (_, i) => [
              i,
              { ref: `p${i}/1.0`, requires: Array.from({ length: 700 }, (_, k) => String(k)) },
            ]),
          ),
        },
      }),
    700,
    [],
  ],
];

it.each(cases)('survives %s', async (_, text, count, codes) => {
  const content = text();
  const read = async (path: string) => (path === 'conan.lock' ? content : undefined);
  const { manifests, problems } = await conan.read({ read }, ['conan.lock']);
  expect(manifests.flatMap((manifest) => manifest.packages)).toHaveLength(count);
  expect(problems.filter(({ harmless }) => harmless !== true).map((p) => p.code)).toEqual(codes);
});

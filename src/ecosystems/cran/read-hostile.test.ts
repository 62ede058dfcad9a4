import { expect, it } from 'vitest';
import { cran } from './index.ts';

/** Inputs too large to keep as files. Each ends at once, or the test runner's own limit stops it. */
const cases: [name: string, text: () => string, count: number, codes: string[]][] = [
  ['30 MB of blanks', () => ' '.repeat(30_000_000), 0, ['file-too-large']],
  ['lists in lists', () => '['.repeat(5_000_000), 0, ['lockfile-invalid']],
  [
    'more packages than anybody has',
    () =>
      JSON.stringify({
        R: {},
        Packages: Object.fromEntries(Array.from({ length: 25_000 }, (_, i) => [`p${i}`, { Version: '1.0' }])),
      }),
    20000,
    ['too-many-packages'],
  ],
];

it.each(cases)('survives %s', async (_, text, count, codes) => {
  const content = text();
  const read = async (path: string) => (path === 'renv.lock' ? content : undefined);
  const { manifests, problems } = await cran.read({ read }, ['renv.lock']);
  expect(manifests.flatMap((manifest) => manifest.packages)).toHaveLength(count);
  expect(problems.filter(({ harmless }) => harmless !== true).map((p) => p.code)).toEqual(codes);
});

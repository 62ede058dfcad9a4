import { expect, it } from 'vitest';
import { hackage } from './index.ts';

/** Inputs too large to keep as files. Each ends at once, or the test runner's own limit stops it. */
const cases: [name: string, text: () => string, count: number, codes: string[]][] = [
  ['30 MB of blanks', () => ' '.repeat(30_000_000), 0, ['file-too-large']],
  ['lists in lists', () => '['.repeat(5_000_000), 0, ['lockfile-invalid']],
  ['one line of 10 MB', () => `constraints: a${' +b'.repeat(3_000_000)}`, 0, ['entry-invalid']],
  [
    'more packages than anybody has',
    () => `constraints: ${Array.from({ length: 25_000 }, (_, i) => `any.p${i} ==1.0,\n `).join('')}`,
    20000,
    ['too-many-packages'],
  ],
];

it.each(cases)('survives %s', async (_, text, count, codes) => {
  const content = text();
  const read = async (path: string) => (path === 'cabal.project.freeze' ? content : undefined);
  const { manifests, problems } = await hackage.read({ read }, ['cabal.project.freeze']);
  expect(manifests.flatMap((manifest) => manifest.packages)).toHaveLength(count);
  expect(problems.filter(({ harmless }) => harmless !== true).map((p) => p.code)).toEqual(codes);
});

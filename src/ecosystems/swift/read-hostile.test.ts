import { expect, it } from 'vitest';
import { swift } from './index.ts';

/** Inputs too large to keep as files. Each ends at once, or the test runner's own limit stops it. */
const cases: [name: string, text: () => string, count: number, codes: string[]][] = [
  ['30 MB of blanks', () => ' '.repeat(30_000_000), 0, ['file-too-large']],
  ['lists in lists', () => '['.repeat(5_000_000), 0, ['lockfile-invalid']],
  [
    'more pins than anybody has',
    () =>
      JSON.stringify({
        version: 2,
        pins: Array.from({ length: 12_000 }, (_, i) => ({
          location: `https://x.y/${i}`,
          state: { version: '1.0.0' },
        })),
      }),
    10000,
    ['too-many-packages'],
  ],
];

it.each(cases)('survives %s', async (_, text, count, codes) => {
  const content = text();
  const read = async (path: string) => (path === 'Package.resolved' ? content : undefined);
  const { manifests, problems } = await swift.read({ read }, ['Package.resolved']);
  expect(manifests.flatMap((manifest) => manifest.packages)).toHaveLength(count);
  expect(problems.filter(({ harmless }) => harmless !== true).map((p) => p.code)).toEqual(codes);
});

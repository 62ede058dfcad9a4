import { expect, it } from 'vitest';
import type { Inventory } from '../../domain/inventory.ts';
import { pub } from './index.ts';

/** Inputs too large to keep as files. Each ends at once, or the test runner's own limit stops it. */
const cases: [name: string, text: () => string, check: (inventory: Inventory) => void][] = [
  [
    '30 MB of blanks',
    () => `packages:\n${' '.repeat(30_000_000)}`,
    ({ problems }) => expect(problems.map((p) => p.code)).toEqual(['file-too-large']),
  ],
  [
    'more packages than anybody has',
    () =>
      `packages:\n${Array.from({ length: 30_000 }, (_, i) => `  p${i}:\n    version: "1.0.0"\n`).join('')}`,
    ({ manifests, problems }) => {
      expect(manifests[0]?.packages).toHaveLength(20_000);
      expect(problems[0]?.code).toBe('too-many-packages');
    },
  ],
  [
    'a hundred thousand wrong lines',
    () => `packages:\n${'nonsense\n'.repeat(100_000)}`,
    ({ problems }) => expect(problems).toHaveLength(51),
  ],
];

it.each(cases)('survives %s', async (_, text, check) => {
  const content = text();
  const read = async (path: string) => (path === 'pubspec.lock' ? content : undefined);
  check(await pub.read({ read }, ['pubspec.lock']));
});

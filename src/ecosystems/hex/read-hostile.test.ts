import { expect, it } from 'vitest';
import type { Inventory } from '../../domain/inventory.ts';
import { hex } from './index.ts';

/** Inputs too large to keep as files. Each ends at once, or the test runner's own limit stops it. */
const cases: [name: string, path: string, text: () => string, check: (inventory: Inventory) => void][] = [
  [
    '30 MB of blanks',
    'mix.lock',
    () => `%{\n${' '.repeat(30_000_000)}}`,
    ({ problems }) => expect(problems.map((p) => p.code)).toEqual(['file-too-large']),
  ],
  [
    'lists in lists',
    'mix.lock',
    () => `%{\n"a": {:hex, :a, "1.0.0", ${'['.repeat(1_000_000)}`,
    ({ problems }) => expect(problems.map((p) => p.code)).toEqual(['lockfile-invalid', 'lockfile-truncated']),
  ],
  [
    'a string that never ends',
    'mix.lock',
    () => `%{\n"a": {:hex, :a, "${'x\\"'.repeat(1_000_000)}`,
    ({ problems }) => expect(problems.map((p) => p.code)).toEqual(['lockfile-invalid', 'lockfile-truncated']),
  ],
  [
    'more packages than anybody has',
    'mix.lock',
    () => `%{\n${Array.from({ length: 30_000 }, (_, i) => `"p${i}": {:hex, :p${i}, "1.0.0"},\n`).join('')}}`,
    ({ manifests, problems }) => {
      expect(manifests[0]?.packages).toHaveLength(20_000);
      expect(problems[0]?.code).toBe('too-many-packages');
    },
  ],
  [
    'a program of braces',
    'mix.exs',
    () => '{:a, '.repeat(200_000) + '{:a, "'.repeat(200_000),
    ({ manifests }) => expect(manifests).toEqual([]),
  ],
];

it.each(cases)('survives %s', async (_, path, text, check) => {
  const content = text();
  check(await hex.read({ read: async (asked) => (asked === path ? content : undefined) }, [path]));
});

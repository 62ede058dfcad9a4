import { expect, it } from 'vitest';
import type { Inventory } from '../../domain/inventory.ts';
import { rubygems } from './index.ts';

/** Inputs too large to keep as files. Each ends at once, or the test runner's own limit stops it. */
const cases: [name: string, path: string, text: () => string, check: (inventory: Inventory) => void][] = [
  [
    '30 MB of blanks',
    'Gemfile.lock',
    () => `GEM\n${' '.repeat(30_000_000)}`,
    ({ problems }) => expect(problems.map((p) => p.code)).toEqual(['file-too-large']),
  ],
  [
    'a line without end',
    'Gemfile.lock',
    () => `GEM\n  specs:\n    a (1${'.1'.repeat(5_000_000)})\n\nDEPENDENCIES\n`,
    ({ problems }) => expect(problems.map((p) => p.code)).toEqual(['lockfile-invalid']),
  ],
  [
    'more gems than anybody has',
    'Gemfile.lock',
    () => `GEM\n  specs:\n${Array.from({ length: 30_000 }, (_, i) => `    g${i} (1.0.0)\n`).join('')}`,
    ({ manifests, problems }) => {
      expect(manifests[0]?.packages).toHaveLength(20_000);
      expect(problems.map((p) => p.code)).toEqual(['too-many-packages']);
    },
  ],
  [
    'one gem in twenty thousand versions, which all require it',
    'Gemfile.lock',
    () =>
      `GEM\n  specs:\n${Array.from({ length: 20_000 }, (_, i) => `    g (1.${i})\n      g\n`).join('')}\nDEPENDENCIES\n${'  g\n'.repeat(20_000)}`,
    ({ manifests }) => expect(manifests[0]?.packages.filter((p) => p.declared.length > 0)).toHaveLength(20),
  ],
  [
    'a hundred thousand wrong lines',
    'Gemfile.lock',
    () => `GEM\n  specs:\n${'nonsense\n'.repeat(100_000)}`,
    ({ problems }) => expect(problems).toHaveLength(51),
  ],
  [
    'arguments without end',
    'Gemfile',
    () => `gem "a"${', "b"'.repeat(1_000_000)}\n${'group :a,\n'.repeat(300_000)}`,
    ({ manifests }) => expect(manifests[0]?.packages).toEqual([]),
  ],
];

it.each(cases)('survives %s', async (_, path, text, check) => {
  const content = text();
  check(await rubygems.read({ read: async (asked) => (asked === path ? content : undefined) }, [path]));
});

import { expect, it } from 'vitest';
import type { Inventory } from '../../domain/inventory.ts';
import { npm } from './index.ts';

/** Inputs too large to keep as files. Each ends in a second or two, or the test runner's own limit stops it. */
const cases: [name: string, text: () => string, check: (inventory: Inventory) => void][] = [
  [
    '50 MB of blanks',
    () => `{"lockfileVersion": 3, "packages": {}}${' '.repeat(50_000_000)}`,
    ({ problems }) => expect(problems.map((p) => p.code)).toEqual(['file-too-large']),
  ],
  [
    'objects in objects',
    () => '{"dependencies": {"a": '.repeat(200_000),
    ({ problems }) => expect(problems.map((p) => p.code)).toEqual(['nested-too-deep']),
  ],
  [
    'one string that never ends',
    () => `{"packages": {"node_modules/a": {"version": "1.0.0"}, "${'a\\"'.repeat(5_000_000)}`,
    ({ manifests, problems }) => {
      expect(problems[0]?.code).toBe('json-truncated');
      expect(manifests[0]?.packages.map((p) => p.name)).toEqual(['a']);
    },
  ],
  [
    'nothing but backslashes',
    () => `{"a": "${'\\'.repeat(5_000_000)}`,
    ({ problems }) => expect(problems[0]?.code).toBe('json-truncated'),
  ],
  [
    'a hundred thousand wrong entries',
    () => `{"lockfileVersion": 3, "packages": {${Array.from({ length: 100_000 }, (_, i) => `"/${i}": 0`)}}}`,
    ({ problems }) => {
      expect(problems).toHaveLength(51);
      expect(problems.at(-1)?.message).toContain('99950 more');
    },
  ],
  [
    'more packages than anybody has',
    () => {
      const entries = Array.from({ length: 160_000 }, (_, i) => `"p${i}": {"version": "1.0.0"}`);
      return `{"lockfileVersion": 1, "dependencies": {${entries}}}`;
    },
    ({ manifests, problems }) => {
      expect(manifests[0]?.packages).toHaveLength(150_000);
      expect(problems[0]?.code).toBe('too-many-packages');
    },
  ],
  [
    'everything requires everything',
    () => {
      const names = Array.from({ length: 700 }, (_, i) => `p${i}`);
      const requires = JSON.stringify(Object.fromEntries(names.map((name) => [name, '*'])));
      const entries = names.map(
        (name) => `"node_modules/${name}": {"version": "1.0.0", "dependencies": ${requires}}`,
      );
      return `{"lockfileVersion": 3, "packages": {${entries}}}`;
    },
    ({ manifests }) => expect(manifests[0]?.packages[5]?.requiredBy).toHaveLength(699),
  ],
  [
    'one deep package that requires everything',
    () => {
      const deep = Array.from({ length: 29 }, () => 'node_modules/p').join('/');
      const entries = Array.from({ length: 50_000 }, (_, i) => `"node_modules/n${i}": {"version": "1.0.0"}`);
      const requires = Array.from({ length: 50_000 }, (_, i) => `"n${i}": "*"`);
      return `{"lockfileVersion": 3, "packages": {${entries}, "${deep}": {"version": "1.0.0", "dependencies": {${requires}}}}}`;
    },
    ({ manifests }) => expect(manifests[0]?.packages[49_999]?.requiredBy).toEqual([50_000]),
  ],
];

it.each(cases)('survives %s', async (_, text, check) => {
  const content = text();
  check(
    await npm.read({ read: async (path) => (path === 'package-lock.json' ? content : undefined) }, [
      'package-lock.json',
    ]),
  );
});

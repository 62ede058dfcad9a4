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

/** The same for the other package managers' files. */
const others: [name: string, file: string, text: () => string, check: (inventory: Inventory) => void][] = [
  [
    'descriptors without end',
    'yarn.lock',
    () => `${Array.from({ length: 300_000 }, (_, i) => `a@${i}`).join(', ')}:\n  version "1.0.0"\n`,
    ({ manifests }) => expect(manifests[0]?.packages.map((p) => p.version)).toEqual(['1.0.0']),
  ],
  [
    'more entries than anybody has',
    'yarn.lock',
    () => Array.from({ length: 160_000 }, (_, i) => `p${i}@1:\n  version "1.0.0"\n`).join('\n'),
    ({ manifests, problems }) => {
      expect(manifests[0]?.packages).toHaveLength(150_000);
      expect(problems[0]?.code).toBe('too-many-packages');
    },
  ],
  [
    'the same entry again and again',
    'yarn.lock',
    () => 'a@1:\n  version "1.0.0"\n\n'.repeat(100_000),
    ({ manifests }) => expect(new Set(manifests[0]?.packages.map((p) => p.location)).size).toBe(100_000),
  ],
  [
    'requirements that only one entry can answer',
    'yarn.lock',
    () => {
      const asked = Array.from({ length: 200_000 }, (_, i) => `    b "${i}"\n`).join('');
      return `a@1:\n  version "1.0.0"\n  dependencies:\n${asked}\nb@1:\n  version "1.0.0"\n`;
    },
    ({ manifests }) => expect(manifests[0]?.packages[1]?.requiredBy).toEqual([0]),
  ],
  [
    'aliases that double nine times over',
    'pnpm-lock.yaml',
    () => {
      const levels = Array.from({ length: 9 }, (_, i) => `b${i + 1}: &b${i + 1} [*b${i}, *b${i}, *b${i}]\n`);
      return `lockfileVersion: '9.0'\nb0: &b0 [lol, lol]\n${levels.join('')}packages:\n  a@1.0.0: *b9\n`;
    },
    ({ manifests, problems }) => {
      expect(manifests[0]?.packages.map((p) => p.name)).toEqual(['a']);
      expect(problems[0]).toMatchObject({ code: 'lockfile-line-unclear', line: 2 });
    },
  ],
  [
    'keys in keys in keys',
    'pnpm-lock.yaml',
    () =>
      `lockfileVersion: '9.0'\n${Array.from({ length: 5000 }, (_, i) => `${' '.repeat(i)}k:\n`).join('')}`,
    ({ manifests }) => expect(manifests[0]?.packages).toEqual([]),
  ],
  [
    'a quote that never closes',
    'pnpm-lock.yaml',
    () => `lockfileVersion: '9.0'\npackages:\n  a@1.0.0:\n    deprecated: "${'x\n'.repeat(2_000_000)}`,
    ({ manifests }) => expect(manifests[0]?.packages.map((p) => p.name)).toEqual(['a']),
  ],
  [
    'one line of ten million characters',
    'pnpm-lock.yaml',
    () => `lockfileVersion: '9.0'\npackages:\n  'a@1.0.0${"''".repeat(5_000_000)}`,
    ({ manifests, problems }) => {
      expect(manifests[0]?.packages).toEqual([]);
      expect(problems[0]?.code).toBe('lockfile-line-unclear');
    },
  ],
  [
    'arrays in arrays',
    'bun.lock',
    () => `{"packages": ${'['.repeat(2_000_000)}`,
    ({ problems }) => expect(problems.map((p) => p.code)).toEqual(['nested-too-deep']),
  ],
  [
    'nothing but commas and comments',
    'bun.lock',
    () => `{${',/* */'.repeat(2_000_000)}`,
    ({ manifests, problems }) => {
      expect(manifests[0]?.packages ?? []).toEqual([]);
      expect(problems[0]?.code).toMatch(/^json-/);
    },
  ],
];

it.each(others)('survives %s in %s', async (_, file, text, check) => {
  const content = text();
  check(await npm.read({ read: async (path) => (path === file ? content : undefined) }, [file]));
});

it('survives patterns of workspaces that match slowly', async () => {
  const files: Record<string, string> = {
    'package.json': JSON.stringify({
      workspaces: [`${'**/a*'.repeat(200)}b`, '{a,b}'.repeat(60), '*a'.repeat(400)],
    }),
    'yarn.lock': '# yarn lockfile v1\n',
    [`${'a/'.repeat(150)}package.json`]: '{}',
    [`${'a'.repeat(800)}/package.json`]: '{}',
  };
  const { manifests } = await npm.read({ read: async (path) => files[path] }, Object.keys(files));
  expect(manifests.map((m) => m.path)).toEqual(['yarn.lock']);
});

import { expect, it } from 'vitest';
import type { Inventory } from '../../domain/inventory.ts';
import { go } from './index.ts';

/** Inputs too large to keep as files. Each ends at once, or the test runner's own limit stops it. */
const cases: [name: string, text: () => string, check: (inventory: Inventory) => void][] = [
  [
    '30 MB of blanks',
    () => `module m\n${' '.repeat(30_000_000)}`,
    ({ problems }) => expect(problems.map((p) => p.code)).toEqual(['file-too-large']),
  ],
  [
    'one line of 10 MB',
    () => `module m\ngo 1.20\nrequire ${'a/'.repeat(5_000_000)} v1.0.0`,
    ({ manifests }) => expect(manifests[0]?.packages).toHaveLength(2),
  ],
  [
    'quotes that never close',
    () => `module m\ngo 1.20\nrequire ${'"\\'.repeat(100_000)}`,
    ({ problems }) => expect(problems.map((p) => p.code)).toEqual(['directive-invalid']),
  ],
  [
    'a hundred thousand wrong lines',
    () => `module m\ngo 1.20\n${'nonsense here\n'.repeat(100_000)}`,
    ({ problems }) => {
      expect(problems).toHaveLength(51);
      expect(problems.at(-1)?.message).toContain('99950 more');
    },
  ],
  [
    'more modules than anybody requires',
    () =>
      `module m\ngo 1.20\nrequire (\n${Array.from({ length: 60_000 }, (_, i) => `m${i} v1.0.0\n`).join('')})`,
    ({ manifests, problems }) => {
      expect(manifests[0]?.packages).toHaveLength(50_001);
      expect(problems.map((p) => p.code)).toEqual(['too-many-packages']);
    },
  ],
  [
    'tools deep below everything',
    () => {
      const deep = 'a/'.repeat(1000);
      const tools = Array.from({ length: 2000 }, (_, i) => `tool ${deep}${i}\n`).join('');
      return `module m\ngo 1.24\nrequire a v1.0.0\n${tools}`;
    },
    ({ manifests }) => expect(manifests[0]?.packages).toHaveLength(2),
  ],
  [
    'noise',
    () => Array.from({ length: 100_000 }, (_, i) => String.fromCharCode((i * 7919) % 65_536)).join(''),
    ({ manifests }) => expect(manifests).toEqual([]),
  ],
];

it.each(cases)('survives %s', async (_, text, check) => {
  const content = text();
  check(await go.read({ read: async (path) => (path === 'go.mod' ? content : undefined) }, ['go.mod']));
});

it('looks for no workspace member outside the repository', async () => {
  const files: Record<string, string> = {
    'go.work': 'go 1.22\nuse (\n../../etc\n/abs\n./a/../../b\n)',
    'a/go.mod': 'module a\ngo 1.20\n',
  };
  const asked: string[] = [];
  const read = async (path: string) => {
    asked.push(path);
    return files[path];
  };
  await go.read({ read }, Object.keys(files));
  expect(asked.sort()).toEqual(['a/go.mod', 'go.work']);
});

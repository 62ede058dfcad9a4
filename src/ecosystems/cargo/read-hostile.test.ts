import { expect, it } from 'vitest';
import type { Inventory } from '../../domain/inventory.ts';
import { cargo } from './index.ts';

/** Inputs too large to keep as files. Each ends at once, or the test runner's own limit stops it. */
const cases: [name: string, path: string, text: () => string, check: (inventory: Inventory) => void][] = [
  [
    '30 MB of blanks',
    'Cargo.lock',
    () => `version = 3\n${' '.repeat(30_000_000)}`,
    ({ problems }) => expect(problems.map((p) => p.code)).toEqual(['file-too-large']),
  ],
  [
    'a list that never ends',
    'Cargo.lock',
    () => `${entry('a')}dependencies = [${'"a",\n'.repeat(500_000)}`,
    ({ manifests, problems }) => {
      expect(manifests[0]?.packages.map((p) => p.name)).toEqual(['a']);
      expect(problems[0]?.message).toContain('ends inside a list');
    },
  ],
  [
    'one line of quotes',
    'Cargo.lock',
    () => `${entry('a')}dependencies = [${'"'.repeat(999_999)}`,
    ({ manifests }) => expect(manifests[0]?.packages).toHaveLength(1),
  ],
  [
    'more crates than anybody has',
    'Cargo.lock',
    () => Array.from({ length: 60_000 }, (_, i) => entry(`c${i}`)).join(''),
    ({ manifests, problems }) => {
      expect(manifests[0]?.packages).toHaveLength(50_000);
      expect(problems[0]?.code).toBe('too-many-packages');
    },
  ],
  [
    'everything requires everything',
    'Cargo.lock',
    () => {
      const names = Array.from({ length: 700 }, (_, i) => `c${i}`);
      const list = `dependencies = [\n${names.map((name) => ` "${name}",\n`).join('')}]\n`;
      return names.map((name) => entry(name) + list).join('');
    },
    ({ manifests }) => expect(manifests[0]?.packages[5]?.requiredBy).toHaveLength(699),
  ],
  [
    'tables in tables',
    'Cargo.toml',
    () => `[dependencies]\na = ${'{ b = '.repeat(100_000)}`,
    ({ problems }) => expect(problems.map((p) => p.code)).toEqual(['toml-invalid']),
  ],
  [
    'a table of prototypes',
    'Cargo.toml',
    () => '[dependencies]\n__proto__ = "=1.0.0"\n[dependencies.constructor]\nversion = "=2.0.0"\n',
    ({ manifests }) => {
      expect(manifests[0]?.packages.map((p) => p.name)).toEqual(['__proto__', 'constructor']);
      expect({}).not.toHaveProperty('version');
    },
  ],
];

function entry(name: string): string {
  return `[[package]]\nname = "${name}"\nversion = "1.0.0"\nsource = "registry+https://x"\n`;
}

it.each(cases)('survives %s', async (_, path, text, check) => {
  const content = text();
  check(await cargo.read({ read: async (asked) => (asked === path ? content : undefined) }, [path]));
});

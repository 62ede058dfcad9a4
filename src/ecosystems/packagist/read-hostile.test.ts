import { expect, it } from 'vitest';
import type { Inventory } from '../../domain/inventory.ts';
import { packagist } from './index.ts';

/** Inputs too large to keep as files. Each ends at once, or the test runner's own limit stops it. */
const cases: [name: string, text: () => string, check: (inventory: Inventory) => void][] = [
  [
    '30 MB of blanks',
    () => ' '.repeat(30_000_000),
    ({ problems }) => expect(problems.map((p) => p.code)).toEqual(['file-too-large']),
  ],
  [
    'lists in lists',
    () => `{"packages":${'['.repeat(1_000_000)}`,
    ({ problems }) => expect(problems.map((p) => p.code)).toEqual(['lockfile-invalid']),
  ],
  [
    'more packages than anybody has',
    () =>
      `{"packages":[${Array.from({ length: 30_000 }, (_, i) => `{"name":"a/p${i}","version":"1.0"}`).join()}]}`,
    ({ manifests, problems }) => {
      expect(manifests[0]?.packages).toHaveLength(20_000);
      expect(problems[0]?.code).toBe('too-many-packages');
    },
  ],
  [
    'one name for twenty thousand packages, which all require it',
    () =>
      `{"packages":[${'{"name":"a/b","version":"1.0","require":{"a/b":"*"}},'.repeat(19_999)}{"name":"a/c","version":"1"}]}`,
    ({ manifests }) => expect(manifests[0]?.packages).toHaveLength(20_000),
  ],
];

it.each(cases)('survives %s', async (_, text, check) => {
  const content = text();
  const read = async (path: string) => (path === 'composer.lock' ? content : undefined);
  check(await packagist.read({ read }, ['composer.lock']));
});

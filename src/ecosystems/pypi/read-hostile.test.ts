import { expect, it } from 'vitest';
import type { Inventory } from '../../domain/inventory.ts';
import { pypi } from './index.ts';

const block = (i: number, more = '') => `[[package]]\nname = "p${i}"\nversion = "1.0"\n${more}\n`;
const blocks = (count: number, more?: (i: number) => string) =>
  Array.from({ length: count }, (_, i) => block(i, more?.(i))).join('');

/** Inputs too large to keep as files. Each ends in a second or two, or the test runner's own limit stops it. */
const cases: [name: string, path: string, text: () => string, check: (inventory: Inventory) => void][] = [
  [
    '30 MB of blanks',
    'poetry.lock',
    () => ' '.repeat(30_000_000),
    ({ problems }) => expect(problems.map((p) => p.code)).toEqual(['file-too-large']),
  ],
  [
    'arrays in arrays',
    'uv.lock',
    () => `${block(0)}a = ${'['.repeat(50_000)}`,
    ({ problems }) => expect(problems[0]?.code).toBe('toml-invalid'),
  ],
  [
    'a dotted key of a hundred thousand steps',
    'pyproject.toml',
    () => `[project]\ndependencies = ["a==1"]\n[tool${'.a'.repeat(100_000)}]\n`,
    ({ manifests }) => expect(manifests[0]?.packages.map((p) => p.name)).toEqual(['a']),
  ],
  [
    'a string that never ends',
    'pdm.lock',
    () => `${blocks(2)}[[package]]\nname = "${'a\\"'.repeat(500_000)}`,
    ({ manifests, problems }) => {
      expect(problems[0]?.code).toBe('toml-invalid');
      expect(manifests[0]?.packages.map((p) => p.name)).toEqual(['p0', 'p1']);
    },
  ],
  [
    'ten thousand broken sections',
    'pdm.lock',
    () => '[[package]]\nname = \n'.repeat(10_000),
    ({ manifests, problems }) => {
      expect(manifests).toEqual([]);
      expect(problems).toHaveLength(6);
    },
  ],
  [
    'more packages than anybody has',
    'uv.lock',
    () => blocks(51_000),
    ({ manifests, problems }) => {
      expect(manifests[0]?.packages).toHaveLength(50_000);
      expect(problems.map((p) => p.code)).toContain('too-many-packages');
    },
  ],
  [
    'a hundred thousand wrong entries',
    'poetry.lock',
    () => '[[package]]\nname = 0\n'.repeat(100_000),
    ({ problems }) => {
      expect(problems).toHaveLength(51);
      expect(problems.at(-1)?.message).toContain('49951 more');
    },
  ],
  [
    'everything requires everything',
    'poetry.lock',
    () => {
      const requires = `[package.dependencies]\n${Array.from({ length: 400 }, (_, i) => `p${i} = "*"`).join('\n')}`;
      return blocks(400, () => requires);
    },
    ({ manifests }) => expect(manifests[0]?.packages[5]?.requiredBy).toHaveLength(399),
  ],
  [
    'twenty thousand versions of one package that require it',
    'uv.lock',
    () =>
      Array.from(
        { length: 10_000 },
        (_, i) =>
          `[[package]]\nname = "p"\nversion = "1.${i}"\ndependencies = [{ name = "p" }, { name = "p", version = "2" }]\n`,
      ).join(''),
    ({ manifests }) => expect(manifests[0]?.packages).toHaveLength(10_000),
  ],
  [
    'objects in objects',
    'Pipfile.lock',
    () => '{"default": {"a": '.repeat(50_000),
    ({ problems }) => expect(problems.map((p) => p.code)).toEqual(['nested-too-deep']),
  ],
  [
    'nothing but backslashes',
    'requirements.txt',
    () => `${'\\'.repeat(5_000_000)}x${'\\\n'.repeat(500_000)}`,
    ({ manifests }) => expect(manifests).toEqual([]),
  ],
  [
    'lines of blanks',
    'requirements.txt',
    () => `a==1\n${`b @ ${' '.repeat(9_000)}x\n`.repeat(1_000)}`,
    ({ manifests }) => expect(manifests[0]?.packages.map((p) => p.name)).toContain('a'),
  ],
  [
    'addresses made of dashes and dots',
    'requirements.txt',
    () => `a==1\n${`./${'a-1.'.repeat(2_400)}\n`.repeat(1_000)}`,
    ({ manifests }) => expect(manifests[0]?.packages.map((p) => p.name)).toEqual(['a']),
  ],
  [
    'versions of a million digits',
    'requirements.txt',
    () => Array.from({ length: 200 }, (_, i) => `p${i % 5}==${'9'.repeat(9_000)}${i}`).join('\n'),
    ({ manifests }) => expect(manifests[0]?.packages).toHaveLength(200),
  ],
  [
    'requirements without end',
    'requirements.txt',
    () => Array.from({ length: 51_000 }, (_, i) => `p${i}==1.0  # via p${i - 1}`).join('\n'),
    ({ manifests, problems }) => {
      expect(manifests[0]?.packages).toHaveLength(50_000);
      expect(problems.map((p) => p.code)).toContain('too-many-packages');
    },
  ],
  [
    'a requirements file that takes itself in',
    'requirements.txt',
    () => '-r requirements.txt\n-c requirements.txt\na==1\n',
    ({ manifests, problems }) => {
      expect(manifests[0]?.packages).toHaveLength(1);
      expect(problems).toEqual([]);
    },
  ],
  [
    'a billion laughs',
    'environment.yml',
    () => {
      const levels = Array.from({ length: 30 }, (_, i) => `a${i + 1}: &a${i + 1} [${`*a${i}, `.repeat(9)}]`);
      return `a0: &a0 [lol]\n${levels.join('\n')}\ndependencies:\n  - pip: *a30\n  - pip: [a==1]\n`;
    },
    ({ manifests, problems }) => {
      expect(manifests[0]?.packages.map((p) => p.name)).toEqual(['a']);
      expect(problems.map((p) => p.code)).toEqual(['yaml-alias']);
    },
  ],
  [
    'YAML in YAML',
    'environment.yml',
    () => `dependencies: ${'['.repeat(100_000)}`,
    ({ problems }) => expect(problems.map((p) => p.code)).toContain('yaml-invalid'),
  ],
  [
    'a megabyte of pip lines',
    'environment.yml',
    () => `dependencies:\n  - pip:\n${'    - a==1\n'.repeat(100_000)}`,
    ({ problems }) => expect(problems.map((p) => p.code)).toEqual(['file-too-large']),
  ],
  [
    'UTF-16 as PowerShell writes it',
    'requirements.txt',
    () => Buffer.from('\ufeffrequests==2.0\r\nsix==1.0\r\n', 'utf16le').toString('utf8'),
    ({ manifests }) =>
      expect(manifests[0]?.packages.map((p) => `${p.line} ${p.name} ${p.version}`)).toEqual([
        '1 requests 2.0',
        '2 six 1.0',
      ]),
  ],
];

it.each(cases)('survives %s', async (_, path, text, check) => {
  const content = text();
  check(await pypi.read({ read: async (wanted) => (wanted === path ? content : undefined) }, [path]));
});

it('shows no credential of an address', async () => {
  const secret = 'hunter2hunter2';
  const files: Record<string, string> = {
    'requirements.txt': [
      `--index-url https://me:${secret}@pypi.example.com/simple`,
      `--extra-index-url=https://${secret}@pypi.example.com/simple`,
      `-i https://${secret}@pypi.example.com/simple`,
      `--find-links=https://${secret}@pypi.example.com/links`,
      `-r https://${secret}@pypi.example.com/base.txt`,
      `-c https://pypi.example.com/base.txt?token=${secret}`,
      `a @ https://me:${secret}@pypi.example.com/a-1.0.tar.gz`,
      `b @ https://pypi.example.com/b-1.0.tar.gz?token=${secret}#sha256=${secret}`,
      `-e git+https://${secret}@example.com/c.git#egg=c`,
      `git+ssh://me:${secret}@example.com/d.git@v1#egg=d`,
      `e @ git+me:${secret}@example.com:acme/e.git`,
      `https://${secret}@example.com/archive`,
      `--${secret} x`,
      `https://${secret}@`,
    ].join('\n'),
    'pyproject.toml': `[tool.poetry.dependencies]\nf = { git = "https://${secret}@example.com/f.git" }\n`,
  };
  const inventory = await pypi.read({ read: async (path) => files[path] }, Object.keys(files));
  expect(inventory.manifests.flatMap(({ packages }) => packages.map((p) => p.name))).toEqual([
    'f',
    ...['a', 'b', 'c', 'd', 'e'],
  ]);
  expect(JSON.stringify(inventory)).not.toContain(secret);
});

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Dependency } from '../../domain/inventory.ts';
import { pypi } from './index.ts';

const shared = process.env.SUTURE_TEST_SHARED;
const why = shared === undefined ? ' (skipped: SUTURE_TEST_SHARED is not set)' : '';

interface Case {
  extractor: string;
  file: string;
  wantError: boolean;
  packages: { name: string; version: string; line?: number; groups?: string[]; commit?: string }[] | null;
}

const names: Record<string, string> = {
  'python/poetrylock': 'poetry.lock',
  'python/uvlock': 'uv.lock',
  'python/pdmlock': 'pdm.lock',
  'python/pylock': 'pylock.toml',
  'python/pipfilelock': 'Pipfile.lock',
};

/** Where ours is right and the expectation is not: the packages that we find besides. */
const listed: Record<string, { reason: string; more: string[] }> = {
  'python/uvlock/testdata/one-package.lock': {
    reason: 'the file holds emoji 2.14.0 from PyPI',
    more: ['emoji@2.14.0'],
  },
  'python/uvlock/testdata/grouped-packages.lock': {
    reason:
      'the file holds these packages too: the project requires emoji, the others are required by those expected',
    more: [
      'colorama@0.4.6',
      'emoji@2.14.0',
      'mccabe@0.7.0',
      'mypy-extensions@1.0.0',
      'packaging@24.2',
      'pathspec@0.12.1',
      'platformdirs@4.3.6',
      'pycodestyle@2.12.1',
      'pyflakes@3.2.0',
      'tomli@2.2.1',
      'typing-extensions@4.12.2',
    ],
  },
};

describe.skipIf(shared === undefined)(`independent cases and real projects${why}`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'suture-pypi-'));
  beforeAll(() => {
    for (const name of ['extractors', 'history-fixes'])
      execFileSync('tar', ['-xzf', join(shared!, 'oracles', `${name}.tar.gz`), '-C', folder]);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('finds what the independent cases expect', async () => {
    const all = JSON.parse(readFileSync(join(folder, 'cases.json'), 'utf8')) as Case[];
    const cases = all.filter(({ extractor }) => extractor.startsWith('python/'));
    expect(cases).toHaveLength(26);
    for (const expected of cases) {
      const name = names[expected.extractor]!;
      const text = readFileSync(join(folder, 'files', expected.file), 'utf8');
      const { manifests, problems } = await pypi.read(
        { read: async (path) => (path === name ? text : undefined) },
        [name],
      );
      if (expected.wantError) {
        expect(manifests, expected.file).toEqual([]);
        expect(problems, expected.file).toHaveLength(1);
        continue;
      }
      const packages = manifests[0]!.packages;
      const more = listed[expected.file]?.more ?? [];
      expect(packages.map(keyOf).sort(), expected.file).toEqual(
        [...expected.packages!.map((p) => `${p.name}@${p.version}`), ...more].sort(),
      );
      for (const wanted of expected.packages!) {
        const [found] = packages.filter((p) => keyOf(p) === `${wanted.name}@${wanted.version}`);
        if (wanted.line !== undefined) expect(found!.line, expected.file).toBe(wanted.line);
        if (wanted.commit !== undefined) expect(found!.origin).toBe('git');
        // The expectations of these do not tell scopes.
        if (expected.file in listed || expected.extractor === 'python/pylock') continue;
        expect(wanted.groups ?? ['runtime'], `${expected.file} ${wanted.name}`).toContain(found!.scope);
      }
    }
  });

  // Three of the requirements of PyPI-007 name no version.
  it('reads real projects before and after an upgrade, with no Problem but open versions', async () => {
    const projects = readdirSync(folder).filter((name) => name.startsWith('PyPI-'));
    expect(projects.length).toBeGreaterThan(4);
    for (const project of projects) {
      for (const state of ['before', 'after']) {
        const root = join(folder, project, state);
        const paths = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((path) =>
          statSync(join(root, path)).isFile(),
        );
        const { manifests, problems } = await pypi.read(
          {
            read: async (path) => (paths.includes(path) ? readFileSync(join(root, path), 'utf8') : undefined),
          },
          paths.filter((path) => pypi.claims(path) !== undefined),
        );
        const met = problems.map(({ code }) => code);
        expect(met, `${project} ${state}`).toEqual(project === 'PyPI-007' ? ['versions-open'] : []);
        expect(manifests).toHaveLength(1);
        for (const { declared, requiredBy, line } of manifests[0]!.packages) {
          expect(declared.length + requiredBy.length).toBeGreaterThan(0);
          expect(line).toBeGreaterThan(0);
        }
      }
    }
  });
});

function keyOf(p: Dependency): string {
  return `${p.name}@${p.version}`;
}

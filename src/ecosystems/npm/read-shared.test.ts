import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Dependency } from '../../domain/inventory.ts';
import { npm } from './index.ts';

const shared = process.env.SUTURE_TEST_SHARED;
const why = shared === undefined ? ' (skipped: SUTURE_TEST_SHARED is not set)' : '';

interface Case {
  extractor: string;
  file: string;
  wantError: boolean;
  packages: { name: string; version: string; line?: number; groups?: string[]; commit?: string }[] | null;
}

describe.skipIf(shared === undefined)(`independent cases and real applications${why}`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'suture-npm-'));
  beforeAll(() => {
    for (const name of ['extractors', 'apps'])
      execFileSync('tar', ['-xzf', join(shared!, 'oracles', `${name}.tar.gz`), '-C', folder]);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('finds what the independent cases expect', async () => {
    const all = JSON.parse(readFileSync(join(folder, 'cases.json'), 'utf8')) as Case[];
    const cases = all.filter(({ extractor }) => extractor === 'javascript/packagelockjson');
    expect(cases.length).toBeGreaterThan(10);
    for (const expected of cases) {
      const text = readFileSync(join(folder, 'files', expected.file), 'utf8');
      const { manifests, problems } = await readLock({ 'package-lock.json': text });
      if (expected.wantError) {
        expect(manifests, expected.file).toEqual([]);
        expect(problems, expected.file).toHaveLength(1);
        continue;
      }
      const packages = manifests[0]!.packages;
      expect(distinct(packages.map(keyOf)), expected.file).toEqual(
        distinct(expected.packages!.map((p) => `${p.name}@${p.version}`)),
      );
      for (const { name, version, line, groups = [] } of expected.packages!) {
        const same = packages.filter((p) => keyOf(p) === `${name}@${version}`);
        if (line !== undefined) expect(same[0]!.line, expected.file).toBe(line);
        // Both marks together are `dev` in version 1 (an optional dependency of a development one), and in later
        // versions `devOptional`, which may be installed in production: `optional`.
        const scopes = groups.length === 0 ? ['runtime'] : groups;
        if (same.length === 1) expect(scopes, `${expected.file} ${name}`).toContain(same[0]!.scope);
      }
    }
  });

  it.each([
    ['javascript/yarnlock', 'yarn.lock', 16],
    ['javascript/pnpmlock', 'pnpm-lock.yaml', 20],
    ['javascript/bunlock', 'bun.lock', 13],
  ])('finds what the cases of %s expect', async (extractor, name, count) => {
    const all = JSON.parse(readFileSync(join(folder, 'cases.json'), 'utf8')) as Case[];
    const cases = all.filter((one) => one.extractor === extractor);
    expect(cases).toHaveLength(count);
    for (const expected of cases) {
      const text = readFileSync(join(folder, 'files', expected.file), 'utf8');
      const { manifests, problems } = await readLock({ [name]: text });
      const packages = manifests[0]?.packages ?? [];
      const base = expected.file.slice(expected.file.lastIndexOf('/') + 1);
      if (expected.wantError) {
        // Theirs gives up at an entry that it does not understand; ours tells of it and reads the others.
        expect(problems.length, base).toBeGreaterThan(0);
        expect(packages.map(keyOf), base).toEqual(besideErrors[base] ?? []);
        continue;
      }
      const wanted = expected.packages!.filter((p) => ours[base] !== p.name);
      const keys = (list: { name: string; version: string; line?: number }[]) =>
        distinct(list.map((p) => `${p.name}@${p.version}:${wanted[0]?.line === undefined ? '' : p.line}`));
      expect(keys(packages), base).toEqual(keys(wanted));
      for (const { name, version, line, groups = [], commit } of wanted) {
        const same = packages.filter(
          (p) => p.name === name && p.version === version && (line === undefined || p.line === line),
        );
        if (commit !== undefined) expect(same.map((p) => p.origin)).toContain('git');
        if (groups.length > 0) expect(groups).toContain(same[0]!.scope);
      }
    }
  });

  // As many as each file has entries.
  it.each([
    ['NodeGoat/HEAD', 1479],
    ['juice-shop/v8.4.0', 1676],
  ])('reads %s whole', async (app, count) => {
    const files = Object.fromEntries(
      ['package.json', 'package-lock.json'].map((name) => [
        name,
        readFileSync(join(folder, app, name), 'utf8'),
      ]),
    );
    const { manifests, problems } = await readLock(files);
    expect(problems).toEqual([]);
    const { packages } = manifests[0]!;
    expect(packages).toHaveLength(count);
    expect(packages.filter((p) => p.declared.length === 0 && p.requiredBy.length === 0)).toEqual([]);
    const lines = files['package-lock.json']!.split('\n');
    for (const p of packages) expect(lines[p.line! - 1]).toMatch(/^\s+"[^"]+": \{$/);
  });
});

/** What ours reads of the files with errors. */
const besideErrors: Record<string, string[]> = {
  'invalid-paths.yaml': ['acorn@8.7.0'],
  'bad-tuple.json5': ['wrappy@1.0.2'],
};

/** A workspace is the repository's own code, no package that is installed: no advisory can be about it. */
const ours: Record<string, string> = { 'exclude-root.v2.lock': '@ws/ansi-regex' };

function readLock(files: Record<string, string>) {
  return npm.read({ read: async (path) => files[path] }, Object.keys(files));
}

/** A git dependency of version 1 has no version; of later versions we give the one its package.json had. */
function keyOf(p: Dependency): string {
  return `${p.name}@${p.origin === 'git' ? '' : p.version}`;
}

function distinct(keys: string[]): string[] {
  return [...new Set(keys)].sort();
}

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packagist } from './index.ts';

const shared = process.env.SUTURE_TEST_SHARED;
const why = shared === undefined ? ' (skipped: SUTURE_TEST_SHARED is not set)' : '';

interface Case {
  extractor: string;
  file: string;
  packages: { name: string; version: string; line?: number; groups?: string[] }[];
}

describe.skipIf(shared === undefined)(`independent cases${why}`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'suture-packagist-'));
  beforeAll(() => {
    execFileSync('tar', ['-xzf', join(shared!, 'oracles', 'extractors.tar.gz'), '-C', folder]);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('finds what they expect, on the lines they expect', async () => {
    const all = JSON.parse(readFileSync(join(folder, 'cases.json'), 'utf8')) as Case[];
    const cases = all.filter(({ extractor }) => extractor === 'php/composerlock');
    expect(cases.length).toBe(5);
    for (const { file, packages } of cases) {
      const text = readFileSync(join(folder, 'files', file), 'utf8');
      const { manifests, problems } = await packagist.read({ read: async () => text }, ['composer.lock']);
      expect(
        problems.filter(({ harmless }) => harmless !== true),
        file,
      ).toEqual([]);
      expect(
        manifests[0]!.packages.map((p) => `${p.line}: ${p.name}@${p.version} ${p.scope}`).sort(),
        file,
      ).toEqual(
        packages.map((p) => `${p.line}: ${p.name}@${p.version} ${p.groups?.[0] ?? 'runtime'}`).sort(),
      );
    }
  });
});

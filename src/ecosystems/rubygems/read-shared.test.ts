import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rubygems } from './index.ts';

const shared = process.env.SUTURE_TEST_SHARED;
const why = shared === undefined ? ' (skipped: SUTURE_TEST_SHARED is not set)' : '';

interface Case {
  extractor: string;
  file: string;
  packages: { name: string; version: string; line?: number }[];
}
interface Upgrade {
  id: string;
  ecosystem: string;
  package: string;
  from: string;
  to: string;
  files: string[];
}

describe.skipIf(shared === undefined)(`independent cases and real upgrades${why}`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'suture-rubygems-'));
  beforeAll(() => {
    for (const name of ['extractors', 'history-fixes', 'apps'])
      execFileSync('tar', ['-xzf', join(shared!, 'oracles', `${name}.tar.gz`), '-C', folder]);
  });
  afterAll(() => rmSync(folder, { recursive: true }));
  const readJson = (name: string) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as unknown;

  it('finds what the independent cases expect, on the lines they expect', async () => {
    const cases = (readJson('cases.json') as Case[]).filter(
      ({ extractor }) => extractor === 'ruby/gemfilelock',
    );
    expect(cases.length).toBe(3);
    for (const { file, packages } of cases) {
      const { manifests, problems } = await readLock(join(folder, 'files', file));
      expect(problems, file).toEqual([]);
      expect(manifests[0]!.packages.map((p) => `${p.line}: ${p.name}@${p.version}`).sort(), file).toEqual(
        packages.map((p) => `${p.line}: ${p.name}@${p.version}`).sort(),
      );
    }
  });

  it('reads upgrades that were really merged', async () => {
    const present = new Set(readdirSync(folder));
    const upgrades = (readJson('manifest.json') as Upgrade[]).filter(
      ({ ecosystem, id }) => ecosystem === 'RubyGems' && present.has(id),
    );
    expect(upgrades.length).toBeGreaterThan(4);
    for (const { id, package: name, from, to, files } of upgrades)
      for (const state of ['before', 'after']) {
        const { manifests, problems } = await readLock(join(folder, id, state, files[0]!));
        expect(problems, id).toEqual([]);
        const installed = manifests[0]!.packages.filter((p) => p.name === name).map((p) => p.version);
        expect(installed, id).toEqual([state === 'before' ? from : to]);
        expect(manifests[0]!.packages.filter((p) => p.declared.length + p.requiredBy.length === 0)).toEqual(
          [],
        );
      }
  });

  it('reads an old application, whose every gem something brings in', async () => {
    const { manifests, problems } = await readLock(join(folder, 'railsgoat', 'rails.4', 'Gemfile.lock'));
    expect(problems).toEqual([]);
    const { packages } = manifests[0]!;
    expect(packages.length).toBeGreaterThan(100);
    expect(packages.filter((p) => p.declared.length + p.requiredBy.length === 0)).toEqual([]);
  });
});

function readLock(path: string) {
  const text = readFileSync(path, 'utf8');
  return rubygems.read({ read: async () => text }, ['Gemfile.lock']);
}

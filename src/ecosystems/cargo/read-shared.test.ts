import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cargo } from './index.ts';

const shared = process.env.SUTURE_TEST_SHARED;
const why = shared === undefined ? ' (skipped: SUTURE_TEST_SHARED is not set)' : '';

interface Case {
  extractor: string;
  file: string;
  wantError: boolean;
  packages: { name: string; version: string; line?: number }[] | null;
}
interface Upgrade {
  id: string;
  ecosystem: string;
  package: string;
  from: string;
  to: string;
}

describe.skipIf(shared === undefined)(`independent cases and real upgrades${why}`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'suture-cargo-'));
  beforeAll(() => {
    for (const name of ['extractors', 'history-fixes'])
      execFileSync('tar', ['-xzf', join(shared!, 'oracles', `${name}.tar.gz`), '-C', folder]);
  });
  afterAll(() => rmSync(folder, { recursive: true }));
  const readJson = (name: string) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as unknown;

  it('finds in lockfiles what the independent cases expect, on the lines they expect', async () => {
    const cases = (readJson('cases.json') as Case[]).filter(
      ({ extractor }) => extractor === 'rust/cargolock',
    );
    expect(cases.length).toBeGreaterThan(6);
    for (const { file, packages, wantError } of cases) {
      const text = readFileSync(join(folder, 'files', file), 'utf8');
      const { manifests, problems } = await readAll({ 'Cargo.lock': text });
      if (wantError) expect([manifests, problems.length], file).toEqual([[], 1]);
      else
        expect(manifests[0]!.packages.map((p) => `${p.line}: ${p.name}@${p.version}`).sort(), file).toEqual(
          packages!.map((p) => `${p.line}: ${p.name}@${p.version}`).sort(),
        );
    }
  });

  it('finds in manifests what the independent cases expect', async () => {
    const differences: Record<string, string> = {
      // A range is no version: 0.3.0 to 0.3.31 were published.
      'two-dependencies.toml': 'futures@0.3',
    };
    const cases = (readJson('cases.json') as Case[]).filter(
      ({ extractor }) => extractor === 'rust/cargotoml',
    );
    expect(cases.length).toBeGreaterThan(4);
    for (const { file, packages, wantError } of cases) {
      const text = readFileSync(join(folder, 'files', file), 'utf8');
      const { manifests, problems } = await readAll({ 'Cargo.toml': text });
      const found = manifests.flatMap((manifest) => manifest.packages.map((p) => `${p.name}@${p.version}`));
      if (wantError && file.endsWith('.txt')) expect([manifests, problems.length], file).toEqual([[], 1]);
      // One odd entry is told and hides nothing else: here it is the only one.
      else if (wantError) expect([found, problems[0]?.code], file).toEqual([[], 'entry-invalid']);
      else {
        const expected = packages!.map((p) => `${p.name}@${p.version}`);
        // The crate itself is not one of its dependencies.
        const own = 'hello_world@0.1.0';
        const known = expected.filter((key) => key !== own && key !== differences[file.split('/').at(-1)!]);
        expect(found, file).toEqual(known);
      }
    }
  });

  it('reads upgrades that were really merged', async () => {
    const all = readJson('manifest.json') as Upgrade[];
    let count = 0;
    for (const upgrade of all.filter(({ ecosystem }) => ecosystem === 'crates.io')) {
      for (const state of ['before', 'after']) {
        const files = readFolder(join(folder, upgrade.id, state));
        if (files['Cargo.lock'] === undefined) continue;
        count++;
        const { manifests, problems } = await readAll(files);
        // The history holds only the manifests that the upgrade changed.
        expect(
          problems.filter(({ harmless }) => harmless !== true),
          upgrade.id,
        ).toEqual([]);
        const { packages } = manifests[0]!;
        expect(packages.length).toBe(files['Cargo.lock'].split('[[package]]').length - 1);
        const edges = packages.reduce((sum, p) => sum + p.requiredBy.length, 0);
        expect(edges).toBe(files['Cargo.lock'].match(/^ ".*",$/gm)!.length);
        const installed = packages.filter((p) => p.name === upgrade.package).map((p) => p.version);
        expect(installed, upgrade.id).toContain(state === 'before' ? upgrade.from : upgrade.to);
        if (state === 'after') expect(installed, upgrade.id).not.toContain(upgrade.from);
      }
    }
    expect(count).toBeGreaterThan(5);
  });
});

function readFolder(path: string): Record<string, string> {
  if (!existsSync(path)) return {};
  const names = readdirSync(path, { recursive: true, encoding: 'utf8' });
  return Object.fromEntries(
    names
      .filter((name) => name.includes('Cargo.'))
      .map((name) => [name.replaceAll('\\', '/'), readFileSync(join(path, name), 'utf8')]),
  );
}

function readAll(files: Record<string, string>) {
  return cargo.read({ read: async (path) => files[path] }, Object.keys(files));
}

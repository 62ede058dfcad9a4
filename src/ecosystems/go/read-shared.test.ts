import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { go } from './index.ts';

const shared = process.env.SUTURE_TEST_SHARED;
const why = shared === undefined ? ' (skipped: SUTURE_TEST_SHARED is not set)' : '';

interface Case {
  extractor: string;
  file: string;
  packages: { name: string; version: string; line: number }[];
}
interface Upgrade {
  id: string;
  ecosystem: string;
  package: string;
  from: string;
  to: string;
}

describe.skipIf(shared === undefined)(`independent cases and real upgrades${why}`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'suture-go-'));
  beforeAll(() => {
    for (const name of ['extractors', 'history-fixes'])
      execFileSync('tar', ['-xzf', join(shared!, 'oracles', `${name}.tar.gz`), '-C', folder]);
  });
  afterAll(() => rmSync(folder, { recursive: true }));
  const readJson = (name: string) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as unknown;

  it('finds what the independent cases expect, on the lines they expect', async () => {
    const cases = (readJson('cases.json') as Case[]).filter(({ extractor }) => extractor === 'golang/gomod');
    expect(cases.length).toBeGreaterThan(4);
    for (const { file, packages } of cases) {
      const { manifests } = await readMod({ 'go.mod': readFileSync(join(folder, 'files', file), 'utf8') });
      const found = manifests[0]!.packages.map((p) => `${p.line}: ${p.name}@${p.version}`);
      expect(found.sort(), file).toEqual(packages.map((p) => `${p.line}: ${p.name}@${p.version}`).sort());
    }
  });

  it('reads upgrades that were really merged', async () => {
    const all = readJson('manifest.json') as Upgrade[];
    let count = 0;
    for (const upgrade of all.filter(({ ecosystem }) => ecosystem === 'Go')) {
      for (const [state, version] of [
        ['before', upgrade.from],
        ['after', upgrade.to],
      ] as const) {
        const files = await readFolder(join(folder, upgrade.id, state));
        if (files === undefined) continue;
        count++;
        const { manifests, problems } = await readMod(files);
        expect(problems, upgrade.id).toEqual([]);
        const { packages } = manifests[0]!;
        const lines = files['go.mod']!.split('\n').filter((line) =>
          /^(\trequire |require )?\S* ?v\d/.test(line.trim()),
        );
        const required = new Set(lines.map((line) => line.trim().replace('require ', '').split(' ')[0]!));
        const named = packages.filter(({ alias }) => alias !== 'go').map((p) => p.alias ?? p.name);
        expect(new Set(named)).toEqual(required);
        expect(packages.find((p) => p.name === upgrade.package)?.version, upgrade.id).toBe(version);
      }
    }
    expect(count).toBeGreaterThan(10);
  });

  async function readFolder(path: string): Promise<Record<string, string> | undefined> {
    try {
      return Object.fromEntries(
        ['go.mod', 'go.sum'].map((name) => [name, readFileSync(join(path, name), 'utf8')]),
      );
    } catch {
      return undefined;
    }
  }
});

function readMod(files: Record<string, string>) {
  return go.read({ read: async (path) => files[path] }, Object.keys(files));
}

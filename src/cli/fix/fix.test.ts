import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseUniverse, serveUniverse } from '../../../test/fakes/universe.ts';
import { buildIndex } from '../../advisories/index-file/build.ts';
import type { FixReport } from './report.ts';

const main = join(import.meta.dirname, '..', '..', 'main.ts');
const cases = join(import.meta.dirname, '..', '..', 'fixers', 'dependency-upgrade', 'testdata');
const folder = mkdtempSync(join(tmpdir(), 'suture-fix-'));
const index = join(folder, 'advisories.sdb');
let registry: Awaited<ReturnType<typeof serveUniverse>>;

beforeAll(async () => {
  const bad: [string, string, string][] = [
    ['GHSA-aaaa-aaaa-aaaa', 'x', '2.0.0'],
    ['GHSA-bbbb-bbbb-bbbb', 'y', '2.0.0'],
    ['GHSA-cccc-cccc-cccc', 'z', '2.0.0'],
    ['GHSA-dddd-dddd-dddd', 'lib', '9.0.0'],
  ];
  const entries = bad.map(([id, name, fixed]) => ({
    id,
    aliases: [],
    modified: '2026-11-20T00:00:00Z',
    withdrawn: false,
    packages: [
      {
        ecosystem: 'npm',
        name,
        advisory: {
          id,
          aliases: [],
          title: `Something bad in ${name}`,
          severity: 'high' as const,
          cwes: [],
          ranges: [{ introduced: '0', fixed }],
          versions: [],
        },
      },
    ],
  }));
  await buildIndex(entries, { path: index, builtAt: new Date().toISOString(), sources: ['test'] });
  const universe = ['one-raise-many-fixed', 'no-fix'].map((name) =>
    readFileSync(join(cases, name, 'universe.txt'), 'utf8'),
  );
  registry = await serveUniverse(parseUniverse(universe.join('\n')));
});
afterAll(async () => {
  await registry[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});

describe('suture fix', () => {
  it('raises one parent once for three packages, writes at the end, and has nothing to do the next time', async () => {
    const root = repository('one-raise-many-fixed');
    const first = await suture(['fix', root, '--json']);
    expect(first.code, first.err).toBe(0);
    const report = JSON.parse(first.out) as FixReport;
    expect(report.summary).toEqual({ before: 3, fixed: 3, left: 0, changes: 1 });
    expect(report.changes).toMatchObject([
      { how: 'parent', package: 'top', from: '1.0.0', to: '1.1.0', file: 'package.json' },
    ]);
    expect(report.files.map(({ path }) => path)).toEqual(['package-lock.json', 'package.json']);
    expect(readFileSync(join(root, 'package.json'), 'utf8')).toContain('"top": "1.1.0"');
    const second = await suture(['fix', root]);
    expect(second).toMatchObject({ code: 0, out: 'No known vulnerabilities: nothing to fix.\n' });
  });

  it('says why something cannot be fixed, and ends with 1', async () => {
    const root = repository('no-fix');
    const result = await suture(['fix', root]);
    expect(result.code).toBe(1);
    expect(result.out).toContain('because no release of lib is free of the known vulnerabilities');
    expect(result.out).toContain('fixed 0 of 1 finding by 0 changes');
  });

  it('writes nothing with --dry-run, and prints what git can apply', async () => {
    const root = repository('one-raise-many-fixed');
    const before = readFileSync(join(root, 'package-lock.json'), 'utf8');
    const result = await suture(['fix', root, '--dry-run']);
    expect(result.code).toBe(0);
    expect(result.out).toContain('+++ b/package.json');
    expect(result.out).toContain('+    "top": "1.1.0"');
    expect(result.out).toMatch(/would fix 3 of 3 findings by 1 change in .*; nothing was written\n$/);
    expect(readFileSync(join(root, 'package-lock.json'), 'utf8')).toBe(before);
  });

  it('refuses to read or write through a link', async () => {
    const root = repository('one-raise-many-fixed');
    const outside = join(folder, 'outside.json');
    writeFileSync(outside, readFileSync(join(root, 'package.json')));
    unlinkSync(join(root, 'package.json'));
    symlinkSync(outside, join(root, 'package.json'));
    const before = readFileSync(outside, 'utf8');
    await suture(['fix', root]);
    expect(readFileSync(outside, 'utf8')).toBe(before);
  });

  it('ends with 5 and writes nothing when the registry gives no answer', async () => {
    const root = repository('one-raise-many-fixed');
    const result = await suture(['fix', root], { SUTURE_NPM_REGISTRY: 'http://127.0.0.1:9' });
    expect(result.code).toBe(5);
    expect(result.err).toContain('The registry gave no answer');
  });

  it('ends with 3 where there is nothing', async () => {
    expect(await suture(['fix', mkdtempSync(join(folder, 'empty-'))])).toMatchObject({ code: 3 });
  });
});

function repository(name: string): string {
  const root = mkdtempSync(join(folder, 'repository-'));
  for (const file of ['package.json', 'package-lock.json']) cpSync(join(cases, name, file), join(root, file));
  return root;
}

/** Runs the true program; no terminal, 100 columns. */
function suture(args: string[], more: Record<string, string> = {}) {
  const env = {
    PATH: process.env.PATH,
    SUTURE_ADVISORIES: index,
    SUTURE_DATA_DIR: join(folder, 'data'),
    SUTURE_NPM_REGISTRY: registry.url,
    ...more,
  };
  const child = spawn(process.execPath, [main, ...args], {
    cwd: folder,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = { out: '', err: '' };
  child.stdout.on('data', (chunk) => {
    output.out += chunk;
  });
  child.stderr.on('data', (chunk) => {
    output.err += chunk;
  });
  return new Promise<{ code: number | null; out: string; err: string }>((resolve) => {
    child.on('close', (code) => resolve({ code, ...output }));
  });
}

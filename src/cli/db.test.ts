import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type FakeOsv, startFakeOsv } from '../advisories/testing/fake-osv.ts';

const main = fileURLToPath(new URL('../main.ts', import.meta.url));
const root = mkdtempSync(join(tmpdir(), 'suture-db-'));
const index = join(root, 'out.sdb');
let osv: FakeOsv;
let [dataDir, run] = ['', 0];

beforeAll(async () => {
  osv = await startFakeOsv();
});
beforeEach(() => {
  dataDir = join(root, String(run++));
});
afterAll(async () => {
  await osv.close();
  rmSync(root, { recursive: true });
});

const record = (id: string) => ({
  ...{ id, modified: '2026-01-01T00:00:00Z' },
  affected: [{ package: { ecosystem: 'npm', name: 'x' }, versions: ['1.0.0'] }],
});

function file(name: string, content: string): string {
  writeFileSync(join(root, name), content);
  return name;
}

/** Runs the true program in `root`; no terminal, 100 columns. */
function suture(args: string[], env: Record<string, string> = {}) {
  const settings = { SUTURE_DATA_DIR: dataDir, SUTURE_ADVISORY_URL: osv.url, ...env };
  const child = spawn(process.execPath, [main, 'db', ...args], {
    cwd: root,
    env: { PATH: process.env.PATH, ...settings },
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

describe('suture db build', () => {
  it('builds what db status then shows and verifies', async () => {
    const lines = file('a.jsonl', `${JSON.stringify(record('A'))}\n${JSON.stringify(record('B'))}\n`);
    const built = await suture(['build', lines, '-o', index, '--json']);
    expect(built).toMatchObject({ code: 0, err: expect.not.stringContaining('suture:') });
    const about = { advisories: 2, packages: 1, newest: '2026-01-01T00:00:00Z', sources: ['a.jsonl'] };
    expect(JSON.parse(built.out)).toMatchObject({ schemaVersion: 1, path: index, ...about, problems: [] });

    const status = await suture(['status', '--verify', '--json'], { SUTURE_ADVISORIES: index });
    expect(status.code).toBe(0);
    expect(JSON.parse(status.out)).toMatchObject({
      ...{ schemaVersion: 1, path: index, from: 'configured', ageDays: 0, verified: true, ...about },
      ecosystems: [{ ecosystem: 'npm', packages: 1, advisories: 2 }],
    });
  });

  it('ends with 4 when some of it was unreadable, and says where', async () => {
    const lines = file('broken.jsonl', `${JSON.stringify(record('A'))}\n{"id":\n`);
    const { code, out, err } = await suture(['build', lines, '-o', index]);
    expect({ code, out }).toEqual({ code: 4, out: `1 advisories for 1 packages in ${index}\n` });
    expect(err).toMatch(/broken\.jsonl:2: This is no JSON/);
  });

  it.each([
    ['3 where there is nothing to build from', ['build', 'no-such-file', '-o', 'none.sdb'], 3],
    ['2 without files', ['build', '-o', 'none.sdb'], 2],
    ['2 without an output', ['build', 'a.jsonl'], 2],
  ])('ends with %s, and writes nothing', async (_, args, expected) => {
    expect((await suture(args)).code).toBe(expected);
    expect(existsSync(join(root, 'none.sdb'))).toBe(false);
  });
});

describe('suture db update', () => {
  it('fetches, and db status takes the result', async () => {
    osv.records.set('npm', [record('A'), record('B'), record('C')]);
    const updated = await suture(['update', '--ecosystem', 'npm', '--json']);
    expect(updated.code).toBe(0);
    const path = join(dataDir, 'advisories', 'index.sdb');
    expect(JSON.parse(updated.out)).toMatchObject({
      ...{ schemaVersion: 1, path, advisories: 3, failures: [], problems: [] },
      updated: [{ ecosystem: 'npm', how: 'archive', changed: 3 }],
    });
    expect((await suture(['update', '--ecosystem', 'npm'])).out).toBe(
      `npm: unchanged\n3 advisories for 1 packages in ${path}\n`,
    );
    const status = await suture(['status']);
    expect(status).toMatchObject({
      code: 0,
      out: expect.stringContaining(`${path} (made by suture db update)`),
    });
    expect(status.out).toContain(`from ${osv.url}/npm/all.zip`);
  });

  it('ends with 5 and a remedy when the feed refuses', async () => {
    const { code, err } = await suture(['update', '--ecosystem', 'Nonsense']);
    expect(code).toBe(5);
    expect(err).toContain('The feed has no Nonsense/all.zip');
    expect(err).toContain('suture db build');
  });
});

describe('suture db status', () => {
  it('shows the packaged advisories when there are no others', async () => {
    const { code, out } = await suture(['status']);
    expect(code).toBe(0);
    expect(out).toMatch(/advisories\.sdb \(came with Suture/);
    expect(out).toMatch(/\nECOSYSTEM +PACKAGES +ADVISORIES\nnpm +\d+ +\d+\n$/);
  });

  it('finds damage that opening does not', async () => {
    const lines = file('c.jsonl', JSON.stringify({ ...record('A'), summary: 'A title at the very end' }));
    await suture(['build', lines, '-o', index]);
    const bytes = readFileSync(index);
    bytes[bytes.length - 1] = 0;
    writeFileSync(index, bytes);
    expect((await suture(['status'], { SUTURE_ADVISORIES: index })).code).toBe(0);
    const { code, err } = await suture(['status', '--verify'], { SUTURE_ADVISORIES: index });
    expect(code).toBe(2);
    expect(err).toContain('does not match its checksum');
    expect(err).toContain('suture db update');
  });
});

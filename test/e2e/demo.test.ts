import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, it, onTestFinished } from 'vitest';
import type { DemoRow } from '../../src/cli/demo/outcome.ts';
import { readConfig } from '../../src/config.ts';
import { makeClient } from '../../src/hands.ts';

/** What each repository must come to, on both editions; numbers of findings change with the advisories. */
const expected: Record<string, Partial<DemoRow>> = {
  'asset-copier': { fixedBy: ['lockfile'], merged: 1, red: 0, open: 0 },
  'docs-renderer': { fixedBy: ['direct'], merged: 0, red: 1, closed: 0 },
  'legacy-sync': { red: 0 },
  'nightly-report': { fixedBy: ['override'], merged: 1, red: 0, open: 0 },
  'release-notes': { fixedBy: ['direct'], merged: 1, red: 0, open: 0 },
  'session-gateway': { fixedBy: ['parent'], merged: 1, red: 0, open: 0 },
};

const unreachable = await whyUnreachable();

it('suture demo --once closes the loop on both editions and leaves nothing behind', {
  timeout: 300_000,
}, async ({ skip }) => {
  if (unreachable !== undefined) skip(`the npm registry cannot be reached: ${unreachable}`);
  const temporary = await mkdtemp(join(tmpdir(), 'suture-demo-test-'));
  onTestFinished(() => rm(temporary, { recursive: true, force: true }));
  const main = join(import.meta.dirname, '../../src/main.ts');
  const env = {
    ...process.env,
    TMPDIR: temporary,
    // Node's own, which it keeps on purpose.
    NODE_COMPILE_CACHE: join(tmpdir(), 'node-compile-cache'),
    SUTURE_DATA_DIR: join(temporary, 'untouched'),
  };
  const child = spawn(process.execPath, [main, 'demo', '--once', '--json'], { env });
  const [said, complaint, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ]);
  expect(code, complaint).toBe(0);

  const { schemaVersion, closed, repositories } = JSON.parse(said);
  expect({ schemaVersion, closed }).toEqual({ schemaVersion: 1, closed: true });
  const byEdition = Map.groupBy(repositories as DemoRow[], (row) => row.edition);
  expect([...byEdition.keys()].sort()).toEqual(['Bitbucket Cloud', 'Bitbucket Data Center']);
  for (const [edition, rows] of byEdition) {
    const byName = Object.fromEntries(rows.map((row) => [row.repository.split('/')[1], row]));
    expect(byName, edition).toMatchObject(expected);
    for (const row of rows) {
      expect(row, edition).toMatchObject({ settled: true, pending: 0, found: row.closed + row.open });
      expect(row.found).toBeGreaterThan(0);
    }
    // A pinned parent cannot be refreshed, an override is the last rung: the ones before it fell away, with reasons.
    expect(byName['nightly-report']!.refuted).toBeGreaterThan(0);
    expect(byName['asset-copier']!.refuted).toBe(0);
    expect(byName['legacy-sync']!.open).toBeGreaterThan(0);
    expect(byName['legacy-sync']!.because.join()).not.toBe('');
    expect(byName['docs-renderer']!.because).toEqual([expect.stringMatching(/^#\d+ breaks the build$/)]);
  }
  expect(await readdir(temporary)).toEqual([]);
});

/** Undefined where the registry answers for a package. */
async function whyUnreachable(): Promise<string | undefined> {
  const config = readConfig(process.env, tmpdir());
  const http = makeClient(config);
  try {
    const url = `${config.npmRegistry.replace(/\/+$/, '')}/minimist`;
    const answer = await http.send({ method: 'GET', url, timeout: 10_000 });
    return answer.status === 200 ? undefined : `${url} answers ${answer.status}`;
  } catch (error) {
    return (error as Error).message;
  }
}

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

const main = join(import.meta.dirname, '..', 'main.ts');
let dir: string;
let running: ChildProcess[];

beforeEach(async () => {
  running = [];
  dir = await mkdtemp(join(tmpdir(), 'emulator-command-'));
});
afterEach(async () => {
  for (const child of running) child.kill('SIGKILL');
  await rm(dir, { recursive: true, force: true });
});

function run(...args: string[]) {
  const env = { PATH: process.env.PATH, HOME: dir, TMPDIR: dir };
  const child = spawn(process.execPath, [main, 'emulator', ...args], {
    cwd: dir,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.push(child);
  const text = { out: '', err: '' };
  child.stdout.setEncoding('utf8').on('data', (part) => {
    text.out += part;
  });
  child.stderr.setEncoding('utf8').on('data', (part) => {
    text.err += part;
  });
  return { child, text, ended: once(child, 'close').then(([code]) => code) };
}

async function firstLine({ text }: ReturnType<typeof run>) {
  await expect.poll(() => text.out, { timeout: 30_000 }).toContain('\n');
  return JSON.parse(text.out.split('\n', 1)[0]!);
}

test('describes itself in one line of JSON, and ends well when it is told to', async () => {
  const state = ['--seed', 'empty', '--state', 'here', '--json'];
  const first = run(...state);
  const about = await firstLine(first);
  expect(about).toMatchObject({
    schemaVersion: 1,
    cloud: { baseUrl: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/), workspace: 'acme' },
    dataCenter: { baseUrl: expect.any(String), projectKey: 'ACME' },
    cloneUrls: [],
  });
  const log = await fetch(about.control.requests);
  expect(await log.json()).toMatchObject({ total: 0 });
  const kinds = new Set(about.tokens.map((token: { kind: string }) => token.kind));
  expect([...kinds].sort()).toEqual([
    'api-token',
    'app-password',
    'personal-http',
    'project-http',
    'project-token',
    'repository-http',
    'repository-token',
    'workspace-token',
  ]);
  first.child.kill('SIGTERM');
  expect(await first.ended).toBe(0);

  const second = run(...state);
  expect((await firstLine(second)).tokens).toEqual(about.tokens);
  second.child.kill('SIGINT');
  expect(await second.ended).toBe(0);
});

test('tells people no secret and leaves nothing behind', async () => {
  const shown = run('--seed', 'empty');
  await expect.poll(() => shown.text.err, { timeout: 30_000 }).toContain('Ctrl-C');
  expect(shown.text.out).toBe('');
  expect(shown.text.err).not.toMatch(/ATATT|ATCTT|BBDC/);
  shown.child.kill('SIGINT');
  expect(await shown.ended).toBe(0);
  expect((await readdir(dir)).filter((name) => name.startsWith('suture-'))).toEqual([]);
});

test.each([
  [['--cloud-port', 'x'], 'A port is 0 to 65535'],
  [['--datacenter-port', '70000'], 'A port is 0 to 65535'],
  [['--seed', 'full'], 'Allowed choices are demo, empty'],
  [['--state', '/dev/null'], 'The emulator did not start'],
])('%j is wrong usage', async (args, words) => {
  const { ended, text } = run('--seed', 'empty', ...args);
  expect(await ended).toBe(2);
  expect(text.err).toContain(words);
});

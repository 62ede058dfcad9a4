import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { makeAccounts } from '../accounts.ts';
import { type OpenWorld, openWorld } from '../world/open.ts';
import type { Repo, Status } from '../world.ts';
import { runBuild } from './build.ts';
import { type BuildRunner, makeBuildRunner } from './runner.ts';

let stateDir: string;
let world: OpenWorld;
let builds: BuildRunner;
const states: string[] = [];

beforeEach(async () => {
  states.length = 0;
  stateDir = await mkdtemp(join(tmpdir(), 'suture-ci-'));
  world = await openWorld({ stateDir, accounts: makeAccounts });
  world.on((event) => {
    if (event.kind === 'status') states.push(event.status.state);
  });
  builds = makeBuildRunner({
    world,
    urls: { cloud: 'http://cloud', 'data-center': 'http://dc' },
    stateDir,
    enabled: true,
    environment: { EXTRA: 'given' },
  });
});
afterEach(async () => {
  await builds.close();
  await world.flush();
  await rm(stateDir, { recursive: true, force: true });
});

const pipeline = (...lines: string[]) =>
  `pipelines: { default: [ step: { name: Test, script: ${JSON.stringify(lines)} } ] }`;
const addCloud = () =>
  world.addRepository({ edition: 'cloud', owner: 'acme', slug: 'pay', files: { a: '1' } });

async function build(repo: Repo, files: Record<string, string>, branch = 'b'): Promise<Status | undefined> {
  const commit = await world.commit(repo, branch, files, 'm', world.developer);
  await builds.idle();
  return world.statuses(repo, commit)[0];
}

describe('a push is built', () => {
  test('by its pipeline, in a clean clone, and its log is kept', async () => {
    const lines = [
      'cat a',
      'echo "$CI $BITBUCKET_BRANCH $EXTRA [$SECRET]"',
      'test "$HOME" != "$PWD" && test -d .git',
    ];
    process.env.SECRET = 'hush';
    const status = await build(await addCloud(), { 'bitbucket-pipelines.yml': pipeline(...lines) });
    delete process.env.SECRET;
    expect(states).toEqual(['INPROGRESS', 'SUCCESSFUL']);
    expect(status).toMatchObject({
      state: 'SUCCESSFUL',
      refname: 'b',
      name: 'Pipeline #1 for b',
      key: 'ci-pay',
    });
    expect(status?.description).toContain('true b given []');
    const [, id = ''] = /^http:\/\/cloud\/_emulator\/builds\/(.+)$/.exec(status?.url ?? '') ?? [];
    expect(await builds.log(id)).toMatch(/^== Test\n\+ cat a\n/);
    expect(await builds.log('../world.json')).toBeUndefined();
  });

  test('and fails with its last words', async () => {
    const lines = ['echo start', 'echo "\u001b[31mwrong\u001b[0m" >&2; exit 3', 'echo never'];
    const status = await build(await addCloud(), { 'bitbucket-pipelines.yml': pipeline(...lines) });
    expect(status).toMatchObject({
      state: 'FAILED',
      description: expect.stringMatching(/wrong\nEnded with exit code 3\.$/),
    });
    expect(status!.description.length).toBeLessThanOrEqual(255);
    expect(status?.description).not.toMatch(/^never/m);
    expect(status?.description).not.toContain('\u001b');
  });

  test('on Data Center by the configured command', async () => {
    const spec = { edition: 'data-center', owner: 'ACME', slug: 'pay', files: { a: '1' } } as const;
    const status = await build(await world.addRepository({ ...spec, ciCommand: 'grep 2 a' }), { a: '2' });
    expect(status).toMatchObject({ state: 'SUCCESSFUL', refname: 'refs/heads/b', name: 'Build #1' });
    const none = await world.addRepository({ ...spec, slug: 'none' });
    expect(await build(none, { a: '2' })).toBeUndefined();
  });

  test('once a commit, and not where nothing is to be built', async () => {
    const repo = await addCloud();
    expect(await build(repo, { b: '1' })).toBeUndefined();
    await build(repo, { 'bitbucket-pipelines.yml': pipeline('true') });
    await world.addBranch(repo, 'again', (await world.tip(repo, 'b'))!, world.developer);
    await builds.idle();
    expect(states).toEqual(['INPROGRESS', 'SUCCESSFUL']);
  });

  test('as a failure where its file is broken', async () => {
    const status = await build(await addCloud(), { 'bitbucket-pipelines.yml': 'a: [' });
    expect(status).toMatchObject({
      state: 'FAILED',
      description: expect.stringContaining('bitbucket-pipelines.yml'),
    });
  });

  test('at most two at once', async () => {
    const repo = await addCloud();
    const busy = join(stateDir, 'busy');
    const lines = [
      `mkdir -p ${busy}`,
      `touch ${busy}/$$`,
      `ls ${busy} | wc -l`,
      'sleep 0.2',
      `rm ${busy}/$$`,
    ];
    const commits = [];
    for (const name of ['a', 'b', 'c', 'd', 'e'])
      commits.push(
        await world.commit(
          repo,
          name,
          { name, 'bitbucket-pipelines.yml': pipeline(...lines) },
          name,
          world.developer,
        ),
      );
    await builds.idle();
    expect(commits.flatMap((commit) => world.statuses(repo, commit)).map((status) => status.state)).toEqual(
      Array(5).fill('SUCCESSFUL'),
    );
    const logs = await Promise.all(
      (await readdir(join(stateDir, 'builds'))).map((file) =>
        readFile(join(stateDir, 'builds', file), 'utf8'),
      ),
    );
    expect(Math.max(...logs.map((log) => Number(/^\s*(\d+)$/m.exec(log)?.[1])))).toBeLessThanOrEqual(2);
  });
});

describe('what runs on is killed', () => {
  // Where the container's first process reaps nobody, the killed stay as zombies.
  const alive = (pid: number) => {
    try {
      process.kill(pid, 0);
      return !existsSync('/proc/self/stat') || !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
    } catch {
      return false;
    }
  };
  const pidOf = async (file: string) => Number(await readFile(file, 'utf8').catch(() => '0'));

  test('at the end of the emulator, children and all', async () => {
    const repo = await addCloud();
    const file = join(stateDir, 'pid');
    const lines = ['sleep 600 &', `echo $! > ${file}.new; mv ${file}.new ${file}`, 'wait'];
    const commit = await world.commit(
      repo,
      'b',
      { 'bitbucket-pipelines.yml': pipeline(...lines) },
      'm',
      world.developer,
    );
    await expect.poll(() => pidOf(file), { timeout: 20_000 }).toBeGreaterThan(0);
    const pid = await pidOf(file);
    await builds.close();
    await expect.poll(() => alive(pid)).toBe(false);
    expect(world.statuses(repo, commit)[0]?.state).toBe('STOPPED');
  });

  test('after the time limit, and after a build that left something behind', async () => {
    const repo = await addCloud();
    const commit = (await world.tip(repo, 'main'))!;
    const one = { id: 'x', number: 1, repo, branch: 'main', commit };
    let output = '';
    const options = {
      npmCache: join(stateDir, 'npm'),
      environment: {},
      signal: new AbortController().signal,
      write: (text: string) => {
        output += text;
      },
    };
    const steps = (...lines: string[]) => ({ steps: [{ name: 's', lines }] });
    const limited = { ...options, timeout: 300 };
    expect(await runBuild(one, steps('sleep 600'), limited)).toBe('FAILED');
    expect(output).toContain('Stopped after');
    expect(await runBuild(one, steps('sleep 600 & echo pid=$!'), options)).toBe('SUCCESSFUL');
    const pid = Number(/pid=(\d+)/.exec(output)?.[1]);
    await expect.poll(() => alive(pid)).toBe(false);
    expect(await runBuild({ ...one, commit: '0'.repeat(40) }, steps('true'), options)).toBe('FAILED');
  });
});

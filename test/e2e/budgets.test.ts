import { basename } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Edition, Status } from '../../emulator/world.ts';
import type { App } from '../../src/app.ts';
import { localSource } from '../../src/engine/local-source.ts';
import { startConnect, startFollow, startRepository } from '../../src/engine/start.ts';
import { makeHosts, makeTools } from '../../src/hands.ts';
import type { Git } from '../../src/lib/git/git.ts';
import { runTask } from '../../src/tasks/run-task.ts';
import { work } from '../../src/worker/work.ts';
import { dependsOn, filesOf } from './stage/packages.ts';
import { connect, editions, openStage, ownerIn, type Stage } from './stage/stage.ts';

/** REST calls that something may cost, on either edition. */
const budgets = { indexing500: 20, onePullRequest: 3, fivePullRequests: 8, unchanged: 0 };

const { direct, lockfile, parent, override, nothing } = dependsOn;

let stage: Stage;
let app: App;
const connections = {} as Record<Edition, string>;
/** Endpoints that were asked in all of these tests. */
const asked = new Set<string>();
/** One worker for all of it, as in a server: what a host has learnt (who we are) it knows from then on. */
let worker: { end(): Promise<void> };

beforeAll(async () => {
  const repositories = editions.flatMap((edition) =>
    ['one', 'five', 'still'].map((slug) => ({ edition, slug, dependencies: nothing })),
  );
  stage = await openStage({ repositories });
  app = await stage.open();
  worker = startWorker((signal) => app.work({ signal }));
  for (const edition of editions) {
    connections[edition] = await connect(stage, app, edition);
    await poll(edition);
  }
});
afterAll(async () => {
  await worker.end();
  await stage[Symbol.asyncDispose]();
});
beforeEach(() => stage.emulator.requests.clear());

describe.each(editions)('REST calls on %s', (edition) => {
  it(`an unchanged repository: ${budgets.unchanged}, and 2 small requests by git`, async () => {
    await runRepository(edition, 'still');
    expect(spent()).toEqual({});
    expect(stage.emulator.requests.counts().git).toBe(2);
  });

  it(`one pull request: at most ${budgets.onePullRequest}`, async () => {
    await push(edition, 'one', await filesOf(direct));
    await runRepository(edition, 'one');
    expect(stage.pulls(edition, 'one')).toHaveLength(1);
    expect(total(spent()), table()).toBeLessThanOrEqual(budgets.onePullRequest);
  });

  it(`five pull requests in one repository: at most ${budgets.fivePullRequests}`, async () => {
    const inner = Object.entries(await filesOf(direct)).map(([path, text]) => [`web/${path}`, text]);
    const root = await filesOf({ ...direct, ...lockfile, ...parent, ...override });
    await push(edition, 'five', { ...root, ...Object.fromEntries(inner) });
    await runRepository(edition, 'five');
    expect(stage.pulls(edition, 'five')).toHaveLength(5);
    expect(total(spent()), table()).toBeLessThanOrEqual(budgets.fivePullRequests);
  });

  it('polling what did not change: one page of repositories and one of pull requests', async () => {
    // One red, the others green: their builds are over and known.
    for (const [at, pull] of [...stage.pulls(edition, 'one'), ...stage.pulls(edition, 'five')].entries()) {
      const commit = (await stage.world.tip(pull.repo, pull.source))!;
      const state: Status['state'] = at === 0 ? 'FAILED' : 'SUCCESSFUL';
      stage.world.putStatus({
        repo: pull.repo,
        commit,
        key: 'ci',
        state,
        name: 'CI',
        url: 'https://ci/1',
        description: '',
      });
    }
    await poll(edition);
    stage.emulator.requests.clear();
    await poll(edition);
    expect(Object.values(spent()), table()).toEqual([1, 1]);
    expect(stage.emulator.requests.counts().byEndpoint).not.toHaveProperty('git-receive-pack');
  });

  it('indexing 20 repositories for the first time: 6 small requests by git for each, and the list', async () => {
    for (let at = 0; at < 20; at += 1) await addRepository(edition, `few-${at}`);
    stage.emulator.requests.clear();
    await app.store.transaction((tx) => startConnect(tx, connections[edition], 'schedule', false));
    await idle();
    expect(await countIndexed(edition)).toBe(23);
    expect(total(spent()), table()).toBe(1);
    // Which of the repositories that are known already have moved, git tells on both editions: 2 requests for each.
    expect(stage.emulator.requests.counts().git).toBeLessThanOrEqual(20 * (2 + 6) + 3 * 2);
  });
});

describe.each(editions)('500 repositories on %s', (edition) => {
  it(`cost at most ${budgets.indexing500} REST calls to index`, async () => {
    await worker.end();
    const known = await app.store.repositories.list({ connection: connections[edition] });
    const tips = new Map(known.map(({ slug, indexed }) => [slug.name, indexed!]));
    const count = 500 - known.length;
    for (let at = 0; at < count; at += 1) await addRepository(edition, `many-${at}`);
    const files = await filesOf(nothing);
    worker = startWorker((signal) => workWithoutGit(tips, files, signal));
    stage.emulator.requests.clear();
    await app.store.transaction((tx) => startConnect(tx, connections[edition], 'person', true));
    await idle();
    expect(await countIndexed(edition)).toBe(500);
    expect(stage.emulator.requests.counts().git).toBe(0);
    expect(total(spent()), table()).toBeLessThanOrEqual(budgets.indexing500);
    expect(await app.store.runs.list({ active: true })).toEqual([]);
  });
});

describe('content', () => {
  it('is never asked for by REST', () => {
    expect(
      [...asked].filter((endpoint) =>
        /\/(src|browse|raw|files|diff|diffstat|patch|archive)\b/.test(endpoint),
      ),
    ).toEqual([]);
    expect(asked.size).toBeGreaterThan(8);
  });
});

async function addRepository(edition: Edition, slug: string): Promise<void> {
  const owner = ownerIn(stage.world, edition);
  await stage.world.addRepository({ edition, owner, slug, files: { 'package.json': '{"name":"app"}\n' } });
}

async function countIndexed(edition: Edition): Promise<number> {
  const known = await app.store.repositories.list({ connection: connections[edition] });
  return known.filter((one) => one.state === 'active' && one.indexed !== undefined).length;
}

function startWorker(work: (signal: AbortSignal) => Promise<void>) {
  const stop = new AbortController();
  const working = work(stop.signal);
  return {
    async end() {
      stop.abort();
      await working;
    },
  };
}

async function idle(): Promise<void> {
  await app.store.reader.idle(new AbortController().signal);
}

/**
 * The same hosts, queue and engine over a git that is always there already: 500 times the real one would take a minute
 * and change no count of REST calls.
 */
async function workWithoutGit(
  tips: Map<string, string>,
  files: Record<string, string>,
  signal: AbortSignal,
): Promise<void> {
  const { config, http, store, engine } = app;
  const host = makeHosts({ http, credential: (connection) => store.connections.credential(connection) });
  const tools = makeTools({ config, host, env: process.env, say: () => {}, signal });
  const initial = 'c'.repeat(40);
  const refuse = async () => Promise.reject(new Error('Nothing is to be pushed.'));
  const git: Git = {
    heads: async ({ url }) => {
      const commit = tips.get(basename(url, '.git')) ?? initial;
      return { head: { branch: 'main', commit }, branches: new Map([['main', commit]]) };
    },
    snapshot: async ({ commit }) => ({
      commit,
      paths: Object.keys(files).map((path) => ({ path, blob: initial, mode: '100644' })),
      skipped: [],
      tooLarge: [],
      read: async (path) => files[path],
    }),
    pushCommit: refuse,
    readCommit: refuse,
    deleteBranch: refuse,
  };
  await work({
    source: localSource(engine),
    run: (task) => runTask(task, { ...tools, git }),
    concurrency: config.concurrency,
    signal,
    now: () => Date.now(),
  });
}

async function push(edition: Edition, slug: string, files: Record<string, string>): Promise<void> {
  await stage.world.commit(stage.repo(edition, slug), 'main', files, 'Change', stage.world.developer);
}

async function runRepository(edition: Edition, slug: string): Promise<void> {
  const all = await app.store.repositories.list({ connection: connections[edition] });
  const { id } = all.find((one) => one.slug.name === slug)!;
  await app.store.transaction((tx) => startRepository(tx, connections[edition], id, 'person'));
  await idle();
}

/** What the schedule does. */
async function poll(edition: Edition): Promise<void> {
  await app.store.transaction(async (tx) => {
    await startConnect(tx, connections[edition], 'schedule', false);
    await startFollow(tx, connections[edition], 'schedule');
  });
  await idle();
}

/** REST calls by endpoint since the log was cleared. */
function spent(): Record<string, number> {
  const { entries } = stage.emulator.requests.counts(100_000);
  const rest = entries
    .filter(({ use }) => use === 'rest')
    .map(({ method, endpoint }) => `${method} ${endpoint}`);
  for (const endpoint of rest) asked.add(endpoint);
  return Object.fromEntries([...Map.groupBy(rest, (one) => one)].map(([name, own]) => [name, own.length]));
}

function total(calls: Record<string, number>): number {
  return Object.values(calls).reduce((sum, count) => sum + count, 0);
}

/** Shown when a budget is exceeded. */
function table(): string {
  const rows = Object.entries(spent()).map(([name, count]) => `${String(count).padStart(6)}  ${name}`);
  return `REST calls:\n${rows.join('\n')}\n`;
}

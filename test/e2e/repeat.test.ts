import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { App } from '../../src/app.ts';
import { prepare } from '../../src/engine/prepare.ts';
import { settle } from '../../src/engine/settle.ts';
import { makeHosts, makeTools } from '../../src/hands.ts';
import { createDatabase, testServer, whySkipped } from '../../src/store/postgres/test-database.ts';
import type { LeasedRef } from '../../src/store/store.ts';
import { runTask } from '../../src/tasks/run-task.ts';
import type { Outcome } from '../../src/tasks/task.ts';
import {
  breakBuilds,
  connect,
  editions,
  followOnce,
  openStage,
  passOnce,
  type Stage,
  startFollowing,
  startPass,
} from './stage/stage.ts';
import { expectWhole, noteEffects } from './stage/whole.ts';

const packages = ['parser', 'globber'];
const timeout = 300_000;

/** What is done to both editions by one whole run, and no more by any number of them. */
const onceDone = ['commented', 'created', 'push'].flatMap((effect) =>
  Array<string>(editions.length * packages.length).fill(effect),
);

test('a whole run three times is one run', { timeout }, async () => {
  await using stage = await openStage();
  const app = await openConnected(stage);
  const effects = noteEffects(stage);
  for (let pass = 1; pass <= 3; pass += 1) {
    await passOnce(app);
    await breakAllBuilds(stage);
    await followOnce(app);
    expect(effects.sort(), `after pass ${pass}`).toEqual(onceDone);
    await expectAllWhole(stage, app);
  }
});

test('every task done twice, every outcome late once and then twice, is one run', { timeout }, async () => {
  await using stage = await openStage();
  const app = await openConnected(stage);
  const effects = noteEffects(stage);
  await startPass(app);
  const kinds = await workTwice(app);
  await breakAllBuilds(stage);
  await startFollowing(app);
  kinds.push(...(await workTwice(app)));
  expect([...new Set(kinds)].sort()).toEqual(['connect', 'fix', 'follow', 'index', 'plan', 'publish']);
  expect(effects.sort()).toEqual(onceDone);
  await expectAllWhole(stage, app);
});

const server = testServer;
if (server === undefined) test.skip(`two processes at once: ${whySkipped}`);
else
  test('two processes at once on one database are one run', { timeout }, async () => {
    await using open = new AsyncDisposableStack();
    const database = await createDatabase(server);
    open.defer(() => database.drop());
    const stage = open.use(await openStage({ config: { databaseUrl: database.url } }));
    const one = await openConnected(stage);
    const other = await stage.open({
      dataDir: join(stage.dir, 'other'),
      keyFile: join(stage.config.dataDir, 'key'),
    });
    const effects = noteEffects(stage);
    await Promise.all([passOnce(one), passOnce(other)]);
    await breakAllBuilds(stage);
    await Promise.all([followOnce(other), followOnce(one)]);
    expect(effects.sort()).toEqual(onceDone);
    await expectAllWhole(stage, other);
  });

/**
 * Works until nothing is left. Each task's first lease is lost once the task is done, as a slow worker's would be; what
 * that worker then reports must change nothing, nor must the second one's report when it comes a second time.
 */
async function workTwice(app: App): Promise<string[]> {
  const { engine, store } = app;
  const tools = toolsOf(app);
  const late = new Map<string, { lease: LeasedRef; outcome: Outcome }>();
  const kinds: string[] = [];
  const unchangedBy = async (work: () => Promise<void>) => {
    const before = await stateOf(app);
    await work();
    expect(await stateOf(app)).toEqual(before);
  };
  for (;;) {
    const { waiting, later } = await store.reader.depth();
    if (waiting + later === 0) return kinds;
    const lease = (await engine.queue.next(tools.signal))!;
    const task = (await prepare(engine, lease.ref))!;
    const outcome = await runTask(task, tools);
    const first = late.get(lease.id);
    if (first === undefined) {
      late.set(lease.id, { lease, outcome });
      await engine.queue.fail(lease, { code: 'slow', message: 'It was slow.', retry: true });
      continue;
    }
    await unchangedBy(() => settle(engine, first.lease, first.outcome));
    await settle(engine, lease, outcome);
    await unchangedBy(() => settle(engine, lease, outcome));
    await unchangedBy(() => settle(engine, first.lease, first.outcome));
    kinds.push(task.kind);
  }
}

async function stateOf({ store }: App): Promise<unknown> {
  const repositories = await store.repositories.list();
  return [
    repositories,
    await Promise.all(repositories.map(({ id }) => store.plans.list({ repository: id }))),
    await store.connections.list(),
    await store.findings.list(),
    await store.pullRequests.list(),
    await store.runs.list(),
    await store.reader.depth(),
  ];
}

function toolsOf({ config, http, store }: App) {
  return makeTools({
    config,
    host: makeHosts({ http, credential: (connection) => store.connections.credential(connection) }),
    env: process.env,
    say: () => {},
    signal: new AbortController().signal,
  });
}

async function openConnected(stage: Stage): Promise<App> {
  const app = await stage.open();
  for (const edition of editions) await connect(stage, app, edition);
  return app;
}

async function breakAllBuilds(stage: Stage): Promise<void> {
  for (const edition of editions) await breakBuilds(stage, edition);
}

async function expectAllWhole(stage: Stage, app: App): Promise<void> {
  for (const edition of editions)
    await expectWhole(stage, app, { edition, findings: packages, pulls: packages, red: true });
}

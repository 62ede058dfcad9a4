import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Edition, Pull, Status } from '../../emulator/world.ts';
import type { App } from '../../src/app.ts';
import { startConnect, startFollow } from '../../src/engine/start.ts';
import { type Delivery, type Doorstep, openDoorstep } from './stage/doorstep.ts';
import { dependsOn, filesOf } from './stage/packages.ts';
import { connect, editions, openStage, type Stage, workUntilIdle } from './stage/stage.ts';

const { direct, lockfile, nothing } = dependsOn;

let stage: Stage;
let door: Doorstep;
let app: App;
const connections = {} as Record<Edition, string>;

/** Nothing is polled here: what Suture knows after the first listing, it knows by webhooks. */
beforeAll(async () => {
  const files = await filesOf(direct);
  stage = await openStage({
    repositories: editions.flatMap((edition) => [
      ...['pay', 'merged', 'declined'].map((slug) => ({ edition, slug, files })),
      { edition, slug: 'quiet', dependencies: nothing },
    ]),
  });
  door = await openDoorstep();
  app = await stage.open({ publicUrl: door.url });
  door.open(app);
  for (const edition of editions) {
    // On Data Center only administrators of a repository may make webhooks.
    const token = edition === 'cloud' ? 'api-token' : 'personal-http-developer';
    connections[edition] = await connect(stage, app, edition, token);
    await app.store.transaction((tx) => startConnect(tx, connections[edition], 'person', true));
  }
  await settled();
});
afterAll(async () => {
  await door[Symbol.asyncDispose]();
  await stage[Symbol.asyncDispose]();
});

describe('builds', () => {
  it('on Cloud are heard of: running, red, and green after they were run again', async () => {
    const pull = only('cloud', 'merged');
    for (const [state, build, said] of [
      ['INPROGRESS', 'running', 0],
      ['FAILED', 'failed', 1],
      ['SUCCESSFUL', 'passed', 1],
    ] as const) {
      await status(pull, state);
      await settled();
      expect(await stored('cloud', 'merged')).toMatchObject([{ state: 'open', build }]);
      expect(stage.world.comments(pull)).toHaveLength(said);
    }
  });

  it('on Cloud are taken as they stand, whatever order they are told in', async () => {
    const pull = only('cloud', 'merged');
    const release = door.hold();
    for (const state of ['INPROGRESS', 'FAILED'] as const) await status(pull, state);
    await stage.emulator.settled();
    for (const delivery of release().reverse()) expect(await door.hand(delivery)).toBe(202);
    await settled();
    expect(await stored('cloud', 'merged')).toMatchObject([{ state: 'open', build: 'failed' }]);
    expect(stage.world.comments(pull)).toHaveLength(1);
  });

  it('on Data Center, which has no webhook for them, are seen by the next poll', async () => {
    const pull = only('data-center', 'merged');
    await status(pull, 'FAILED');
    await settled();
    expect(await stored('data-center', 'merged')).toMatchObject([{ build: 'none' }]);
    await app.store.transaction((tx) => startFollow(tx, connections['data-center'], 'schedule'));
    await settled();
    expect(await stored('data-center', 'merged')).toMatchObject([{ state: 'open', build: 'failed' }]);
    expect(stage.world.comments(pull)).toHaveLength(1);
  });
});

describe.each(editions)('by webhooks alone, %s', (edition) => {
  it('makes the webhook with the first pull request of a repository, and only there', () => {
    expect(only(edition, 'pay').state).toBe('OPEN');
    expect(stage.world.hooks(stage.repo(edition, 'pay'))).toMatchObject([
      { url: `${door.url}/hooks/${connections[edition]}`, active: true },
    ]);
    expect(stage.world.hooks(stage.repo(edition, 'quiet'))).toEqual([]);
  });

  it('answers a push before any work is done, and then does it', async () => {
    const files = await filesOf({ ...direct, ...lockfile });
    const tip = await commit(edition, 'pay', files);
    // Nobody works now: the delivery has been answered, for the emulator waits for that.
    await stage.emulator.settled();
    expect(await activeRuns(edition)).toMatchObject([{ kind: 'repository', trigger: 'webhook' }]);
    expect(stage.pulls(edition, 'pay')).toHaveLength(1);
    await settled();
    expect((await repository(edition, 'pay')).indexed).toBe(tip);
    expect(stage.pulls(edition, 'pay').map(({ state }) => state)).toEqual(['OPEN', 'OPEN']);
    expect(stage.world.hooks(stage.repo(edition, 'pay'))).toHaveLength(1);
  });

  it('starts nothing for its own pushes but one look at the pull request each', async () => {
    // The push before made one branch anew and opened a second pull request, all of it told to us.
    const before = await runs(edition);
    await settled();
    expect(await runs(edition)).toEqual(before);
    const pushes = before.filter((run) => run.kind === 'repository' && run.trigger === 'webhook');
    expect(pushes).toHaveLength(1);
    for (const pr of await stored(edition, 'pay'))
      expect(pr).toMatchObject({ state: 'open', touchedByHuman: false });
  });

  it('hears that somebody pushed to its branch', async () => {
    const pull = stage.pulls(edition, 'pay')[1]!;
    await stage.world.commit(pull.repo, pull.source, { 'fix.js': '1' }, 'Mine', stage.world.developer);
    await settled();
    expect(await stored(edition, 'pay')).toMatchObject([{ touchedByHuman: false }, { touchedByHuman: true }]);
  });

  it('hears of a merge, and closes the findings by a scan', async () => {
    await stage.world.mergePull(only(edition, 'merged'), stage.world.developer);
    await settled();
    expect(await stored(edition, 'merged')).toMatchObject([{ state: 'merged' }]);
    const closedBy = await stage.world.tip(stage.repo(edition, 'merged'), 'main');
    expect(await findings(edition, 'merged')).toMatchObject([{ state: 'closed', closedBy }]);
  });

  it('hears of a decline, also when a later push is told first', async () => {
    const release = door.hold();
    await stage.world.declinePull(only(edition, 'declined'), stage.world.developer);
    await commit(edition, 'declined', { 'README.md': 'More' });
    await stage.emulator.settled();
    for (const delivery of release().reverse()) expect(await door.hand(delivery)).toBe(202);
    await settled();
    expect(await stored(edition, 'declined')).toMatchObject([{ state: 'declined' }]);
    expect(stage.pulls(edition, 'declined')).toHaveLength(1);
  });

  it('does once what is delivered twice', async () => {
    await commit(edition, 'merged', { 'README.md': 'More' });
    await settled();
    const before = await runs(edition);
    expect(await door.hand(door.came.at(-1)!)).toBe(202);
    expect(await runs(edition)).toEqual(before);
  });

  it('refuses what is not signed by its secret, and does nothing', async () => {
    const genuine = door.came.findLast(({ path }) => path.endsWith(connections[edition]))!;
    const { 'x-hub-signature': signature, ...unsigned } = genuine.headers;
    const other = connections[edition === 'cloud' ? 'data-center' : 'cloud'];
    const fresh = { 'x-request-uuid': 'fresh', 'x-request-id': 'fresh' };
    const forged: Record<string, Delivery> = {
      'without a signature': { ...genuine, headers: { ...unsigned, ...fresh } },
      'by another secret': {
        ...genuine,
        headers: { ...genuine.headers, ...fresh, 'x-hub-signature': sign('guessed', genuine.body) },
      },
      'over another body': {
        ...genuine,
        headers: { ...genuine.headers, ...fresh },
        body: Buffer.concat([genuine.body, Buffer.from(' ')]),
      },
      'for another connection': {
        ...genuine,
        path: `/hooks/${other}`,
        headers: { ...genuine.headers, ...fresh },
      },
    };
    expect(signature).toMatch(/^sha256=/);
    const before = await runs(edition);
    for (const [name, delivery] of Object.entries(forged)) expect(await door.hand(delivery), name).toBe(401);
    expect(await door.hand({ ...genuine, path: '/hooks/nobody' })).toBe(404);
    expect(await runs(edition)).toEqual(before);
  });
});

describe('a webhook that an administrator makes', () => {
  it('for a whole Cloud workspace, with the printed address and secret, tells of every repository', async () => {
    const secret = await app.store.connections.hookSecret(connections.cloud);
    stage.world.addHook({
      edition: 'cloud',
      url: `${door.url}/hooks/${connections.cloud}`,
      events: ['repo:push'],
      secret,
      active: true,
      description: 'Suture',
    });
    const tip = await commit('cloud', 'quiet', await filesOf(direct));
    await settled();
    expect((await repository('cloud', 'quiet')).indexed).toBe(tip);
    expect(only('cloud', 'quiet').state).toBe('OPEN');
  });
});

/** Nothing is on its way any more, and nothing is left to do. */
async function settled(): Promise<void> {
  let count: number;
  do {
    await stage.emulator.settled();
    count = door.came.length;
    await workUntilIdle(app);
    await stage.emulator.settled();
  } while (door.came.length > count);
}

function only(edition: Edition, slug: string): Pull {
  const pulls = stage.pulls(edition, slug);
  expect(pulls).toHaveLength(1);
  return pulls[0]!;
}

async function status(pull: Pull, state: Status['state']): Promise<void> {
  const commit = (await stage.world.tip(pull.repo, pull.source))!;
  stage.world.putStatus({
    repo: pull.repo,
    commit,
    key: 'ci',
    state,
    name: 'CI',
    url: 'https://ci.example/1',
    description: '',
  });
}

function commit(edition: Edition, slug: string, files: Record<string, string>): Promise<string> {
  return stage.world.commit(stage.repo(edition, slug), 'main', files, 'Change', stage.world.developer);
}

function sign(secret: string, body: Buffer): string {
  return `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
}

async function runs(edition: Edition) {
  const all = await app.store.runs.list({ connection: connections[edition], limit: 1_000 });
  return all.map(({ id, kind, trigger, again }) => ({ id, kind, trigger, again }));
}

async function activeRuns(edition: Edition) {
  return app.store.runs.list({ connection: connections[edition], active: true });
}

async function repository(edition: Edition, slug: string) {
  const all = await app.store.repositories.list({ connection: connections[edition] });
  return all.find((one) => one.slug.name === slug)!;
}

/** In the order in which they were opened. */
async function stored(edition: Edition, slug: string) {
  const pulls = await app.store.pullRequests.list({ repository: (await repository(edition, slug)).id });
  return pulls.sort((one, other) => one.number - other.number);
}

async function findings(edition: Edition, slug: string) {
  return app.store.findings.list({ repository: (await repository(edition, slug)).id });
}

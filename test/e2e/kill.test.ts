import pg from 'pg';
import { describe, expect, test } from 'vitest';
import type { FaultSpec } from '../../emulator/faults.ts';
import type { Edition } from '../../emulator/world.ts';
import { createDatabase, testServer, whySkipped } from '../../src/store/postgres/test-database.ts';
import { type Child, happened, requested, resolverStarted, startProcess } from './stage/process.ts';
import { breakBuilds, connect, editions, openStage, type Stage } from './stage/stage.ts';
import { expectWhole, noteEffects } from './stage/whole.ts';

/** A moment of a run: what holds the process there, and how it is known to be there. */
interface Moment {
  name: string;
  faults?: FaultSpec[];
  reached(stage: Stage, child: Child, edition: Edition): Promise<unknown>;
  /** Waiting for a dead process's lease takes seconds on PostgreSQL: there only the moments that differ are taken. */
  shared?: boolean;
}

/** In the order of a run, so that every process takes up what the one before it was killed at. */
const untilPublished: Moment[] = [
  {
    name: 'listing repositories',
    faults: [hold({ endpoint: '/repositories/{workspace}' }), hold({ endpoint: '/repos' })],
    reached: (stage, _, edition) =>
      requested(stage, { edition, endpoint: edition === 'cloud' ? '/repositories/{workspace}' : '/repos' }),
  },
  {
    name: 'reading a repository',
    faults: [hold({ endpoint: 'git-upload-pack' }, 200)],
    async reached(stage, child, edition) {
      await child.said(/pay: reading/);
      await requested(stage, { edition, endpoint: 'git-upload-pack' });
    },
  },
  {
    name: 'planning, npm at work',
    reached: (stage, child) => Promise.all([child.said(/pay: planning/), resolverStarted(stage)]),
  },
  {
    name: 'fixing, npm at work',
    reached: (stage, child) => child.said(/pay: fixing/).then(() => resolverStarted(stage)),
    shared: true,
  },
  {
    name: 'pushing, before it arrived',
    faults: [hold({ endpoint: 'git-receive-pack' })],
    reached: (stage, _, edition) => requested(stage, { edition, endpoint: 'git-receive-pack' }),
  },
  {
    name: 'after the push, before the pull request',
    faults: [hold({ method: 'POST', use: 'rest' }), hold({ endpoint: 'reviewers' })],
    reached: (stage, _, edition) => happened(stage, edition, 'push'),
    shared: true,
  },
  {
    name: 'opening a pull request, before it arrived',
    faults: [hold({ method: 'POST', use: 'rest' })],
    reached: (stage, _, edition) => requested(stage, { edition, use: 'rest', method: 'POST' }),
  },
  {
    name: 'after a pull request was opened, before that was heard',
    reached: (stage, _, edition) => happened(stage, edition, 'created'),
    shared: true,
  },
];

const afterRedBuilds: Moment[] = [
  {
    name: 'following, asking for builds',
    faults: [
      hold({ endpoint: 'statuses' }),
      hold({ endpoint: 'builds' }),
      hold({ endpoint: 'commits/stats' }),
    ],
    reached: (_, child) => child.said(/following/),
  },
  {
    name: 'after a comment was made, before that was heard',
    reached: (stage, _, edition) => happened(stage, edition, 'commented'),
    shared: true,
  },
];

const timeout = 300_000;

describe('killed at every stage of a run, one after the other, each process goes on where it was', () => {
  test.concurrent.each(editions)('%s, embedded database', { timeout }, async (edition) => {
    await using stage = await openStage();
    await runThrough(stage, edition, [untilPublished, afterRedBuilds], async () => {});
  });

  const server = testServer;
  if (server === undefined) test.skip(`PostgreSQL: ${whySkipped}`);
  else
    test.concurrent('cloud, PostgreSQL', { timeout }, async () => {
      await using open = new AsyncDisposableStack();
      const database = await createDatabase(server);
      open.defer(() => database.drop());
      const stage = open.use(await openStage({ config: { databaseUrl: database.url } }));
      const moments = [untilPublished, afterRedBuilds].map((all) => all.filter(({ shared }) => shared));
      await runThrough(stage, 'cloud', moments, () => expireLeases(database.url));
    });
});

/** Runs, killed at each moment, until pull requests stand; then, once their builds failed, until that is reported. */
async function runThrough(
  stage: Stage,
  edition: Edition,
  moments: Moment[][],
  afterKill: () => Promise<void>,
): Promise<void> {
  const app = await stage.open();
  await connect(stage, app, edition);
  await app.close();
  const effects = noteEffects(stage);
  for (const part of moments) {
    for (const moment of part) {
      await killAt(stage, edition, moment);
      await afterKill();
    }
    await startProcess(stage, ['run']).ended();
    await breakBuilds(stage, edition);
  }
  const after = await stage.open();
  const packages = ['parser', 'globber'];
  await expectWhole(stage, after, { edition, findings: packages, pulls: packages, red: true });
  expect(effects.sort()).toEqual(['commented', 'commented', 'created', 'created', 'push', 'push']);
}

/** Starts a process, waits for the moment and kills it there. */
async function killAt(stage: Stage, edition: Edition, { name, faults, reached }: Moment): Promise<void> {
  stage.emulator.faults.set(faults ?? []);
  const child = startProcess(stage, ['run']);
  const ended = child.ended().then(() => Promise.reject(new Error(`It was never ${name}.`)));
  await Promise.race([reached(stage, child, edition), ended]);
  ended.catch(() => {});
  await child.kill();
  stage.emulator.faults.clear();
}

/** Slows requests down; for so long that, unless told, only a kill ends it. */
function hold(match: FaultSpec['match'], ms = 600_000): FaultSpec {
  return { fault: 'slow', ms, match };
}

/** As if the dead process's time had run out: a task is somebody else's then. */
async function expireLeases(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query(
      `update suture_queue.job set heartbeat_on = now() - interval '1 hour' where state = 'active'`,
    );
  } finally {
    await client.end();
  }
}

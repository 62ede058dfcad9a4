import { describe, expect, test } from 'vitest';
import type { FaultSpec } from '../../emulator/faults.ts';
import type { Edition, Token } from '../../emulator/world.ts';
import type { App } from '../../src/app.ts';
import { happened } from './stage/process.ts';
import {
  breakBuilds,
  connect,
  editions,
  followOnce,
  openStage,
  passOnce,
  type Stage,
  startPass,
} from './stage/stage.ts';
import { expectWhole, noteEffects } from './stage/whole.ts';

const packages = ['parser', 'globber'];
const timeout = 300_000;

/** Every fifth request, by REST and by git, meets one of these. */
function everyFifth(seed: number): FaultSpec[] {
  const faults: FaultSpec[] = [
    { fault: 'rate-limit', headers: true },
    { fault: 'rate-limit', headers: false },
    { fault: 'server-error', status: 500 },
    { fault: 'server-error', status: 502 },
    { fault: 'server-error', status: 503 },
    { fault: 'server-error', status: 555 },
    { fault: 'drop', after: false },
    { fault: 'drop', after: true },
  ];
  return faults.map((fault, index) => ({ ...fault, share: 0.2 / faults.length, seed: seed * 100 + index }));
}

test.each([1, 2])('every fifth request is broken, seed %i', { timeout }, async (seed) => {
  await using stage = await openStage();
  const app = await openConnected(stage, editions);
  const effects = noteEffects(stage);
  stage.emulator.faults.set(everyFifth(seed));
  // Five attempts may all be broken: then the next run takes it up.
  for (let pass = 1; pass <= 2; pass += 1) await passOnce(app);
  for (const edition of editions) await breakBuilds(stage, edition);
  for (let pass = 1; pass <= 2; pass += 1) await followOnce(app);
  const hits = stage.emulator.faults.list().reduce((sum, fault) => sum + fault.hits, 0);
  expect(hits).toBeGreaterThan(10);
  const once = ['commented', 'created', 'push'].flatMap((effect) => [effect, effect, effect, effect]);
  expect(effects.sort()).toEqual(once);
  for (const edition of editions)
    await expectWhole(stage, app, { edition, findings: packages, pulls: packages, red: true });
});

// Data Center's listing tells which heads moved: there the next run must remember by itself what is left to do.
test('a server that fails until a task is given up is asked again by the next run', { timeout }, async () => {
  await using stage = await openStage();
  const edition = 'data-center';
  const app = await openConnected(stage, [edition]);
  const match = { method: 'POST', use: 'rest' } as const;
  stage.emulator.faults.set([{ fault: 'server-error', status: 503, match }]);
  await passOnce(app);
  const [run] = (await app.store.runs.list()).filter(({ kind }) => kind === 'repository');
  expect(run).toMatchObject({ stage: 'failed', error: { code: 'server-error' } });
  stage.emulator.faults.clear();
  await passOnce(app);
  await expectWhole(stage, app, { edition, findings: packages, pulls: packages });
});

describe('a token revoked in the middle of a run', () => {
  test.each(editions)(
    '%s: the connection says so, and goes on with another',
    { timeout },
    async (edition) => {
      await using stage = await openStage();
      const app = await openConnected(stage, [edition]);
      const { store } = app;
      await using _worker = startWorker(app);
      const pass = async () => {
        await startPass(app);
        await store.reader.idle(AbortSignal.timeout(timeout));
      };
      const token = tokenOf(stage, edition);
      void happened(stage, edition, 'push').then(() => {
        token.revoked = true;
      });
      await pass();
      expect(token.revoked).toBe(true);
      expect((await store.runs.list()).find(({ kind }) => kind === 'repository')?.error?.code).toBe(
        'login-failed',
      );
      await pass();
      const [connection] = await store.connections.list();
      expect(connection!.health).toMatchObject({ state: 'failed', because: expect.stringMatching(/token/) });

      Object.assign(token, { secret: `${token.secret.slice(0, 12)}renewed`, revoked: false });
      await connect(stage, app, edition);
      await pass();
      expect((await store.connections.list()).map(({ health }) => health.state)).toEqual(['connected']);
      await expectWhole(stage, app, { edition, findings: packages, pulls: packages });
    },
  );
});

async function openConnected(stage: Stage, which: readonly Edition[]): Promise<App> {
  const app = await stage.open();
  for (const edition of which) await connect(stage, app, edition);
  return app;
}

/** One that stays, as in a server: it has to notice by itself that a token was replaced. */
function startWorker(app: App): AsyncDisposable {
  const stop = new AbortController();
  const working = app.work({ signal: stop.signal });
  return {
    async [Symbol.asyncDispose]() {
      stop.abort();
      await working;
    },
  };
}

function tokenOf({ world }: Stage, edition: Edition): Token {
  const name = edition === 'cloud' ? 'api-token' : 'personal-http';
  return world.tokens.find((token) => token.edition === edition && token.name === name)!;
}

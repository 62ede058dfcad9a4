import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Edition, Pull } from '../../emulator/world.ts';
import type { App } from '../../src/app.ts';
import { connect, editions, openStage, passOnce, type Stage } from './stage/stage.ts';
import { expectWhole, noteEffects } from './stage/whole.ts';

const packages = ['parser', 'globber'];

/** The database is lost, Bitbucket is as it was: what is ours is found again, what is a person's is left alone. */
describe('with a database that knows nothing', { timeout: 300_000 }, () => {
  let stage: Stage;
  let count = 0;
  beforeAll(async () => {
    stage = await openStage();
    await passOnce(await openForgetful());
    return () => stage[Symbol.asyncDispose]();
  });

  /** A Suture that has never been here. */
  async function openForgetful(): Promise<App> {
    count += 1;
    const app = await stage.open({ dataDir: join(stage.dir, `suture-${count}`) });
    for (const edition of editions) await connect(stage, app, edition);
    return app;
  }

  function pullsOf(edition: Edition, name: string): Pull[] {
    return stage.pulls(edition).filter(({ source }) => source.endsWith(name));
  }

  test('nothing is done where everything stands', async () => {
    const effects = noteEffects(stage);
    const app = await openForgetful();
    await passOnce(app);
    expect(effects).toEqual([]);
    for (const edition of editions)
      await expectWhole(stage, app, { edition, findings: packages, pulls: packages });
  });

  test('older commits of ours give way to new ones, on the pull requests that there are', async () => {
    const { world, repo } = stage;
    for (const edition of editions)
      await world.commit(repo(edition), 'main', { 'README.md': 'New' }, 'Move on', world.developer);
    const effects = noteEffects(stage);
    const app = await openForgetful();
    await passOnce(app);
    expect(effects.filter((effect) => effect === 'push')).toHaveLength(editions.length * packages.length);
    expect(effects).not.toContain('created');
    for (const edition of editions)
      await expectWhole(stage, app, { edition, findings: packages, pulls: packages });
  });

  test('a person’s commit on our branch stays, and so does what a person declined', async () => {
    const { world, repo } = stage;
    const theirs = new Map<Edition, string>();
    for (const edition of editions) {
      const { source } = pullsOf(edition, 'globber')[0]!;
      const commit = await world.commit(repo(edition), source, { 'a.js': '' }, 'Mend', world.developer);
      theirs.set(edition, commit);
      await world.declinePull(pullsOf(edition, 'parser')[0]!, world.developer);
    }
    const effects = noteEffects(stage);
    await passOnce(await openForgetful());
    expect(effects).toEqual([]);
    for (const edition of editions) {
      const [globber, ...more] = pullsOf(edition, 'globber');
      expect([await world.tip(repo(edition), globber!.source), more]).toEqual([theirs.get(edition), []]);
      expect(pullsOf(edition, 'parser').map(({ state }) => state)).toEqual(['DECLINED']);
    }
  });
});

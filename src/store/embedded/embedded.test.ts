import { randomBytes } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { withSession } from '../backend.ts';
import { makeTemplate, seed, startChild } from '../contract/harness.ts';
import { openOn, openStore } from '../open-store.ts';
import { openEmbedded } from './backend.ts';

let dataDir: string;
const key = randomBytes(32);

let template: string;
beforeAll(async () => {
  template = await makeTemplate();
});
afterAll(() => rmSync(template, { recursive: true, force: true }));
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'suture-embedded-'));
});
afterEach(() => {
  rmSync(dataDir, { recursive: true, force: true });
});
const useTemplate = () => cpSync(template, dataDir, { recursive: true });

describe('the embedded database', () => {
  test('serves one process: another is told who has it, and gets it once that one is dead', async () => {
    useTemplate();
    const store = await openStore({ dataDir, key });
    const inUse = { code: 'database-in-use', remedy: expect.stringContaining('DATABASE_URL') };
    await expect(openStore({ dataDir, key })).rejects.toMatchObject({
      ...inUse,
      message: expect.stringContaining(`process ${process.pid}`),
    });
    await store.close();
    const child = await startChild({ options: { dataDir, key } }, 'hold');
    await expect(openStore({ dataDir, key })).rejects.toMatchObject({
      ...inUse,
      message: expect.stringContaining(`process ${child.pid}`),
    });
    await child.kill();
    await (await openStore({ dataDir, key })).close();
  });

  test('starts anew where a first start was cut short', async () => {
    mkdirSync(join(dataDir, 'database.new', 'global'), { recursive: true });
    writeFileSync(join(dataDir, 'database.new', 'PG_VERSION'), 'half');
    const store = await openStore({ dataDir, key });
    expect(readdirSync(dataDir)).toContain('database');
    expect(readdirSync(dataDir)).not.toContain('database.new');
    await store.close();
  });

  test('says clearly when it cannot start, and lets go of the directory', async () => {
    mkdirSync(join(dataDir, 'database'));
    writeFileSync(join(dataDir, 'database', 'PG_VERSION'), 'nonsense');
    for (const _ of [1, 2])
      await expect(openStore({ dataDir, key })).rejects.toMatchObject({
        code: 'database-stopped',
        remedy: expect.stringContaining('suture db restore'),
      });
  });

  test('fails whatever is asked of it once its thread is gone', async () => {
    useTemplate();
    const backend = await openEmbedded(dataDir);
    await backend.script('create table t (text text)');
    // The disk fails under it: PostgreSQL panics.
    rmSync(join(dataDir, 'database', 'pg_wal'), { recursive: true });
    await backend.script('select pg_switch_wal()');
    const doing = [backend.script(`insert into t values ('x')`), backend.script('select 1')];
    const stopped = { code: 'database-stopped', message: expect.stringContaining('pg_wal') };
    for (const one of await Promise.allSettled(doing)) expect(one).toMatchObject({ reason: stopped });
    await expect(backend.script('select 1')).rejects.toMatchObject(stopped);
    await backend.close();
  });

  test('a long query does not hold up the event loop', async () => {
    useTemplate();
    const backend = await openEmbedded(dataDir);
    let [turns, done] = [0, false];
    const turn = () => {
      turns += 1;
      if (!done) setImmediate(turn);
    };
    setImmediate(turn);
    await backend.script('select count(*) from generate_series(1, 2000000)');
    done = true;
    // On the same thread it would be one or two.
    expect(turns).toBeGreaterThan(100);
    await backend.close();
  });

  test('a commit is on disk before it returns; reading costs no sync', async () => {
    useTemplate();
    const backend = await openEmbedded(dataDir);
    await backend.script('create table t (n integer)');
    const count = async (statement: string) => {
      const before = backend.syncs();
      for (let n = 0; n < 20; n += 1) await backend.script(statement);
      return backend.syncs() - before;
    };
    expect(await count('insert into t values (1)')).toBeGreaterThanOrEqual(20);
    expect(await count('select * from t')).toBe(0);
    await backend.close();
  });

  test('writes a checkpoint before its log grows large', async () => {
    useTemplate();
    const backend = await openEmbedded(dataDir);
    const redo = async () =>
      (await backend.script('select redo_lsn::text from pg_control_checkpoint()')).rows[0];
    const before = await redo();
    await backend.script('create table t (text text)');
    // Nobody but us asks for a checkpoint here, and only whoever ends a turn.
    const fill =
      'insert into t select string_agg(md5(random()::text), $1) from generate_series(1, 1300000) n group by n % 100';
    await withSession(backend, (session) => session.query(fill, ['']));
    await withSession(backend, (session) => session.query('select 1', []));
    expect(await redo()).not.toEqual(before);
    await backend.close();
  });

  test('is kept well: three dumps, and one word when it is outgrown', async () => {
    useTemplate();
    const backend = await openEmbedded(dataDir);
    const said: string[] = [];
    const store = await openOn(backend, { dataDir, key, say: (line) => void said.push(line) });
    await seed(store, { repositories: 50 });
    await store.maintain();
    expect(said).toEqual([]);
    await seed(store, { repositories: 1, name: 'one-more' });
    mkdirSync(join(dataDir, 'dumps'), { recursive: true });
    for (const day of [1, 2, 3, 4])
      writeFileSync(join(dataDir, 'dumps', `suture-2020-01-0${day}T000000.000Z.jsonl.gz`), '');
    await Promise.all([store.maintain(), store.maintain()]);
    await store.maintain();
    expect(said).toEqual([expect.stringContaining('suture db move --to postgres://')]);
    const dumps = readdirSync(join(dataDir, 'dumps')).sort();
    expect(dumps).toHaveLength(3);
    expect(dumps.filter((name) => name.startsWith('suture-2020'))).toEqual([]);
    await store.close();
  });
});

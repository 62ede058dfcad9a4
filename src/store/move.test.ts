import { randomBytes } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { credential, finding, makeTemplate, nextWithin, seed, startRun } from './contract/harness.ts';
import { dumpAll, moveAll, restoreAll } from './move.ts';
import { type OpenStore, openBackend, openStore } from './open-store.ts';
import { createDatabase, testServer, whySkipped } from './postgres/test-database.ts';

const key = randomBytes(32);
const folders: string[] = [];
const place = () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'suture-move-'));
  folders.push(dataDir);
  cpSync(template, dataDir, { recursive: true });
  return { dataDir };
};
let template: string;
beforeAll(async () => {
  template = await makeTemplate();
});
afterAll(() => rmSync(template, { recursive: true, force: true }));
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** One of everything, with what is hard to copy: secrets, bytes, numbers that go on, tasks in every state. */
async function fill(at: { dataDir: string }): Promise<void> {
  const store = await openStore({ ...at, key });
  const seeded = await seed(store, { repositories: 3 });
  const { connection, repository } = seeded;
  await store.connections.hookSecret(connection.id);
  await store.hooks.firstSeen(connection.id, 'd');
  await store.repositories.setInventory(repository.id, 'c1', { manifests: [], problems: [] }, 'then');
  await store.findings.settle(repository.id, [finding('f', { title: 'quote " and \\ and 😀' })], 'c1');
  await store.pullRequests.announce(repository.id, 'b', 'h');
  const run = await startRun(store, seeded);
  await store.runs.log(run.id, 'first');
  await startRun(store, { connection, repository: seeded.repositories[1]! }, 3600);
  await startRun(store, { connection, repository: seeded.repositories[2]! });
  const [running, dead] = [await nextWithin(store, 5000), await nextWithin(store, 5000)];
  expect(running?.ref.run).toBe(run.id);
  await store.reader.fail(dead!, { retry: false, code: 'gone', message: 'it is gone' });
  await store.close();
}

async function expectFilled(store: OpenStore): Promise<void> {
  const [connection] = await store.connections.list();
  expect(await store.connections.credential(connection!.id)).toEqual(credential);
  expect(await store.hooks.firstSeen(connection!.id, 'd')).toBe(false);
  const repositories = await store.repositories.list();
  expect(repositories).toHaveLength(3);
  expect(await store.repositories.inventory(repositories[0]!.id)).toMatchObject({ judgedWith: 'then' });
  expect(await store.findings.list()).toMatchObject([{ title: 'quote " and \\ and 😀' }]);
  expect(await store.pullRequests.announced(repositories[0]!.id, 'b')).toEqual(['h']);
  // What ran there is due here; what was for later still is; the dead wait to be buried.
  expect(await store.reader.depth()).toEqual({ waiting: 1, later: 1, running: 0 });
  const lease = await nextWithin(store, 5000);
  await store.runs.log(lease!.ref.run, 'second');
  expect((await store.runs.logOf(lease!.ref.run)).map(({ line }) => line)).toEqual(['first', 'second']);
  const buried = Promise.withResolvers<unknown>();
  store.reader.onDead(async (_, ref, death) => buried.resolve({ ref, death }));
  expect(await buried.promise).toMatchObject({
    ref: { kind: 'index' },
    death: { code: 'gone', message: 'it is gone' },
  });
}

describe('a dump', () => {
  test('holds everything, and fills an empty database', async () => {
    const [from, to] = [place(), place()];
    const file = join(from.dataDir, 'dump.jsonl.gz');
    await fill(from);
    const source = await openBackend(from);
    const rows = await dumpAll(source, file);
    await source.close();
    const steps: string[] = [];
    const target = await openBackend(to);
    expect(await restoreAll(file, target, (table) => void steps.push(table))).toBe(rows);
    await expect(restoreAll(file, target, () => {})).rejects.toMatchObject({ code: 'database-not-empty' });
    await target.close();
    expect(steps).toContain('suture.findings');
    const store = await openStore({ ...to, key });
    await expectFilled(store);
    await store.close();
    expect(gunzipSync(readFileSync(file)).toString()).not.toContain(credential.secret);
  });

  test('that is not whole is refused and leaves nothing behind', async () => {
    const at = place();
    const file = join(at.dataDir, 'dump.jsonl.gz');
    const source = await openStore({ ...at, key });
    await seed(source, { repositories: 5 });
    await source.close();
    const backend = await openBackend(at);
    await dumpAll(backend, file);
    await backend.close();
    const whole = readFileSync(file);
    const lines = gunzipSync(whole).toString().trimEnd().split('\n');
    const header = JSON.parse(lines[0]!) as Record<string, unknown>;
    const table: [string, Buffer, string][] = [
      ['cut short', whole.subarray(0, whole.length - 20), 'dump-damaged'],
      ['empty', Buffer.alloc(0), 'dump-damaged'],
      ['something else', Buffer.from('not gzip at all'), 'dump-damaged'],
      ['without its end', gzipSync(`${lines.slice(0, -1).join('\n')}\n`), 'dump-damaged'],
      [
        'with a batch missing',
        gzipSync(`${lines.filter((_, index) => index !== 2).join('\n')}\n`),
        'dump-damaged',
      ],
      [
        'with another table',
        gzipSync(`${lines[0]}\n{"table":"pg_class","rows":[{}]}\n{"end":true,"rows":1}\n`),
        'dump-damaged',
      ],
      ['from the future', gzipSync(`${JSON.stringify({ ...header, migration: 999 })}\n`), 'database-newer'],
    ];
    const target = await openBackend(place());
    for (const [name, content, code] of table) {
      writeFileSync(file, content);
      await expect(
        restoreAll(file, target, () => {}),
        name,
      ).rejects.toMatchObject({ code });
    }
    const { rows } = await target.script('select count(*)::int as count from suture.connections');
    expect(rows).toEqual([{ count: 0 }]);
    await target.close();
  });
});

const server = testServer;
if (server === undefined) test.skip(`a move to PostgreSQL: ${whySkipped}`);
else
  describe('a move to PostgreSQL', () => {
    let database: Awaited<ReturnType<typeof createDatabase>>;
    beforeEach(async () => {
      database = await createDatabase(server);
    });
    afterEach(() => database.drop());

    test('copies everything, once', async () => {
      const from = place();
      await fill(from);
      const [source, target] = [
        await openBackend(from),
        await openBackend({ ...from, databaseUrl: database.url }),
      ];
      const steps: [number, number | undefined][] = [];
      const rows = await moveAll(source, target, (_, done, total) => void steps.push([done, total]));
      expect(steps.at(-1)?.[0]).toBe(rows);
      await expect(moveAll(source, target, () => {})).rejects.toMatchObject({ code: 'database-not-empty' });
      await Promise.all([source.close(), target.close()]);
      const store = await openStore({ ...from, databaseUrl: database.url, key });
      await expectFilled(store);
      await store.close();
    });

    test('that fails half-way leaves the target as it was', async () => {
      const from = place();
      await fill(from);
      const [source, target] = [
        await openBackend(from),
        await openBackend({ ...from, databaseUrl: database.url }),
      ];
      const failing = moveAll(source, target, (table) => {
        if (table === 'suture.findings') throw new Error('pulled the plug');
      });
      await expect(failing).rejects.toThrow('pulled the plug');
      const { rows } = await target.script('select count(*)::int as count from suture.connections');
      expect(rows).toEqual([{ count: 0 }]);
      await Promise.all([source.close(), target.close()]);
    });
  });

import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { nextWithin } from '../contract/harness.ts';
import { openOn, openStore } from '../open-store.ts';
import { openPostgres } from './backend.ts';
import { createDatabase, testServer, whySkipped } from './test-database.ts';

const options = { dataDir: tmpdir(), key: randomBytes(32), say: () => {} };

test('a server that cannot be reached is named, its password is not', async () => {
  const databaseUrl = 'postgres://me:s3cret@127.0.0.1:1/suture';
  const failure = await openStore({ ...options, databaseUrl }).catch((error: unknown) => error);
  expect(failure).toMatchObject({
    code: 'database-unreachable',
    retry: true,
    message: expect.stringContaining('127.0.0.1:1/suture'),
    remedy: expect.stringContaining('DATABASE_URL'),
  });
  expect(JSON.stringify([(failure as Error).message, failure])).not.toContain('s3cret');
});

const server = testServer;
if (server === undefined) test.skip(`PostgreSQL by itself: ${whySkipped}`);
else
  describe('PostgreSQL', () => {
    let database: Awaited<ReturnType<typeof createDatabase>>;
    beforeAll(async () => {
      database = await createDatabase(server);
    });
    afterAll(() => database.drop());

    test('a database that is not there is named', async () => {
      const databaseUrl = `${database.url}_not`;
      await expect(openStore({ ...options, databaseUrl })).rejects.toMatchObject({
        code: 'database-refused',
        message: expect.stringContaining('does not exist'),
      });
    });

    test('processes that start at once on an empty database all come up', async () => {
      const stores = await Promise.all(
        Array.from({ length: 4 }, () => openStore({ ...options, databaseUrl: database.url })),
      );
      await stores[0]!.queue.add({ kind: 'index', run: 'r' }, { key: 'k' });
      expect(await stores[3]!.reader.depth()).toMatchObject({ waiting: 1 });
      await stores[3]!.reader.fail((await nextWithin(stores[2]!, 5000))!, {
        code: 'x',
        message: 'x',
        retry: false,
      });
      await Promise.all(stores.map((store) => store.close()));
    });

    test('connections that break are replaced, and waiters still hear', async () => {
      const backend = await openPostgres(database.url, () => {});
      const store = await openOn(backend, options);
      const other = await openStore({ ...options, databaseUrl: database.url });
      const wait = () => store.reader.next(AbortSignal.timeout(20_000));
      const waiting = wait().catch(wait);
      await other.runs.list();
      const cut = await openPostgres(database.url, () => {});
      await cut.script(
        `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`,
      );
      await cut.close();
      const add = () => other.queue.add({ kind: 'index', run: 'after' }, { key: 'after' });
      // The first caller on a connection that is gone is told so.
      await expect.poll(() => add().then(() => 'added', String), { timeout: 10_000 }).toBe('added');
      expect(await waiting).toMatchObject({ ref: { run: 'after' } });
      await Promise.all([store.close(), other.close()]);
    });
  });

import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { finding, type Harness, listed, seed } from './harness.ts';

/** What is remembered, and how. */
export function nounCases(of: () => Harness): void {
  connectionCases(of);
  repositoryCases(of);
  runCases(of);
}

function connectionCases(of: () => Harness): void {
  test('a connection keeps its id when it is put again, and its secret is sealed', async () => {
    const { store, sql } = of();
    const { connection } = await seed(store);
    const again = await store.connections.put(
      {
        ...connection,
        scope: ['acme', 'other'],
        health: { state: 'connected', checkedAt: '2026-01-02T03:04:05.000Z' },
      },
      { kind: 'api-token', email: 'a@example.com', secret: 'second' },
    );
    expect(again).toEqual({
      ...connection,
      scope: ['acme', 'other'],
      health: { state: 'connected', checkedAt: '2026-01-02T03:04:05.000Z' },
    });
    expect(await store.connections.list()).toEqual([again]);
    expect(await store.connections.byName('acme')).toEqual(again);
    expect(await store.connections.get('nobody')).toBeUndefined();
    expect(await store.connections.credential(again.id)).toEqual({
      kind: 'api-token',
      email: 'a@example.com',
      secret: 'second',
    });
    const [row] = await sql('select credential, hook_secret from suture.connections');
    expect(row?.credential).toMatch(/^v1\./);
    expect(String(row?.credential)).not.toContain('second');
  });

  test('a credential moved to another row does not open', async () => {
    const { store, sql } = of();
    const { connection } = await seed(store);
    const other = await seed(store, { name: 'other' });
    await sql(
      'update suture.connections set credential = (select credential from suture.connections where id = $1) where id = $2',
      [connection.id, other.connection.id],
    );
    await expect(store.connections.credential(other.connection.id)).rejects.toMatchObject({
      code: 'unsealable',
    });
    await expect(store.connections.credential('nobody')).rejects.toMatchObject({ code: 'not-found' });
  });

  test('a hook secret is made once, however many ask at once', async () => {
    const { store } = of();
    const { connection } = await seed(store);
    const secrets = await Promise.all(
      Array.from({ length: 5 }, () => store.connections.hookSecret(connection.id)),
    );
    expect(new Set(secrets).size).toBe(1);
    expect(secrets[0]!.length).toBeGreaterThan(40);
  });

  test('cursor and health are kept; removing a connection removes what hangs on it', async () => {
    const { store } = of();
    const { connection, repository } = await seed(store);
    expect(await store.connections.cursor(connection.id)).toBeUndefined();
    await store.connections.setCursor(connection.id, '2026-01-02T03:04:05.678Z');
    await store.connections.setHealth(connection.id, { state: 'failed', because: 'no\0pe' });
    expect(await store.connections.cursor(connection.id)).toBe('2026-01-02T03:04:05.678Z');
    expect((await store.connections.get(connection.id))?.health).toEqual({
      state: 'failed',
      because: 'no\ufffdpe',
    });
    await store.findings.settle(repository.id, [finding('f')], 'c1');
    await store.connections.remove(connection.id);
    expect(await store.repositories.list()).toEqual([]);
    expect(await store.findings.list()).toEqual([]);
  });

  test('a delivery of a webhook is seen first once', async () => {
    const { store } = of();
    const { connection } = await seed(store);
    const other = await seed(store, { name: 'other' });
    const first = await Promise.all([1, 2, 3].map(() => store.hooks.firstSeen(connection.id, 'delivery')));
    expect(first.filter(Boolean)).toHaveLength(1);
    expect(await store.hooks.firstSeen(other.connection.id, 'delivery')).toBe(true);
  });
}

function repositoryCases(of: () => Harness): void {
  test('10,000 repositories of one listing are written in bulk, twice', { timeout: 20_000 }, async () => {
    const { store } = of();
    const { connection } = await seed(store, { repositories: 0 });
    const seen = Array.from({ length: 10_000 }, (_, index) => listed(index));
    const first = await store.repositories.saw(connection.id, seen);
    const second = await store.repositories.saw(connection.id, [...seen].reverse());
    expect(first).toHaveLength(10_000);
    expect(first.every(({ fresh }) => fresh)).toBe(true);
    expect(second.some(({ fresh }) => fresh)).toBe(false);
    expect(second.map(({ id }) => id).reverse()).toEqual(first.map(({ id }) => id));
  });

  test('a rename keeps the id; what a listing does not say is kept', async () => {
    const { store } = of();
    const { connection, repository } = await seed(store);
    const { fresh: _, ...known } = repository;
    await store.repositories.update(known.id, { indexed: 'c1' });
    const [renamed] = await store.repositories.saw(connection.id, [
      { remoteId: known.remoteId, slug: { owner: 'new', name: 'name' }, archived: true },
      { remoteId: known.remoteId, slug: { owner: 'new', name: 'name' }, archived: true },
    ]);
    expect(renamed).toEqual({
      ...known,
      slug: { owner: 'new', name: 'name' },
      indexed: 'c1',
      state: 'archived',
      fresh: false,
    });
    expect(await store.repositories.byRemoteId(connection.id, known.remoteId)).toMatchObject({
      id: known.id,
    });
    expect(await store.repositories.byRemoteId('other', known.remoteId)).toBeUndefined();
    expect(await store.repositories.list({ slugs: ['new/name', 'no/such'] })).toHaveLength(1);
    expect(await store.repositories.list({ slugs: [] })).toEqual([]);
  });

  test('what a complete listing did not see is gone, and back when it is seen again', async () => {
    const { store } = of();
    const { connection, repositories } = await seed(store, { repositories: 3 });
    const started = new Date(Date.now() + 1000).toISOString();
    await store.repositories.saw(connection.id, [listed(1)], started);
    expect(await store.repositories.markGone(connection.id, started)).toBe(2);
    expect(await store.repositories.markGone(connection.id, started)).toBe(0);
    const states = (await store.repositories.list({ connection: connection.id })).map(({ state }) => state);
    expect(states).toEqual(['gone', 'active', 'gone']);
    await store.repositories.saw(connection.id, [listed(0)]);
    expect((await store.repositories.get(repositories[0]!.id))?.state).toBe('active');
    await store.repositories.update(repositories[1]!.id, { state: 'empty' });
    await store.repositories.saw(connection.id, [listed(1)]);
    expect((await store.repositories.get(repositories[1]!.id))?.state).toBe('empty');
  });

  test('an inventory comes back as it was, hostile names included', async () => {
    const { store } = of();
    const { repository } = await seed(store);
    const inventory = JSON.parse(
      '{"manifests":[{"path":"a\\u0000b","ecosystem":"npm","packages":[]}],"problems":[{"code":"__proto__","message":"\\ud800"}]}',
    );
    expect(await store.repositories.inventory(repository.id)).toBeUndefined();
    await store.repositories.setInventory(repository.id, 'c0', { manifests: [], problems: [] }, 'before');
    await store.repositories.setInventory(repository.id, 'c1', inventory, '2026-01-01');
    expect(await store.repositories.inventory(repository.id)).toEqual({
      commit: 'c1',
      inventory,
      judgedWith: '2026-01-01',
    });
  });
}

function runCases(of: () => Harness): void {
  test('of runs that start at once one starts, and is marked to start over', async () => {
    const { store } = of();
    const { connection, repository } = await seed(store);
    const run = {
      connection: connection.id,
      repository: repository.id,
      kind: 'repository',
      trigger: 'webhook',
    } as const;
    const starts = await Promise.all(
      Array.from({ length: 8 }, () =>
        store.transaction((tx) => tx.runs.start({ ...run, stage: 'indexing' })),
      ),
    );
    const started = starts.filter((one) => one !== undefined);
    expect(started).toHaveLength(1);
    expect(await store.runs.list({ active: true })).toEqual([{ ...started[0]!, again: true }]);
    await store.runs.update(started[0]!.id, { stage: 'done', endedAt: new Date().toISOString() });
    expect(await store.runs.start({ ...run, stage: 'indexing' })).toMatchObject({ again: false });
  });

  test('runs of other kinds, connections and repositories do not stand in each other’s way', async () => {
    const { store } = of();
    const { connection, repositories } = await seed(store, { repositories: 2 });
    const base = { connection: connection.id, trigger: 'schedule' } as const;
    const wanted = [
      { ...base, kind: 'connect', stage: 'connecting' } as const,
      { ...base, kind: 'follow', stage: 'following' } as const,
      ...repositories.map(
        ({ id }) => ({ ...base, repository: id, kind: 'repository', stage: 'indexing' }) as const,
      ),
    ];
    expect((await store.runs.startAll(wanted)).map(({ kind }) => kind)).toEqual(
      wanted.map(({ kind }) => kind),
    );
    expect(await store.runs.startAll(wanted)).toEqual([]);
    expect(await store.runs.list({ repository: repositories[1]!.id })).toMatchObject([{ again: true }]);
    expect(await store.runs.list({ connection: connection.id, limit: 3 })).toHaveLength(3);
    expect(await store.runs.list({ active: false })).toEqual([]);
  });

  test('repositories are named whose newest run failed long enough ago', async () => {
    const { store } = of();
    const { connection, repositories } = await seed(store, { repositories: 3 });
    const end = async (repository: string, endedAt: string, error?: { code: string; message: string }) => {
      const base = {
        connection: connection.id,
        repository,
        kind: 'repository',
        trigger: 'schedule',
      } as const;
      const run = await store.runs.start({ ...base, stage: 'indexing' });
      await store.runs.update(run!.id, { stage: 'failed', endedAt, ...(error && { error }) });
    };
    const error = { code: 'x', message: 'x' };
    const [failed, recovered, recent] = repositories.map(({ id }) => id);
    await end(failed!, '2026-01-01T00:00:00.000Z', error);
    await end(recovered!, '2026-01-01T00:00:00.000Z', error);
    await end(recovered!, '2026-01-01T00:01:00.000Z');
    await end(recent!, '2026-01-03T00:00:00.000Z', error);
    expect(await store.runs.failed('2026-01-02T00:00:00.000Z')).toEqual([
      { connection: connection.id, repository: failed },
    ]);
  });

  test('a run is updated, locked and logged; NUL in its error is replaced', async () => {
    const { store } = of();
    const { connection } = await seed(store);
    const run = await store.runs.start({
      connection: connection.id,
      kind: 'connect',
      trigger: 'person',
      stage: 'connecting',
    });
    await store.runs.update(run!.id, {});
    await store.runs.update(run!.id, {
      stage: 'failed',
      commit: 'c1',
      branch: 'main',
      again: true,
      endedAt: '2026-01-02T03:04:05.000Z',
      error: { code: 'x', message: 'a\0b \ud800 \\u0000' },
    });
    await store.runs.log(run!.id, 'one\0');
    await store.runs.log(run!.id, 'two');
    expect((await store.runs.logOf(run!.id)).map(({ line }) => line)).toEqual(['one\ufffd', 'two']);
    const kept = await store.transaction((tx) => tx.runs.lock(run!.id));
    expect(kept).toEqual({
      ...run,
      stage: 'failed',
      commit: 'c1',
      branch: 'main',
      again: true,
      endedAt: '2026-01-02T03:04:05.000Z',
      error: { code: 'x', message: 'a\ufffdb \ufffd \\u0000' },
    });
    expect(await store.runs.get(randomUUID())).toBeUndefined();
  });
}

import { expect, test } from 'vitest';
import type { LeasedRef, TaskDeath } from '../store.ts';
import { complete, expireLeases, type Harness, nextWithin, seed, startRun } from './harness.ts';

const later = { code: 'unreachable', message: 'no route', retry: true };

/** Tasks are lent to one worker at a time, come back when it vanishes, and end. */
export function queueCases(of: () => Harness): void {
  keyCases(of);
  leaseCases(of);
  failureCases(of);
  timerCases(of);
}

function keyCases(of: () => Harness): void {
  test('one task a key, while it waits and while it runs; afterwards there may be another', async () => {
    const { store } = of();
    const ref = { kind: 'connect', run: 'r', test: false } as const;
    const add = () => store.transaction((tx) => tx.queue.add(ref, { key: 'same' }));
    await Promise.all([add(), add(), add()]);
    expect(await store.reader.depth()).toEqual({ waiting: 1, later: 0, running: 0 });
    const lease = await nextWithin(store, 5000);
    await add();
    expect(await store.reader.depth()).toEqual({ waiting: 0, later: 0, running: 1 });
    await store.transaction(async (tx) => {
      await store.reader.complete(tx, lease!);
      await tx.queue.add(ref, { key: 'same' });
      await tx.queue.add({ ...ref, test: true }, { key: 'other' });
    });
    expect(await store.reader.depth()).toEqual({ waiting: 2, later: 0, running: 0 });
  });

  test('a delayed task waits its time and does not count as work at hand', async () => {
    const { store } = of();
    await store.queue.add({ kind: 'plan', run: 'r' }, { key: 'far', delaySeconds: 3600 });
    await store.queue.add({ kind: 'index', run: 'r' }, { key: 'near', delaySeconds: 1 });
    expect(await store.reader.depth()).toEqual({ waiting: 0, later: 2, running: 0 });
    await store.reader.idle(AbortSignal.timeout(5000));
    const lease = await nextWithin(store, 10_000);
    expect(lease?.ref).toEqual({ kind: 'index', run: 'r' });
    await complete(store, lease!);
  });

  test('thousands of tasks are added at once', { timeout: 30_000 }, async () => {
    const { store } = of();
    const tasks = Array.from({ length: 5000 }, (_, index) => ({
      ref: { kind: 'index', run: `r${index}` } as const,
      key: `k${index % 4000}`,
    }));
    await store.queue.addAll(tasks);
    expect(await store.reader.depth()).toEqual({ waiting: 4000, later: 0, running: 0 });
    await store.queue.addAll([]);
  });
}

function leaseCases(of: () => Harness): void {
  test('two workers never hold the same task', async () => {
    const { store, shared, another } = of();
    const stores = shared ? [store, await another()] : [store];
    await store.queue.addAll(
      Array.from({ length: 40 }, (_, index) => ({
        ref: { kind: 'index', run: `r${index}` },
        key: `k${index}`,
      })),
    );
    const taken: LeasedRef[] = [];
    const worker = async (own: typeof store) => {
      for (;;) {
        if (taken.length >= 40) return;
        const lease = await nextWithin(own, 500);
        if (lease === undefined) return;
        taken.push(lease);
        await complete(own, lease);
      }
    };
    await Promise.all([...stores, ...stores, ...stores].map(worker));
    expect(new Set(taken.map(({ ref }) => ref.run)).size).toBe(40);
    expect(taken).toHaveLength(40);
    for (const one of stores.slice(1)) await one.close();
  });

  test('whoever waits is woken by a task that is added later, also from elsewhere', async () => {
    const { store, shared, another } = of();
    const other = shared ? await another() : store;
    const waiting = [nextWithin(store, 10_000), nextWithin(store, 10_000)];
    await other.queue.addAll([
      { ref: { kind: 'index', run: 'a' }, key: 'a' },
      { ref: { kind: 'index', run: 'b' }, key: 'b' },
    ]);
    const runs = (await Promise.all(waiting)).map((lease) => lease?.ref.run).sort();
    expect(runs).toEqual(['a', 'b']);
    if (other !== store) await other.close();
  });

  test('an abort ends the wait with nothing', async () => {
    const { store } = of();
    const stop = new AbortController();
    const waiting = store.reader.next(stop.signal);
    stop.abort();
    expect(await waiting).toBeUndefined();
    expect(await store.reader.next(stop.signal)).toBeUndefined();
  });

  test('a lease that ran out goes to another worker, and the first can no longer say anything', {
    timeout: 60_000,
  }, async () => {
    const harness = of();
    const { store } = harness;
    await startRun(store, await seed(store));
    const first = (await nextWithin(store, 5000))!;
    const until = first.until;
    expect(await store.reader.extend(first)).toBe('kept');
    expect(first.until).toBeGreaterThanOrEqual(until);
    await expireLeases(harness);
    const second = (await nextWithin(store, 30_000))!;
    expect(second).toMatchObject({ id: first.id, ref: first.ref, attempt: 2 });
    expect(await store.reader.extend(first)).toBe('lost');
    expect(await complete(store, first)).toBe('lost');
    expect(await store.reader.fail(first, later)).toBe('lost');
    expect(await store.reader.fail(first, { ...later, retry: false })).toBe('lost');
    expect(await complete(store, second)).toBe('completed');
    expect(await complete(store, second)).toBe('lost');
    await store.reader.idle(AbortSignal.timeout(5000));
  });
}

function failureCases(of: () => Harness): void {
  test('a failure puts the task back after the time it asks for, and the fifth ends it', async () => {
    const { store, sql } = of();
    await startRun(store, await seed(store));
    const buried: [string, TaskDeath][] = [];
    store.reader.onDead(async (tx, ref, death) => {
      await tx.runs.update(ref.run, { stage: 'failed', endedAt: new Date().toISOString() });
      buried.push([ref.run, death]);
    });
    for (let attempt = 1; attempt <= 5; attempt += 1) {
      const lease = await nextWithin(store, 10_000);
      expect(lease?.attempt).toBe(attempt);
      const verdict = await store.reader.fail(lease!, { ...later, retryAfter: attempt === 1 ? 300_000 : 0 });
      expect(verdict).toBe(attempt === 5 ? 'dead' : 'again');
      if (attempt > 1) continue;
      const [row] = await sql(
        `select extract(epoch from start_after - now())::int as wait from suture_queue.job where state = 'retry'`,
      );
      expect(row?.wait).toBeGreaterThan(290);
      expect(await store.reader.depth()).toEqual({ waiting: 1, later: 0, running: 0 });
      await sql('update suture_queue.job set start_after = now()');
    }
    const [run] = await store.runs.list();
    expect(run).toMatchObject({ stage: 'failed' });
    expect(buried).toEqual([[run!.id, { code: 'unreachable', message: 'no route' }]]);
    await store.reader.idle(AbortSignal.timeout(5000));
  });

  test('a failure that cannot be mended ends the task at once; its key is free again', async () => {
    const { store } = of();
    const at = await seed(store);
    const run = await startRun(store, at);
    const deaths: TaskDeath[] = [];
    store.reader.onDead(async (_, __, death) => void deaths.push(death));
    const lease = await nextWithin(store, 5000);
    const failure = { code: 'missing-scope', message: 'n\0', remedy: 'add it', retry: false };
    expect(await store.reader.fail(lease!, failure)).toBe('dead');
    expect(deaths).toEqual([{ code: 'missing-scope', message: 'n\ufffd', remedy: 'add it' }]);
    await store.queue.add({ kind: 'index', run: run.id }, { key: `${run.id}:index` });
    expect(await store.reader.depth()).toMatchObject({ waiting: 1 });
  });

  test('a burial that fails is tried again, and writes nothing meanwhile', { timeout: 30_000 }, async () => {
    const { store, said } = of();
    const run = await startRun(store, await seed(store));
    let tries = 0;
    store.reader.onDead(async (tx, ref) => {
      tries += 1;
      await tx.runs.log(ref.run, `try ${tries}`);
      if (tries === 1) throw new Error('not now');
    });
    await store.reader.fail((await nextWithin(store, 5000))!, { ...later, retry: false });
    expect(said).toEqual([expect.stringContaining('not now')]);
    await store.reader.idle(AbortSignal.timeout(20_000));
    expect((await store.runs.logOf(run.id)).map(({ line }) => line)).toEqual(['try 2']);
  });

  test('a task whose workers vanish five times ends, and its run hears of it', {
    timeout: 60_000,
  }, async () => {
    const harness = of();
    const { store, sql } = harness;
    const run = await startRun(store, await seed(store));
    const deaths: [string, string][] = [];
    store.reader.onDead(async (_, ref, { code }) => void deaths.push([ref.run, code]));
    await nextWithin(store, 5000);
    await sql('update suture_queue.job set retry_count = 4');
    await expireLeases(harness);
    while (deaths.length === 0) await new Promise((resolve) => setTimeout(resolve, 100));
    expect(deaths).toEqual([[run.id, 'worker-vanished']]);
    expect(await store.reader.depth()).toEqual({ waiting: 0, later: 0, running: 0 });
  });
}

function timerCases(of: () => Harness): void {
  test('a timer fires in one of all processes, in the transaction of what it causes', async () => {
    const { store, shared, another } = of();
    const { connection } = await seed(store);
    const stores = shared ? [store, await another()] : [store];
    const fired = Promise.withResolvers<void>();
    let times = 0;
    const stops = [...stores, ...stores].map((one) =>
      one.every('poll', 3600, async (tx) => {
        times += 1;
        await tx.connections.setCursor(connection.id, `tick ${times}`);
        if (times === 1) throw new Error('first one fails');
        fired.resolve();
      }),
    );
    await fired.promise;
    expect(await waitFor(() => store.connections.cursor(connection.id))).toBe('tick 2');
    await new Promise((resolve) => setTimeout(resolve, 300));
    for (const stop of stops) stop();
    expect(times).toBe(2);
    for (const one of stores.slice(1)) await one.close();
  });

  test('a timer fires again and again until it is stopped', async () => {
    const { store } = of();
    const third = Promise.withResolvers<void>();
    let times = 0;
    const stop = store.every('often', 1, async () => {
      times += 1;
      if (times === 3) third.resolve();
    });
    await third.promise;
    stop();
  });
}

async function waitFor<T>(look: () => Promise<T | undefined>): Promise<T> {
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

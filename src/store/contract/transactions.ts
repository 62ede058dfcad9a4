import { expect, test } from 'vitest';
import { finding, type Harness, nextWithin, seed, startRun } from './harness.ts';

/** A state change and the task that follows from it exist together or not at all. */
export function transactionCases(of: () => Harness): void {
  test('what is rolled back leaves neither state nor task, and wakes nobody', async () => {
    const { store } = of();
    const at = await seed(store);
    const doing = store.transaction(async (tx) => {
      const run = await tx.runs.start({
        connection: at.connection.id,
        kind: 'connect',
        trigger: 'person',
        stage: 'connecting',
      });
      await tx.queue.add({ kind: 'connect', run: run!.id, test: true }, { key: 'k' });
      throw new Error('changed its mind');
    });
    await expect(doing).rejects.toThrow('changed its mind');
    expect(await store.runs.list()).toEqual([]);
    expect(await store.reader.depth()).toEqual({ waiting: 0, later: 0, running: 0 });
  });

  test('a statement that failed fails the transaction, even where its error was swallowed', async () => {
    const { store } = of();
    const { repository } = await seed(store);
    const doing = store.transaction(async (tx) => {
      await tx.findings.settle(repository.id, [finding('f')], 'c1');
      await tx.findings.settle('no such repository', [finding('f')], 'c1').catch(() => {});
    });
    await expect(doing).rejects.toMatchObject({ code: 'transaction-aborted' });
    expect(await store.findings.list()).toEqual([]);
  });

  test('nesting, or passing the transaction by, throws instead of waiting for ever', async () => {
    const { store } = of();
    const nested = { code: 'transaction-nested' };
    await expect(store.transaction((tx) => tx.transaction(async () => {}))).rejects.toMatchObject(nested);
    await expect(store.transaction(() => store.transaction(async () => {}))).rejects.toMatchObject(nested);
    await expect(store.transaction(() => store.runs.list())).rejects.toMatchObject(nested);
    expect(await store.runs.list()).toEqual([]);
  });

  test('a query beside a transaction sees nothing of it before it ends', async () => {
    const { store } = of();
    const { connection } = await seed(store);
    const [entered, leave] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const changing = store.transaction(async (tx) => {
      await tx.connections.setCursor(connection.id, 'inside');
      entered.resolve();
      await leave.promise;
      await tx.connections.setCursor(connection.id, 'after');
    });
    await entered.promise;
    const beside = store.connections.cursor(connection.id);
    leave.resolve();
    await changing;
    expect([undefined, 'after']).toContain(await beside);
    expect(await store.connections.cursor(connection.id)).toBe('after');
  });

  test('outcomes of one run are settled one after the other', async () => {
    const { store } = of();
    const run = await startRun(store, await seed(store));
    let [inside, most] = [0, 0];
    await Promise.all(
      Array.from({ length: 4 }, () =>
        store.transaction(async (tx) => {
          await tx.runs.lock(run.id);
          inside += 1;
          most = Math.max(most, inside);
          await tx.runs.log(run.id, 'settled');
          inside -= 1;
        }),
      ),
    );
    expect(most).toBe(1);
    expect(await store.runs.logOf(run.id)).toHaveLength(4);
    expect(await nextWithin(store, 5000)).toMatchObject({ ref: { run: run.id } });
  });
}

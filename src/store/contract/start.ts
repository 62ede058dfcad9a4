import { expect, test } from 'vitest';
import { openBackend, openStore } from '../open-store.ts';
import { type Harness, seed } from './harness.ts';

/** How a database is found, and left, by programs of other ages. */
export function startCases(of: () => Harness): void {
  test('opening again changes nothing and loses nothing', async () => {
    const harness = of();
    const { connection } = await seed(harness.store);
    const before = await harness.sql('select * from suture.migrations order by number');
    await harness.reopen();
    expect(await harness.sql('select * from suture.migrations order by number')).toEqual(before);
    expect(await harness.store.connections.list()).toEqual([connection]);
    expect(await harness.store.size()).toBeGreaterThan(1e6);
    await harness.store.close();
    await harness.store.close();
    await harness.reopen();
  });

  test('a database that a newer Suture has changed is refused, untouched', async () => {
    const harness = of();
    await harness.sql(`insert into suture.migrations (number, name) values (999, 'from the future')`);
    await harness.reopen(async () => {
      await expect(openStore(harness.options)).rejects.toMatchObject({
        code: 'database-newer',
        message: expect.stringContaining('version 999'),
        remedy: expect.stringContaining('newer version'),
      });
      const backend = await openBackend(harness.options);
      await backend.script('delete from suture.migrations where number = 999');
      await backend.close();
    });
  });

  test('a closed store ends whoever waits and refuses the rest', async () => {
    const harness = of();
    const waiting = harness.store.reader.next(new AbortController().signal);
    const closed = harness.store;
    await harness.reopen();
    expect(await waiting).toBeUndefined();
    await expect(closed.runs.list()).rejects.toThrow();
  });
}

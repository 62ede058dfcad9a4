import { expect, test } from 'vitest';
import { complete, expireLeases, type Harness, nextWithin, seed, startChild, startRun } from './harness.ts';

/** A process is killed at the worst moments, and its work is found whole. */
export function crashCases(of: () => Harness): void {
  for (const act of ['lease', 'before-commit'] as const) {
    test(`killed ${act === 'lease' ? 'while it works' : 'just before it commits'}: the task comes again`, {
      timeout: 90_000,
    }, async () => {
      const harness = of();
      const run = await startRun(harness.store, await seed(harness.store));
      await killDuring(harness, act);
      await expireLeases(harness);
      const { store } = harness;
      expect(await store.runs.get(run.id)).toEqual(run);
      const lease = await nextWithin(store, 30_000);
      expect(lease).toMatchObject({ ref: { kind: 'index', run: run.id }, attempt: 2 });
      expect(await complete(store, lease!)).toBe('completed');
      expect(await store.reader.depth()).toEqual({ waiting: 0, later: 0, running: 0 });
    });
  }

  test('killed just after it committed: state and next task are there, the task is not', {
    timeout: 90_000,
  }, async () => {
    const harness = of();
    const run = await startRun(harness.store, await seed(harness.store));
    await killDuring(harness, 'after-commit');
    const { store } = harness;
    expect(await store.runs.get(run.id)).toMatchObject({ stage: 'planning', commit: 'c0ffee' });
    expect(await nextWithin(store, 10_000)).toMatchObject({ ref: { kind: 'plan', run: run.id }, attempt: 1 });
    expect(await store.reader.depth()).toEqual({ waiting: 0, later: 0, running: 1 });
  });
}

/** On the embedded database the child has it alone, and we take it back from the dead. */
async function killDuring(harness: Harness, act: string): Promise<void> {
  const kill = async () => (await startChild(harness, act)).kill();
  if (harness.shared) await kill();
  else await harness.reopen(kill);
}

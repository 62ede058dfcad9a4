import { expect, it } from 'vitest';
import { makeQueue } from './queue.ts';

it('runs one after the other for a key, also after a failure, and keys side by side', async () => {
  const queue = makeQueue();
  const log: string[] = [];
  const work = (name: string, gate: Promise<void>) => async () => {
    log.push(`${name} begins`);
    await gate;
    log.push(`${name} ends`);
    if (name === 'a1') throw new Error('a1 failed');
    return name;
  };
  const gates = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const first = queue('a', work('a1', gates[0]!.promise));
  const second = queue('a', work('a2', Promise.resolve()));
  const other = queue('b', work('b1', gates[1]!.promise));
  await new Promise((resolve) => setImmediate(resolve));
  expect(log).toEqual(['a1 begins', 'b1 begins']);
  gates[1]!.resolve();
  expect(await other).toBe('b1');
  gates[0]!.resolve();
  await expect(first).rejects.toThrow('a1 failed');
  expect(await second).toBe('a2');
  expect(log).toEqual(['a1 begins', 'b1 begins', 'b1 ends', 'a1 ends', 'a2 begins', 'a2 ends']);
});

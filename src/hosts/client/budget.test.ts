import { expect, test } from 'vitest';
import { makeBudget } from './budget.ts';
import { fakeClock } from './fake.ts';

test('an hour’s allowance slides: the call after it is refused until the first is an hour old', async () => {
  const clock = fakeClock();
  const budget = makeBudget(clock, 3);
  await budget.take();
  await clock.wait(600_000);
  await budget.take();
  await budget.take();
  expect(budget.usage()).toEqual({ calls: 3, remaining: 0 });
  await expect(budget.take()).rejects.toMatchObject({
    code: 'rate-limited',
    retry: true,
    retryAfter: 3_000_000,
  });
  await clock.wait(3_000_000);
  await budget.take();
  await expect(budget.take()).rejects.toMatchObject({ retryAfter: 600_000 });
  expect(budget.usage()).toEqual({ calls: 4, remaining: 0 });
});

test('Bitbucket’s own word on the allowance counts', async () => {
  const budget = makeBudget(fakeClock(), 1000);
  budget.allow(10_000);
  expect(budget.usage()).toEqual({ calls: 0, remaining: 10_000 });
});

test('without an allowance nothing is refused, and after a pause calls go slowly for a minute', async () => {
  const clock = fakeClock();
  const budget = makeBudget(clock, undefined);
  for (let i = 0; i < 2000; i += 1) await budget.take();
  expect(clock.waits).toEqual([]);
  budget.pause(2000);
  for (let i = 0; i < 3; i += 1) await budget.take();
  expect(clock.waits).toEqual([2000, 200, 200]);
  await clock.wait(60_000);
  clock.waits.length = 0;
  for (let i = 0; i < 3; i += 1) await budget.take();
  expect(clock.waits).toEqual([]);
  expect(budget.usage()).toEqual({ calls: 2006 });
});

test('a long pause goes back to the queue', async () => {
  const budget = makeBudget(fakeClock(), undefined);
  budget.pause(60_000);
  await expect(budget.take()).rejects.toMatchObject({ code: 'rate-limited', retryAfter: 60_000 });
});

import { afterAll, beforeAll, beforeEach, describe } from 'vitest';
import type { StoreOptions } from '../open-store.ts';
import { crashCases } from './crash.ts';
import { type Harness, makeHarness } from './harness.ts';
import { nounCases } from './nouns.ts';
import { queueCases } from './queue.ts';
import { startCases } from './start.ts';
import { transactionCases } from './transactions.ts';
import { workCases } from './work.ts';

/** The one list of cases that every database has to pass; each case starts on an empty one. */
export function storeContract(options: () => Promise<StoreOptions>): void {
  let harness: Harness;
  const of = () => harness;
  beforeAll(async () => {
    harness = await makeHarness(await options());
  });
  beforeEach(async () => {
    await harness.clear();
  });
  afterAll(async () => {
    await harness?.store.close();
  });
  describe('start', () => startCases(of));
  describe('nouns', () => nounCases(of));
  describe('work', () => workCases(of));
  describe('transactions', () => transactionCases(of));
  describe('queue', () => queueCases(of));
  describe('crash', () => crashCases(of));
}

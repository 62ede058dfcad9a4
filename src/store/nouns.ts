import { AsyncLocalStorage } from 'node:async_hooks';
import type { CipherKey } from 'node:crypto';
import type { PgBoss } from 'pg-boss';
import { makeConnections } from './connections.ts';
import type { Db, Inside } from './dialect.ts';
import { StoreError } from './error.ts';
import { makeFindings } from './findings.ts';
import { makeHooks } from './hooks.ts';
import { makePlans } from './plans.ts';
import { makePullRequests } from './pull-requests.ts';
import { makeQueueWriter } from './queue.ts';
import { makeRepositories } from './repositories.ts';
import { makeRuns } from './runs.ts';
import type { Store } from './store.ts';

/** What all stores of one database share. */
export interface NounParts {
  db: Db;
  inside: Inside;
  key: CipherKey;
  boss: PgBoss;
  /** Whether other processes have to be told of tasks. */
  notify: boolean;
  /** Told of tasks once they are certain to stay: how many are due, how many there are. */
  added(due: number, all: number): void;
}

/** A store, and the way back from it, or from one bound to a transaction, to where its statements go. */
export interface Nouns {
  store: Store;
  dbOf(store: Store): Db;
}

export function makeNouns(parts: NounParts): Nouns {
  const { db, inside, added } = parts;
  const bound = new WeakMap<Store, Db>();
  const store: Store = {
    ...nounsOn(db, parts, added),
    async transaction(work) {
      const marker = { open: true };
      const tell: (() => void)[] = [];
      const result = await db.transaction().execute(async (tx) => {
        const later = (due: number, all: number) => void tell.push(() => added(due, all));
        const inner: Store = { ...nounsOn(tx, parts, later), transaction: refuse };
        bound.set(inner, tx);
        try {
          return await inside.run(marker, () => work(inner));
        } finally {
          marker.open = false;
        }
      });
      for (const one of tell) one();
      return result;
    },
  };
  return { store, dbOf: (one) => bound.get(one) ?? db };
}

export function makeInside(): Inside {
  return new AsyncLocalStorage();
}

function nounsOn(
  db: Db,
  { key, boss, notify }: NounParts,
  added: NounParts['added'],
): Omit<Store, 'transaction'> {
  return {
    connections: makeConnections(db, key),
    repositories: makeRepositories(db),
    runs: makeRuns(db),
    findings: makeFindings(db),
    plans: makePlans(db),
    pullRequests: makePullRequests(db),
    hooks: makeHooks(db),
    queue: makeQueueWriter(db, { boss, notify, added }),
  };
}

function refuse(): never {
  throw new StoreError('transaction-nested', 'A transaction was opened inside a transaction.');
}

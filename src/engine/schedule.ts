import type { Store } from '../store/store.ts';
import { startConnect, startFollow, startRepositories } from './start.ts';

/** How often a process looks for a newer advisory index, and how often the store is kept well, in milliseconds. */
const advisoriesEvery = 60_000;
const maintainEvery = 3_600_000;
/** After how many seconds a repository whose run failed is looked at again. */
const retryEvery = 900;

/**
 * What happens by itself: every connection is polled (by one process of all), a newer advisory index has every
 * repository judged again, the store is kept well.
 * @returns what ends it.
 */
export function schedule(parts: {
  store: Store & {
    every(name: string, seconds: number, work: (tx: Store) => Promise<void>): () => void;
    maintain(): Promise<void>;
  };
  pollSeconds: number;
  /** True when a newer index has taken the place of the one in use. */
  refreshAdvisories(): boolean;
  onTrouble(error: unknown): void;
}): () => void {
  const { store, onTrouble } = parts;
  const stopPolling = store.every('poll', parts.pollSeconds, poll);
  const stopRetrying = store.every('retry', retryEvery, (tx) => retry(tx, new Date()));
  const refresh = setInterval(() => {
    try {
      if (parts.refreshAdvisories()) void judgeAgain(store).catch(onTrouble);
    } catch (error) {
      onTrouble(error);
    }
  }, advisoriesEvery);
  const maintain = setInterval(() => void store.maintain().catch(onTrouble), maintainEvery);
  return () => {
    stopPolling();
    stopRetrying();
    clearInterval(refresh);
    clearInterval(maintain);
  };
}

/** The safety net under webhooks: what changed, and what became of our pull requests. */
async function poll(tx: Store): Promise<void> {
  for (const { id } of await tx.connections.list()) {
    await startConnect(tx, id, 'schedule', false);
    await startFollow(tx, id, 'schedule');
  }
}

/** A run that failed (Bitbucket was down, a scope was missing) would else wait for the repository's next change. */
async function retry(tx: Store, now: Date): Promise<void> {
  const before = new Date(now.getTime() - retryEvery * 1000).toISOString();
  const failed = await tx.runs.failed(before);
  await startRepositories(
    tx,
    failed.map((one) => ({ ...one, trigger: 'schedule' as const })),
  );
}

/** Unchanged repositories are judged from what is stored: for them nothing is read again. */
async function judgeAgain(store: Store): Promise<void> {
  await store.transaction(async (tx) => {
    const repositories = (await tx.repositories.list()).filter((repository) => repository.state === 'active');
    const starts = repositories.map(({ id, connection }) => ({
      connection,
      repository: id,
      trigger: 'advisory' as const,
    }));
    await startRepositories(tx, starts);
  });
}

import type { Run } from '../domain/run.ts';
import type { Store } from '../store/store.ts';
import type { Next, Write } from './next.ts';
import { keyOf } from './next.ts';
import { startFollow, startRepositories, startRepository } from './start.ts';

/** Writes what `advance` decided, all of it in the caller's transaction: state, tasks and the runs that follow. */
export async function keep(tx: Store, run: Run, next: Next): Promise<void> {
  for (const write of next.writes) await keepWrite(tx, write);
  await tx.runs.update(run.id, next.run);
  for (const line of next.log) await tx.runs.log(run.id, line);
  for (const { ref } of next.tasks) await tx.queue.add(ref, { key: keyOf(ref) });
  if (next.run.endedAt !== undefined) await startAgain(tx, run);
  if (next.starts.length > 0) await startRepositories(tx, next.starts);
}

async function keepWrite(tx: Store, write: Write): Promise<void> {
  switch (write.what) {
    case 'health':
      return tx.connections.setHealth(write.connection, write.health);
    case 'cursor':
      return tx.connections.setCursor(write.connection, write.cursor);
    case 'gone':
      await tx.repositories.markGone(write.connection, write.before);
      return;
    case 'repository':
      return tx.repositories.update(write.id, write.change);
    case 'inventory':
      return tx.repositories.setInventory(write.repository, write.commit, write.inventory, write.judgedWith);
    case 'findings':
      await tx.findings.settle(write.repository, write.findings, write.commit);
      return;
    case 'left':
      return tx.findings.setLeft(write.repository, write.left);
    case 'plan':
      return tx.plans.put(write.state);
    case 'pull-request':
      return tx.pullRequests.put(write.pullRequest);
    case 'pull-request-change':
      return tx.pullRequests.update(write.repository, write.number, write.change);
    case 'announced':
      return tx.pullRequests.announce(write.repository, write.branch, write.commit);
  }
}

/** Something happened while the run was under way (a push, a hook): it is looked at now. */
export async function startAgain(tx: Store, run: Run): Promise<void> {
  const { again } = (await tx.runs.get(run.id)) ?? { again: false };
  if (!again) return;
  if (run.kind === 'repository') await startRepository(tx, run.connection, run.repository!, run.trigger);
  if (run.kind === 'follow') await startFollow(tx, run.connection, run.trigger);
}

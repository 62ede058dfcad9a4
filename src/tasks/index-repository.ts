import { formatSlug } from '../domain/repository.ts';
import { readInventory } from '../ecosystems/read-inventory.ts';
import { GitError } from '../lib/git/git.ts';
import { takeSnapshot } from './snapshot.ts';
import type { Outcome, Task } from './task.ts';
import type { Tools } from './tools.ts';

/** Reads the tip of the default branch: by git alone, and only if it moved since `known`. */
export async function indexRepository(task: Task<'index'>, tools: Tools): Promise<Outcome<'index'>> {
  const base = { kind: 'index', run: task.run } as const;
  const host = await tools.host(task.connection);
  try {
    const { head } = await tools.git.heads(host.remote(task.repository.slug), { signal: tools.signal });
    if (head === undefined) return { ...base, status: 'empty' };
    if (head.commit === task.known) return { ...base, status: 'unchanged', commit: head.commit };
    const snapshot = await takeSnapshot(task.repository, head.commit, host, tools);
    const paths = snapshot.paths.map(({ path }) => path);
    const inventory = await readInventory(tools.ecosystems, snapshot, paths);
    return { ...base, status: 'read', branch: head.branch, commit: head.commit, inventory };
  } catch (error) {
    if (!(error instanceof GitError) || error.code !== 'not-found') throw error;
    return { ...base, status: 'gone', because: `${formatSlug(task.repository.slug)}: ${error.message}` };
  }
}

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { git, runGit } from './git.ts';

/** The tree that merging `source` into `target` gives, or undefined where they conflict. Full commit ids. */
export async function mergeTree(dir: string, target: string, source: string): Promise<string | undefined> {
  const merged = await runGit(dir, ['merge-tree', '--write-tree', '--no-messages', target, source]);
  if (merged.code === 0) return merged.stdout.toString('latin1').trim();
  if (merged.code === 1) return undefined;
  return mergeInWorkTree(dir, target, source);
}

/** The same for git before 2.38 (Ubuntu 22.04 has 2.34), which has no merge without a work tree. */
export async function mergeInWorkTree(
  dir: string,
  target: string,
  source: string,
): Promise<string | undefined> {
  const work = await mkdtemp(join(tmpdir(), 'suture-merge-'));
  // An index of its own, and the bare repository's objects: nothing else of the repository is touched.
  const env = { GIT_WORK_TREE: work, GIT_INDEX_FILE: join(work, '.suture-index') };
  try {
    const base = (await runGit(dir, ['merge-base', target, source])).stdout.toString('latin1').trim();
    if (base === '') return undefined;
    await git(dir, ['-c', 'core.bare=false', 'read-tree', '-i', '-m', '--aggressive', base, target, source], {
      env,
    });
    const command = ['-c', 'core.bare=false', 'merge-index', '-o', '-q', 'git-merge-one-file', '-a'];
    if ((await runGit(dir, command, { env })).code !== 0) return undefined;
    return (await git(dir, ['-c', 'core.bare=false', 'write-tree'], { env })).toString('latin1').trim();
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** Makes the merge commit and moves `branch` to it, if it still is at `target`. Gives the full id. */
export async function commitMerge(
  dir: string,
  merge: {
    tree: string;
    branch: string;
    target: string;
    source: string;
    message: string;
    author: { name: string; email: string };
    date: Date;
  },
): Promise<string> {
  const date = `${Math.floor(merge.date.getTime() / 1000)} +0000`;
  const env = {
    GIT_AUTHOR_NAME: merge.author.name,
    GIT_AUTHOR_EMAIL: merge.author.email,
    GIT_AUTHOR_DATE: date,
    GIT_COMMITTER_NAME: merge.author.name,
    GIT_COMMITTER_EMAIL: merge.author.email,
    GIT_COMMITTER_DATE: date,
  };
  const args = ['commit-tree', merge.tree, '-p', merge.target, '-p', merge.source];
  const commit = (await git(dir, args, { env, input: merge.message })).toString('latin1').trim();
  await git(dir, ['update-ref', `refs/heads/${merge.branch}`, commit, merge.target]);
  return commit;
}

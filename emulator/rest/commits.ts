import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Repo, World } from '../world.ts';

/** One commit as the world tells it. */
export type CommitRecord = Awaited<ReturnType<World['commits']>>[number];

/**
 * Whether a repository's default branch points to a commit. Reads git's files, so that a list of a hundred
 * repositories does not start a hundred processes.
 */
export function hasCommits(repo: Repo): boolean {
  const ref = `refs/heads/${repo.defaultBranch}`;
  if (existsSync(join(repo.dir, ref))) return true;
  const packed = join(repo.dir, 'packed-refs');
  return existsSync(packed) && readFileSync(packed, 'utf8').includes(` ${ref}\n`);
}

/** The commit that a full or abbreviated id or a short ref name means, or undefined. Refuses what looks like an option. */
export async function resolveCommit(
  world: World,
  repo: Repo,
  rev: string,
): Promise<CommitRecord | undefined> {
  if (!/^[\w][\w./+#@-]*$/.test(rev) || rev.includes('..')) return undefined;
  try {
    const [found] = await world.commits(repo, rev, 1);
    return found;
  } catch {
    return undefined;
  }
}

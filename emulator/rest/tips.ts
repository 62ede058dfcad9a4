import type { Pull, Repo, World } from '../world.ts';

/** Full ids of both ends of a pull request; an end is absent when its branch is gone. */
export interface Tips {
  source?: string;
  target?: string;
}

/**
 * The commits that pull requests show: of open ones the branches' tips, of closed ones what they were when they closed.
 * Asks git once a repository, however many pull requests there are.
 */
export async function readTips(world: World, pulls: Pull[]): Promise<(pull: Pull) => Tips> {
  const branches = new Map<Repo, Map<string, string>>();
  const merged = new Map<Pull, Tips>();
  for (const pull of pulls) {
    if (pull.closedAt) continue;
    if (pull.mergeCommit) merged.set(pull, await parentsOf(world, pull.repo, pull.mergeCommit));
    else if (!branches.has(pull.repo)) {
      const listed = await world.branches(pull.repo);
      branches.set(pull.repo, new Map(listed.map(({ name, commit }) => [name, commit])));
    }
  }
  return (pull) => {
    if (pull.closedAt) return known(pull.closedAt);
    const parents = merged.get(pull);
    if (parents) return parents;
    const source = branches.get(pull.repo)?.get(pull.source);
    const target = branches.get(pull.repo)?.get(pull.target);
    return { ...(source ? { source } : {}), ...(target ? { target } : {}) };
  };
}

/** Forty zeros stand for a branch that was gone when the pull request closed. */
function known({ source, target }: { source: string; target: string }): Tips {
  return { ...(/[^0]/.test(source) ? { source } : {}), ...(/[^0]/.test(target) ? { target } : {}) };
}

async function parentsOf(world: World, repo: Repo, commit: string): Promise<Tips> {
  const [found] = await world.commits(repo, commit, 1);
  const [target, source] = found?.parents ?? [];
  return { ...(source ? { source } : {}), ...(target ? { target } : {}) };
}

import type { Repo } from '../../world.ts';

/** A ref by its name alone. */
export function refShape(name: string): { id: string; displayId: string; type: 'BRANCH' } {
  return { id: `refs/heads/${name}`, displayId: name, type: 'BRANCH' };
}

/** A branch with the commit it points to. */
export function branchShape(repo: Repo, branch: { name: string; commit: string }): object {
  return {
    ...refShape(branch.name),
    latestCommit: branch.commit,
    latestChangeset: branch.commit,
    isDefault: branch.name === repo.defaultBranch,
  };
}

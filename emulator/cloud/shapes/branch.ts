import type { CommitRecord } from '../../rest/commits.ts';
import type { Repo, World } from '../../world.ts';
import { commitShape } from './commit.ts';
import { apiUrl, htmlUrl } from './repository.ts';

/** A branch with the commit it points to. */
export function branchShape(
  world: World,
  repo: Repo,
  branch: { name: string; target: CommitRecord },
  baseUrl: string,
): object {
  const path = branch.name.split('/').map(encodeURIComponent).join('/');
  return {
    type: 'branch',
    name: branch.name,
    target: commitShape(world, repo, branch.target, baseUrl),
    links: {
      self: { href: `${apiUrl(repo, baseUrl)}/refs/branches/${path}` },
      commits: { href: `${apiUrl(repo, baseUrl)}/commits/${path}` },
      html: { href: `${htmlUrl(repo, baseUrl)}/branch/${path}` },
    },
    merge_strategies: ['merge_commit', 'squash', 'fast_forward'],
    default_merge_strategy: 'merge_commit',
  };
}

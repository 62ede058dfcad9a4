import { planIdOf } from '../domain/fingerprint.ts';
import type { Target } from '../domain/plan.ts';
import type { Repository } from '../domain/repository.ts';
import type { StoredPullRequest } from '../store/store.ts';

/** The id of the plan for a target of a repository: the same in every run. */
export function planIdFor(
  repository: Pick<Repository, 'remoteId'>,
  target: Pick<Target, 'ecosystem' | 'manifest' | 'package'>,
): string {
  return planIdOf(repository.remoteId, target);
}

/** Branches of ours begin with this; it is how pull requests are found again without a database. */
export const branchPrefix = 'suture/';

/** The branch of a plan: `suture/3f2a91c0de-minimist`. */
export function branchOf(plan: { id: string; target: Pick<Target, 'package'> }): string {
  const name = plan.target.package
    .replace(/[^a-zA-Z0-9.-]+/g, '-')
    .replace(/^[-.]+|[-.]+$/g, '')
    .replace(/\.{2,}|\.lock$/g, '-');
  return `${branchPrefix}${plan.id}-${name}`.slice(0, 100);
}

/**
 * Open pull requests of ours that are no longer needed: nothing they resolve is open any more, or another pull request
 * that is being published closes all of it. Those that a person pushed to are left to that person.
 */
export function obsoleteAmong(
  pullRequests: StoredPullRequest[],
  open: ReadonlySet<string>,
  covered: ReadonlySet<string>,
): { pullRequest: StoredPullRequest; because: string }[] {
  return pullRequests
    .filter((pr) => pr.state === 'open' && !pr.touchedByHuman)
    .flatMap((pullRequest) => {
      const left = pullRequest.resolves.filter((fingerprint) => open.has(fingerprint));
      if (left.length === 0)
        return [
          {
            pullRequest,
            because:
              'A scan of the target branch no longer shows any of the vulnerabilities that this pull request closes.',
          },
        ];
      if (left.every((fingerprint) => covered.has(fingerprint)))
        return [
          {
            pullRequest,
            because:
              'Another pull request of Suture now closes all the vulnerabilities that this one closes.',
          },
        ];
      return [];
    });
}

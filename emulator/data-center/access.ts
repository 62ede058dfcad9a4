import type { Call } from '../http.ts';
import type { Pull, Repo, Token, User, World } from '../world.ts';
import { refuse } from './errors.ts';

/**
 * The repository of a call's `{projectKey}` and `{repositorySlug}`. An old slug keeps answering after a rename, with the
 * new one in the body. One out of the token's reach looks as if it did not exist.
 */
export function repositoryOf(call: Call): Repo {
  const { projectKey = '', repositorySlug = '' } = call.params;
  const key = projectOf(call, projectKey);
  const repo = call.world.repository('data-center', key, repositorySlug.toLowerCase());
  if (!repo || !call.token || !mayTouch(call.world, call.token, repo)) {
    throw refuse(
      404,
      'NoSuchRepositoryException',
      `Repository ${projectKey}/${repositorySlug} does not exist.`,
    );
  }
  return repo;
}

/** The key of a project as it is written; keys are compared whatever the case. */
export function projectOf(call: Call, wanted: string): string {
  const key = projectKeys(call).find((each) => each.toLowerCase() === wanted.toLowerCase());
  if (key === undefined) throw refuse(404, 'NoSuchProjectException', `Project ${wanted} does not exist.`);
  return key;
}

/** Projects that a call may see, in order of their keys. */
export function projectKeys({ world, token }: Call): string[] {
  const all = new Set([world.projectKey, ...world.repositories('data-center').map(({ owner }) => owner)]);
  return [...all].filter((key) => token !== undefined && inReach(token, key)).sort();
}

/** Repositories that a call may see. */
export function reachable({ world, token }: Call): Repo[] {
  return token ? world.repositories('data-center').filter((repo) => mayTouch(world, token, repo)) : [];
}

/** The pull request of a call's `{pullRequestId}`. */
export function pullOf(call: Call): Pull {
  const repo = repositoryOf(call);
  const { pullRequestId = '' } = call.params;
  const pull = call.world.pull(repo, Number(pullRequestId));
  if (pull) return pull;
  const message = `Pull request ${pullRequestId} does not exist in ${repo.owner}/${repo.slug}.`;
  throw refuse(404, 'NoSuchPullRequestException', message);
}

/** Whether a token's limit (a project, a repository, or nothing) includes a repository. */
export function mayTouch(world: World, token: Token, repo: Repo): boolean {
  if (repo.edition !== 'data-center' || !inReach(token, repo.owner)) return false;
  const [owner = '', slug] = (token.limitedTo ?? '').split('/');
  // By way of the world, so that a token stays with its repository when that is renamed.
  return slug === undefined || world.repository('data-center', owner, slug) === repo;
}

/** Whether a token is one of a project or a repository: no user behind it, no merging, no dashboard. */
export function isUserless(token: Token | undefined): boolean {
  return token?.kind !== 'personal-http';
}

/** The account that a call acts as; project and repository tokens are bot users of their own. */
export function actorOf({ token }: Call): User {
  if (token?.user) return token.user;
  const name = `access-token-${token?.name ?? 'anonymous'}`;
  return {
    edition: 'data-center',
    id: String(numberOf(name)),
    name,
    displayName: name,
    email: '',
    accountId: '',
    active: true,
  };
}

/** A positive number that is always the same for a text, where Data Center wants a numeric id. */
export function numberOf(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  let hash = 7;
  for (const character of text) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) % 1_000_000_007;
  return hash;
}

function inReach(token: Token, projectKey: string): boolean {
  return !token.limitedTo || token.limitedTo.split('/')[0] === projectKey;
}

import { createHash } from 'node:crypto';
import type { Call } from '../http.ts';
import { Refusal } from '../rest/refusal.ts';
import type { Pull, Repo, Token, User, World } from '../world.ts';
import { failure, noPull, noRepository } from './errors.ts';

/**
 * The repository of a call's `{workspace}` and `{repo_slug}` (slugs or uuids in braces). A renamed repository redirects
 * to its new path; one that is missing or out of the credential's reach answers 404.
 */
export function repositoryOf(call: Call): Repo {
  const { workspace = '', repo_slug = '' } = call.params;
  const { world, token } = call;
  const owner = isWorkspace(world, workspace) ? world.workspace : undefined;
  if (!owner || !token) throw noRepository();
  const repo = isUuid(repo_slug)
    ? world.repositories('cloud', owner).find(({ id }) => id === repo_slug)
    : world.repository('cloud', owner, repo_slug.toLowerCase());
  if (!repo || !mayTouch(world, token, repo)) throw noRepository();
  if (!isUuid(repo_slug) && repo.slug !== repo_slug.toLowerCase()) throw moved(call, repo);
  return repo;
}

/** The pull request of a call's `{pull_request_id}`. */
export function pullOf(call: Call): Pull {
  const repo = repositoryOf(call);
  const pull = call.world.pull(repo, Number(call.params.pull_request_id));
  if (!pull) throw noPull();
  return pull;
}

/** Refuses with 404 unless the call's `{workspace}` is ours. */
export function checkWorkspace(call: Call): void {
  const { workspace = '' } = call.params;
  if (isWorkspace(call.world, workspace)) return;
  throw new Refusal(failure(404, `No workspace with identifier '${workspace}'.`));
}

/** The workspace's repositories that a token reaches. */
export function reachable(call: Call): Repo[] {
  const { world, token } = call;
  if (!token) return [];
  return world.repositories('cloud', world.workspace).filter((repo) => mayTouch(world, token, repo));
}

/** Whether a token's limit (one repository, or nothing) includes a repository. The workspace has but one project. */
export function mayTouch(world: World, token: Token, repo: Repo): boolean {
  if (repo.edition !== 'cloud' || repo.owner !== world.workspace) return false;
  if (!token.limitedTo?.includes('/')) return true;
  const [owner = '', slug = ''] = token.limitedTo.split('/');
  // By way of the world, so that a token stays with its repository when that is renamed.
  return world.repository('cloud', owner, slug) === repo;
}

/** The account that a call acts as; access tokens are bot users of their own. */
export function actorOf(call: Call): User {
  const { token } = call;
  if (token?.user) return token.user;
  const name = `${token?.kind ?? 'anonymous'} bot`;
  const id = uuidOf(name);
  return {
    edition: 'cloud',
    id,
    name,
    displayName: name,
    email: '',
    accountId: id.slice(1, -1),
    active: true,
  };
}

/** An id in Bitbucket's form (`{uuid}` with braces), always the same for a text. */
export function uuidOf(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  return `{${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}}`;
}

/** The workspace's id. */
export function workspaceUuid(world: World): string {
  return uuidOf(`workspace ${world.workspace}`);
}

function isWorkspace(world: World, wanted: string): boolean {
  return wanted.toLowerCase() === world.workspace.toLowerCase() || wanted === workspaceUuid(world);
}

function isUuid(text: string): boolean {
  return text.startsWith('{');
}

function moved(call: Call, repo: Repo): Refusal {
  const [, rest = ''] = /^\/2\.0\/repositories\/[^/]+\/[^/]+(.*)$/s.exec(call.path) ?? [];
  const query = call.query.size > 0 ? `?${call.query}` : '';
  const location = `${call.baseUrl}/2.0/repositories/${repo.owner}/${repo.slug}${rest}${query}`;
  return new Refusal({ status: call.method === 'GET' ? 301 : 307, headers: { location } });
}

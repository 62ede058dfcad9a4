import type { Call } from '../../http.ts';
import { type CommitRecord, resolveCommit } from '../../rest/commits.ts';
import { Refusal } from '../../rest/refusal.ts';
import type { Repo } from '../../world.ts';
import { repositoryOf } from '../access.ts';
import { badRequest, failure } from '../errors.ts';
import { route } from '../operation.ts';
import { opaquePage } from '../paging.ts';
import { scopes } from '../permissions.ts';
import { commitShape } from '../shapes/commit.ts';

const root = '/repositories/{workspace}/{repo_slug}';
const limits = { default: 30, max: 100 };

/** Commits. A ref with a slash finds nothing here, not even escaped (BCLOUD-9969): callers resolve the id first. */
export const commitRoutes = [
  route({
    method: 'GET',
    pattern: `${root}/commits`,
    needs: scopes.repositoryRead,
    anonymous: 'repository',
    handle: (call) => list(call, call.query.getAll('include')),
  }),
  route({
    method: 'GET',
    pattern: `${root}/commits/{revision}`,
    needs: scopes.repositoryRead,
    anonymous: 'repository',
    handle: (call) => list(call, [call.params.revision ?? '']),
  }),
  route({
    method: 'GET',
    pattern: `${root}/commit/{commit}`,
    needs: scopes.repositoryRead,
    anonymous: 'repository',
    async handle(call) {
      const repo = repositoryOf(call);
      const commit = await commitOf(call, repo, call.params.commit ?? '');
      const shape = commitShape(call.world, repo, commit, call.baseUrl);
      return { status: 200, body: { ...shape, participants: [] } };
    },
  }),
  route({
    method: 'GET',
    pattern: `${root}/merge-base/{revspec...}`,
    needs: scopes.repositoryRead,
    anonymous: 'repository',
    async handle(call) {
      const repo = repositoryOf(call);
      const [one = '', other = ''] = (call.params.revspec ?? '').split('..');
      const ids = [await commitOf(call, repo, one), await commitOf(call, repo, other)] as const;
      const base = await call.world.mergeBase(repo, ids[0].id, ids[1].id);
      if (!base) throw new Refusal(failure(404, 'No common ancestor'));
      return {
        status: 200,
        body: commitShape(call.world, repo, await commitOf(call, repo, base), call.baseUrl),
      };
    },
  }),
];

/** The commit of an id or a ref without slashes; 404 with Bitbucket's wording where there is none. */
export async function commitOf(call: Call, repo: Repo, rev: string): Promise<CommitRecord> {
  const commit = rev.includes('/') ? undefined : await resolveCommit(call.world, repo, rev);
  if (!commit) {
    throw new Refusal(failure(404, `Commit not found`, { data: { shas: [rev] } }));
  }
  return commit;
}

async function list(call: Call, include: string[]) {
  const repo = repositoryOf(call);
  const path = call.query.get('path');
  if (path?.includes('\0')) throw badRequest('Invalid path');
  const exclude: string[] = [];
  for (const rev of call.query.getAll('exclude')) exclude.push((await commitOf(call, repo, rev)).id);
  const from = include.length > 0 ? await commitOf(call, repo, include[0] ?? '') : undefined;
  const start = from?.id ?? (await call.world.tip(repo, repo.defaultBranch));
  const read = async (skip: number, limit: number) =>
    start ? call.world.commits(repo, start, limit, { skip, exclude, ...(path ? { path } : {}) }) : [];
  const render = (commit: CommitRecord) => commitShape(call.world, repo, commit, call.baseUrl);
  return { status: 200, body: await opaquePage(call, read, render, limits) };
}

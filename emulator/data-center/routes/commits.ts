import type { Answer, Call } from '../../http.ts';
import { type CommitRecord, resolveCommit } from '../../rest/commits.ts';
import type { Repo } from '../../world.ts';
import { repositoryOf } from '../access.ts';
import { badRequest, refuse } from '../errors.ts';
import { routes } from '../operation.ts';
import { clamps, wanted } from '../paging.ts';
import { commitShape } from '../shapes/commit.ts';
import { epoch } from '../shapes/dialect.ts';
import { shortName } from './branches.ts';

const root = '/projects/{projectKey}/repos/{repositorySlug}/commits';

/** Commits, newest first. */
export const commitRoutes = [
  ...routes({ method: 'GET', pattern: root, needs: 'REPO_READ', handle: list }),
  ...routes({
    method: 'GET',
    pattern: `${root}/{commitId}`,
    needs: 'REPO_READ',
    async handle(call) {
      const repo = repositoryOf(call);
      const { commitId = '' } = call.params;
      // A branch with a slash is no commit id, escaped or not (lighthouse#1017).
      if (commitId.includes('/')) throw noCommit(repo, commitId);
      const commit = await commitOf(call, repo, commitId);
      return { status: 200, body: commitShape(call.world, commit, epoch(call.baseUrl)) };
    },
  }),
  ...routes({
    method: 'GET',
    pattern: `${root}/{commitId}/merge-base`,
    needs: 'REPO_READ',
    async handle(call) {
      const repo = repositoryOf(call);
      const one = await commitOf(call, repo, call.params.commitId ?? '');
      const other = await commitOf(call, repo, call.query.get('otherCommitId') ?? '');
      const base = await call.world.mergeBase(repo, one.id, other.id);
      if (!base) return { status: 204 };
      return {
        status: 200,
        body: commitShape(call.world, await commitOf(call, repo, base), epoch(call.baseUrl)),
      };
    },
  }),
];

/** The commit of an id or a ref, with or without `refs/heads/`. */
export async function commitOf(call: Call, repo: Repo, rev: string): Promise<CommitRecord> {
  const commit = await resolveCommit(call.world, repo, shortName(rev));
  if (!commit) throw noCommit(repo, rev);
  return commit;
}

/** The 404 for a commit that a repository does not have. */
export function noCommit(repo: Repo, rev: string) {
  return refuse(404, 'NoSuchCommitException', `Commit '${rev}' does not exist in repository '${repo.slug}'.`);
}

async function list(call: Call): Promise<Answer> {
  const repo = repositoryOf(call);
  const { start, limit } = wanted(call, clamps.commits);
  const { query } = call;
  const until = await commitOf(call, repo, query.get('until') ?? repo.defaultBranch);
  const since = query.get('since');
  const path = query.get('path');
  if (path?.includes('\0')) throw badRequest('path', 'The path is not valid.');
  const found = await call.world.commits(repo, until.id, limit + 1, {
    skip: start,
    ...(since ? { exclude: [(await commitOf(call, repo, since)).id] } : {}),
    ...(path ? { path } : {}),
  });
  const values = found.slice(0, limit).map((commit) => commitShape(call.world, commit, epoch(call.baseUrl)));
  const more = found.length > limit;
  return {
    status: 200,
    body: {
      values,
      size: values.length,
      isLastPage: !more,
      start,
      limit,
      ...(more ? { nextPageStart: start + limit } : {}),
    },
  };
}

import type { Call } from '../../http.ts';
import type { Repo } from '../../world.ts';
import { numberOf, projectOf, reachable, repositoryOf } from '../access.ts';
import { badRequest } from '../errors.ts';
import { routes } from '../operation.ts';
import { clamps, page } from '../paging.ts';
import { holds, type Permission } from '../permissions.ts';
import { epoch } from '../shapes/dialect.ts';
import { repositoryShape } from '../shapes/repository.ts';
import { userShape } from '../shapes/user.ts';

/** Repositories and who reviews in them. */
export const repositoryRoutes = [
  ...routes({
    method: 'GET',
    pattern: '/projects/{projectKey}/repos',
    needs: 'REPO_READ',
    handle(call) {
      const key = projectOf(call, call.params.projectKey ?? '');
      return { status: 200, body: list(call, (repo) => repo.owner === key) };
    },
  }),
  ...routes({ method: 'GET', pattern: '/repos', needs: 'ANYONE', handle: search }),
  ...routes({
    method: 'GET',
    pattern: '/projects/{projectKey}/repos/{repositorySlug}',
    needs: 'REPO_READ',
    handle: (call) => ({ status: 200, body: repositoryShape(repositoryOf(call), epoch(call.baseUrl)) }),
  }),
  ...routes({
    service: 'default-reviewers',
    method: 'GET',
    pattern: '/projects/{projectKey}/repos/{repositorySlug}/reviewers',
    needs: 'REPO_READ',
    handle: reviewers,
  }),
];

function list(call: Call, keep: (repo: Repo) => boolean) {
  return page(
    call,
    reachable(call),
    (repo) => repositoryShape(repo, epoch(call.baseUrl)),
    clamps.repositories,
    keep,
  );
}

/** All projects' repositories; archived ones only on demand. */
function search(call: Call) {
  const { query, token } = call;
  const lower = (name: string) => query.get(name)?.toLowerCase();
  const archived = query.get('archived')?.toUpperCase() ?? 'ACTIVE';
  const [name, project, projectName] = [lower('name'), lower('projectkey'), lower('projectname')];
  const permission = (query.get('permission') ?? 'REPO_READ') as Permission;
  const permitted = token !== undefined && holds(token, permission);
  const keep = (repo: Repo) =>
    permitted &&
    (archived === 'ALL' || repo.archived === (archived === 'ARCHIVED')) &&
    (name === undefined || repo.name.toLowerCase().includes(name)) &&
    (project === undefined || repo.owner.toLowerCase() === project) &&
    (projectName === undefined || repo.owner.toLowerCase().includes(projectName)) &&
    (query.get('state')?.toUpperCase() ?? 'AVAILABLE') === 'AVAILABLE' &&
    query.get('visibility') !== 'public';
  return { status: 200, body: list(call, keep) };
}

/** A bare array, unlike every other list, and only when all four ends are named. */
function reviewers(call: Call) {
  const repo = repositoryOf(call);
  for (const name of ['sourceRepoId', 'targetRepoId', 'sourceRefId', 'targetRefId']) {
    if (!call.query.get(name)) throw badRequest(name, `The ${name} query parameter is required.`);
  }
  for (const name of ['sourceRepoId', 'targetRepoId']) {
    if (call.query.get(name) !== String(numberOf(repo.id))) {
      throw badRequest(name, `The repository of ${name} does not exist.`);
    }
  }
  return { status: 200, body: repo.defaultReviewers.map((user) => userShape(user, epoch(call.baseUrl))) };
}

import type { Call } from '../../http.ts';
import { checkWorkspace, reachable, repositoryOf } from '../access.ts';
import { badRequest } from '../errors.ts';
import { route } from '../operation.ts';
import { page } from '../paging.ts';
import { scopes } from '../permissions.ts';
import { repositoryShape } from '../shapes/repository.ts';
import { userShape } from '../shapes/user.ts';

const roles = ['admin', 'contributor', 'member', 'owner'];

/** Repositories and who reviews in them. */
export const repositoryRoutes = [
  route({
    method: 'GET',
    pattern: '/repositories/{workspace}',
    needs: scopes.repositoryRead,
    handle(call) {
      checkWorkspace(call);
      const role = call.query.get('role');
      if (role !== null && !roles.includes(role)) throw badRequest(`Invalid role: ${role}`);
      return { status: 200, body: page(call, reachable(call), (repo) => shown(call, repo)) };
    },
  }),
  route({
    method: 'GET',
    pattern: '/repositories/{workspace}/{repo_slug}',
    needs: scopes.repositoryRead,
    anonymous: 'repository',
    handle: (call) => ({ status: 200, body: shown(call, repositoryOf(call)) }),
  }),
  route({
    method: 'GET',
    pattern: '/repositories/{workspace}/{repo_slug}/effective-default-reviewers',
    needs: scopes.pullRead,
    anonymous: 'repository',
    handle(call) {
      const { defaultReviewers } = repositoryOf(call);
      const render = (user: (typeof defaultReviewers)[number]) => ({
        type: 'default_reviewer',
        reviewer_type: 'repository',
        user: userShape(user, call.baseUrl),
      });
      return { status: 200, body: page(call, defaultReviewers, render) };
    },
  }),
  route({
    method: 'GET',
    pattern: '/repositories/{workspace}/{repo_slug}/default-reviewers',
    needs: scopes.pullRead,
    anonymous: 'repository',
    handle(call) {
      const { defaultReviewers } = repositoryOf(call);
      return { status: 200, body: page(call, defaultReviewers, (user) => userShape(user, call.baseUrl)) };
    },
  }),
];

function shown(call: Call, repo: Parameters<typeof repositoryShape>[1]): object {
  const person = call.token?.kind === 'api-token' ? call.token.user?.name : undefined;
  return repositoryShape(call.world, repo, call.baseUrl, person);
}

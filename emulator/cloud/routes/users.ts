import type { Call } from '../../http.ts';
import { Refusal } from '../../rest/refusal.ts';
import type { User } from '../../world.ts';
import { checkWorkspace } from '../access.ts';
import { failure } from '../errors.ts';
import { route } from '../operation.ts';
import { page } from '../paging.ts';
import { scopes } from '../permissions.ts';
import { workspaceShape } from '../shapes/owner.ts';
import { accountShape, userShape } from '../shapes/user.ts';

/** People. Access tokens have no user of their own: `/user` refuses them. */
export const userRoutes = [
  route({
    method: 'GET',
    pattern: '/user',
    needs: scopes.user,
    takes: 'identity',
    handle: ({ token, baseUrl }) => ({ status: 200, body: accountShape(token!.user!, baseUrl) }),
  }),
  route({
    method: 'GET',
    pattern: '/users/{selected_user}',
    needs: scopes.none,
    handle: (call) => ({
      status: 200,
      body: accountShape(userOf(call, call.params.selected_user), call.baseUrl),
    }),
  }),
  route({
    method: 'GET',
    pattern: '/workspaces/{workspace}/members',
    needs: scopes.members,
    handle(call) {
      checkWorkspace(call);
      return { status: 200, body: page(call, members(call), (user) => membership(call, user)) };
    },
  }),
  route({
    method: 'GET',
    pattern: '/workspaces/{workspace}/members/{member}',
    needs: scopes.members,
    handle(call) {
      checkWorkspace(call);
      const user = userOf(call, call.params.member);
      if (!members(call).includes(user)) throw noUser(user.id);
      return { status: 200, body: membership(call, user) };
    },
  }),
];

/** People who are in the workspace: those whose account is active. */
export function members(call: Call): User[] {
  return cloudUsers(call).filter(({ active }) => active);
}

/** The account of a uuid in braces or an account id; nicknames find nobody. */
export function userOf(call: Call, wanted = ''): User {
  const user = cloudUsers(call).find(({ id, accountId }) => id === wanted || accountId === wanted);
  if (!user) throw noUser(wanted);
  return user;
}

function cloudUsers(call: Call): User[] {
  return call.world.users.filter(({ edition }) => edition === 'cloud');
}

function noUser(wanted: string): Refusal {
  return new Refusal(failure(404, `No such user: ${wanted}`));
}

function membership(call: Call, user: User): object {
  return {
    type: 'workspace_membership',
    user: userShape(user, call.baseUrl),
    workspace: workspaceShape(call.world, call.baseUrl),
    links: {
      self: {
        href: `${call.baseUrl}/2.0/workspaces/${call.world.workspace}/members/${encodeURIComponent(user.id)}`,
      },
    },
  };
}

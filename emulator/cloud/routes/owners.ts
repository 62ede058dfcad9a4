import { checkWorkspace } from '../access.ts';
import { route } from '../operation.ts';
import { page } from '../paging.ts';
import { scopes } from '../permissions.ts';
import { fullWorkspaceShape, projectShape, workspaceAccessShape } from '../shapes/owner.ts';

/** Workspaces and their projects. */
export const ownerRoutes = [
  route({
    method: 'GET',
    pattern: '/user/workspaces',
    needs: { classic: ['account'], granular: ['read:user:bitbucket', 'read:workspace:bitbucket'] },
    takes: 'identity',
    handle: (call) => ({
      status: 200,
      body: page(call, [call.world], (world) => workspaceAccessShape(world, call.baseUrl), {
        default: 25,
        max: 100,
      }),
    }),
  }),
  route({
    method: 'GET',
    pattern: '/workspaces/{workspace}',
    needs: scopes.workspace,
    handle(call) {
      checkWorkspace(call);
      return { status: 200, body: fullWorkspaceShape(call.world, call.baseUrl) };
    },
  }),
  route({
    method: 'GET',
    pattern: '/workspaces/{workspace}/projects',
    needs: { classic: ['project'], granular: ['read:project:bitbucket'] },
    handle(call) {
      checkWorkspace(call);
      return { status: 200, body: page(call, [call.world], (world) => projectShape(world, call.baseUrl)) };
    },
  }),
];

import { projectKeys, projectOf } from '../access.ts';
import { routes } from '../operation.ts';
import { clamps, page } from '../paging.ts';
import { holds, type Permission } from '../permissions.ts';
import { epoch } from '../shapes/dialect.ts';
import { projectShape } from '../shapes/owner.ts';

/** Projects. Anonymous callers see none, for none is public. */
export const ownerRoutes = [
  ...routes({
    method: 'GET',
    pattern: '/projects',
    needs: 'ANYONE',
    handle(call) {
      const name = call.query.get('name')?.toLowerCase() ?? '';
      const render = (key: string) => projectShape(key, epoch(call.baseUrl));
      // `PROJECT_WRITE` of a project is what `REPO_WRITE` is of each of its repositories.
      const wish = (call.query.get('permission') ?? 'PROJECT_READ').replace(
        'PROJECT_',
        'REPO_',
      ) as Permission;
      const permitted = call.token !== undefined && holds(call.token, wish);
      const keep = (key: string) => permitted && key.toLowerCase().startsWith(name);
      return { status: 200, body: page(call, projectKeys(call), render, clamps.projects, keep) };
    },
  }),
  ...routes({
    method: 'GET',
    pattern: '/projects/{projectKey}',
    needs: 'LICENSED',
    handle(call) {
      const key = projectOf(call, call.params.projectKey ?? '');
      return { status: 200, body: projectShape(key, epoch(call.baseUrl)) };
    },
  }),
];

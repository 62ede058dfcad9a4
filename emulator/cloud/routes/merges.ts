import type { Call } from '../../http.ts';
import { actorOf, pullOf } from '../access.ts';
import { badRequest } from '../errors.ts';
import { type CloudAnswer, route } from '../operation.ts';
import { scopes } from '../permissions.ts';
import { apiUrl } from '../shapes/repository.ts';
import { shown } from './pulls.ts';

const pattern = '/repositories/{workspace}/{repo_slug}/pullrequests/{pull_request_id}/merge';

/** Merging: at once, or with `async=true` by a task to ask after, which is done by the time it is asked. */
export const mergeRoutes = [
  route({ method: 'POST', pattern, needs: scopes.pullChange, anonymous: 'repository', handle: merge }),
  route({
    method: 'GET',
    pattern: `${pattern}/task-status/{task_id}`,
    needs: scopes.pullRead,
    anonymous: 'repository',
    handle: mergeTask,
  }),
];

async function merge(call: Call): Promise<CloudAnswer> {
  const pull = await call.world.mergePull(pullOf(call), actorOf(call));
  if (call.query.get('async') !== 'true') return shown(call, pull);
  const location = `${apiUrl(pull.repo, call.baseUrl)}/pullrequests/${pull.number}/merge/task-status/${pull.mergeCommit}`;
  return { status: 202, headers: { location } };
}

async function mergeTask(call: Call): Promise<CloudAnswer> {
  const pull = pullOf(call);
  if (!pull.mergeCommit || pull.mergeCommit !== call.params.task_id) {
    throw badRequest('The task does not belong to this pull request.');
  }
  const self = `${apiUrl(pull.repo, call.baseUrl)}/pullrequests/${pull.number}/merge/task-status/${pull.mergeCommit}`;
  const { body } = await shown(call, pull);
  return {
    status: 200,
    body: { task_status: 'SUCCESS', merge_result: body, links: { self: { href: self } } },
  };
}

import type { Call } from '../../http.ts';
import { at, type Json, readJson, text } from '../../rest/body.ts';
import { Refusal } from '../../rest/refusal.ts';
import type { Hook } from '../../world.ts';
import { repositoryOf } from '../access.ts';
import { badRequest, failure } from '../errors.ts';
import { route } from '../operation.ts';
import { page } from '../paging.ts';
import { missingScope, scopes } from '../permissions.ts';
import { hookShape } from '../shapes/hook.ts';

const root = '/repositories/{workspace}/{repo_slug}/hooks';
const one = `${root}/{uid}`;

export const hookRoutes = [
  route({
    method: 'GET',
    pattern: root,
    needs: scopes.hookRead,
    anonymous: 'repository',
    handle(call) {
      const hooks = call.world.hooks(repositoryOf(call));
      return { status: 200, body: page(call, hooks, (hook) => hookShape(hook, call.baseUrl)) };
    },
  }),
  route({
    method: 'POST',
    pattern: root,
    needs: scopes.hookChange,
    anonymous: 'repository',
    handle(call) {
      const repo = repositoryOf(call);
      const fields = readFields(call, readJson(call.body));
      const hook = call.world.addHook({ ...fields, repo, edition: 'cloud', createdAt: call.world.now() });
      return { status: 201, body: hookShape(hook, call.baseUrl) };
    },
  }),
  route({
    method: 'GET',
    pattern: one,
    needs: scopes.hookRead,
    anonymous: 'repository',
    handle: (call) => ({ status: 200, body: hookShape(hookOf(call), call.baseUrl) }),
  }),
  route({
    method: 'PUT',
    pattern: one,
    needs: scopes.hookChange,
    anonymous: 'repository',
    handle(call) {
      const hook = hookOf(call);
      const changed = call.world.updateHook(hook, readFields(call, readJson(call.body), hook));
      return { status: 200, body: hookShape(changed, call.baseUrl) };
    },
  }),
  route({
    method: 'DELETE',
    pattern: one,
    needs: scopes.hookDelete,
    anonymous: 'repository',
    handle(call) {
      call.world.removeHook(hookOf(call));
      return { status: 204 };
    },
  }),
];

const events = `issue:comment_created issue:created issue:updated project:updated pullrequest:approved
  pullrequest:changes_request_created pullrequest:changes_request_removed pullrequest:comment_created
  pullrequest:comment_deleted pullrequest:comment_reopened pullrequest:comment_resolved pullrequest:comment_updated
  pullrequest:created pullrequest:fulfilled pullrequest:push pullrequest:rejected pullrequest:unapproved
  pullrequest:updated repo:commit_comment_created repo:commit_status_created repo:commit_status_updated repo:created
  repo:deleted repo:fork repo:imported repo:push repo:transfer repo:updated`.split(/\s+/);

function hookOf(call: Call): Hook {
  const { uid = '' } = call.params;
  const hook = call.world.hooks(repositoryOf(call)).find(({ id }) => id === uid || id === `{${uid}}`);
  if (!hook) throw new Refusal(failure(404, `${uid} does not exist`));
  return hook;
}

function readFields(call: Call, body: Json | undefined, before?: Hook) {
  const url = text(body, 'url') ?? before?.url;
  const wanted = at(body, 'events') ?? before?.events;
  const problems: Record<string, string[]> = {};
  if (!url) problems.url = ['required key not provided'];
  else if (!/^https?:\/\/[^\s/]+/i.test(url)) problems.url = ['Enter a valid URL.'];
  if (!Array.isArray(wanted) || wanted.length === 0) problems.events = ['required key not provided'];
  const names = Array.isArray(wanted) ? wanted.filter((name) => typeof name === 'string') : [];
  const unknown = names.find((name) => !events.includes(name));
  if (unknown !== undefined) problems.events = [`Invalid event: ${unknown}`];
  const secret = at(body, 'secret');
  if (typeof secret === 'string' && secret.length > 128)
    problems.secret = ['length of value must be at most 128'];
  const [first] = Object.entries(problems);
  if (first || !url) throw badRequest(`${first?.[0]}: ${first?.[1][0]}`, problems);
  checkScopes(call, names);
  return {
    url,
    events: [...new Set(names)],
    description: text(body, 'description') ?? before?.description ?? '',
    active: at(body, 'active') === undefined ? (before?.active ?? true) : at(body, 'active') === true,
    // Sent as null or empty it is taken away; not sent, it stays.
    ...(typeof secret === 'string' && secret !== '' ? { secret } : {}),
    ...(secret === undefined && before?.secret ? { secret: before.secret } : {}),
  };
}

/** A webhook also needs the read scope of each event it is for. */
function checkScopes(call: Call, names: string[]): void {
  const kinds = new Set(names.map((name) => name.split(':')[0]));
  const needed = kinds.has('pullrequest')
    ? kinds.has('repo')
      ? [scopes.repositoryRead, scopes.pullRead]
      : [scopes.pullRead]
    : [scopes.repositoryRead];
  for (const each of needed) {
    const answer = call.token && missingScope(call.token, each);
    if (answer) throw new Refusal(answer);
  }
}

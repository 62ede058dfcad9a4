import type { Call, Route } from '../../http.ts';
import { at, type Json, readJson, text } from '../../rest/body.ts';
import { Refusal } from '../../rest/refusal.ts';
import type { Hook, Repo } from '../../world.ts';
import { checkWorkspace, repositoryOf } from '../access.ts';
import { badRequest, failure } from '../errors.ts';
import { type Operation, route } from '../operation.ts';
import { page } from '../paging.ts';
import { missingScope, scopes } from '../permissions.ts';
import { hookShape } from '../shapes/hook.ts';

/** Webhooks of a repository and, for API tokens alone, of the workspace, which is told of all its repositories. */
export const hookRoutes = [
  ...routesBelow('/repositories/{workspace}/{repo_slug}/hooks', { anonymous: 'repository' }),
  ...routesBelow('/workspaces/{workspace}/hooks', { takes: 'api-token' }),
];

function routesBelow(root: string, common: Pick<Operation, 'anonymous' | 'takes'>): Route[] {
  const one = `${root}/{uid}`;
  const shown = (call: Call, hook: Hook) => hookShape(call.world, hook, call.baseUrl);
  return [
    route({
      method: 'GET',
      pattern: root,
      needs: scopes.hookRead,
      ...common,
      handle: (call) => ({ status: 200, body: page(call, hooksOf(call), (hook) => shown(call, hook)) }),
    }),
    route({
      method: 'POST',
      pattern: root,
      needs: scopes.hookChange,
      ...common,
      handle(call) {
        const subject = subjectOf(call);
        const fields = readFields(call, readJson(call.body));
        const hook = call.world.addHook({
          ...fields,
          ...subject,
          edition: 'cloud',
          createdAt: call.world.now(),
        });
        return { status: 201, body: shown(call, hook) };
      },
    }),
    route({
      method: 'GET',
      pattern: one,
      needs: scopes.hookRead,
      ...common,
      handle: (call) => ({ status: 200, body: shown(call, hookOf(call)) }),
    }),
    route({
      method: 'PUT',
      pattern: one,
      needs: scopes.hookChange,
      ...common,
      handle(call) {
        const hook = hookOf(call);
        const fields = readFields(call, readJson(call.body), hook);
        return { status: 200, body: shown(call, call.world.updateHook(hook, fields)) };
      },
    }),
    route({
      method: 'DELETE',
      pattern: one,
      needs: scopes.hookDelete,
      ...common,
      handle(call) {
        call.world.removeHook(hookOf(call));
        return { status: 204 };
      },
    }),
  ];
}

/** What a webhook is for: the repository of the path, or the workspace where it names none. */
function subjectOf(call: Call): { repo?: Repo } {
  if (call.params.repo_slug !== undefined) return { repo: repositoryOf(call) };
  checkWorkspace(call);
  return {};
}

function hooksOf(call: Call): Hook[] {
  const { repo } = subjectOf(call);
  return call.world.hooks(repo).filter(({ edition }) => edition === 'cloud');
}

const events = `issue:comment_created issue:created issue:updated project:updated pullrequest:approved
  pullrequest:changes_request_created pullrequest:changes_request_removed pullrequest:comment_created
  pullrequest:comment_deleted pullrequest:comment_reopened pullrequest:comment_resolved pullrequest:comment_updated
  pullrequest:created pullrequest:fulfilled pullrequest:push pullrequest:rejected pullrequest:unapproved
  pullrequest:updated repo:commit_comment_created repo:commit_status_created repo:commit_status_updated repo:created
  repo:deleted repo:fork repo:imported repo:push repo:transfer repo:updated`.split(/\s+/);

function hookOf(call: Call): Hook {
  const { uid = '' } = call.params;
  const hook = hooksOf(call).find(({ id }) => id === uid || id === `{${uid}}`);
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
    secret: secret === undefined ? (before?.secret ?? '') : (text(body, 'secret') ?? ''),
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

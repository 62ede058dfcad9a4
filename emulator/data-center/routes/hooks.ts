import type { Answer, Call } from '../../http.ts';
import { at, type Json, readJson, text } from '../../rest/body.ts';
import type { Hook } from '../../world.ts';
import { numberOf, repositoryOf } from '../access.ts';
import { badRequest, refuse } from '../errors.ts';
import { routes } from '../operation.ts';
import { clamps, page } from '../paging.ts';
import { hookShape } from '../shapes/hook.ts';

const root = '/projects/{projectKey}/repos/{repositorySlug}/webhooks';
const one = `${root}/{webhookId}`;

/** Webhooks; all of it takes an administrator of the repository. */
export const hookRoutes = [
  ...routes({
    method: 'GET',
    pattern: root,
    needs: 'REPO_ADMIN',
    handle(call) {
      const event = call.query.get('event');
      const keep = ({ events }: Hook) => event === null || events.includes(event);
      return {
        status: 200,
        body: page(call, call.world.hooks(repositoryOf(call)), hookShape, clamps.others, keep),
      };
    },
  }),
  ...routes({
    method: 'POST',
    pattern: root,
    needs: 'REPO_ADMIN',
    handle(call) {
      const repo = repositoryOf(call);
      const fields = readFields(readJson(call.body));
      const hook = call.world.addHook({
        ...fields,
        repo,
        edition: 'data-center',
        createdAt: call.world.now(),
      });
      return { status: 200, body: hookShape(hook) };
    },
  }),
  ...routes({ method: 'POST', pattern: `${root}/test`, needs: 'REPO_ADMIN', handle: test }),
  ...routes({
    method: 'GET',
    pattern: one,
    needs: 'REPO_ADMIN',
    handle: (call) => ({ status: 200, body: hookShape(hookOf(call)) }),
  }),
  ...routes({
    method: 'PUT',
    pattern: one,
    needs: 'REPO_ADMIN',
    handle(call) {
      const hook = hookOf(call);
      return {
        status: 200,
        body: hookShape(call.world.updateHook(hook, readFields(readJson(call.body), hook))),
      };
    },
  }),
  ...routes({
    method: 'DELETE',
    pattern: one,
    needs: 'REPO_ADMIN',
    handle(call) {
      call.world.removeHook(hookOf(call));
      return { status: 204 };
    },
  }),
];

const events =
  `repo:refs_changed repo:modified repo:forked repo:comment:added repo:comment:edited repo:comment:deleted
  repo:secret_detected mirror:repo_synchronized project:modified pr:opened pr:from_ref_updated pr:to_ref_updated
  pr:modified pr:reviewer:updated pr:reviewer:approved pr:reviewer:unapproved pr:reviewer:needs_work
  pr:reviewer:changes_requested pr:merged pr:declined pr:deleted pr:comment:added pr:comment:edited
  pr:comment:deleted`.split(/\s+/);

function hookOf(call: Call): Hook {
  const { webhookId = '' } = call.params;
  const hook = call.world.hooks(repositoryOf(call)).find(({ id }) => String(numberOf(id)) === webhookId);
  if (!hook) throw refuse(404, 'NoSuchWebhookException', `No webhook exists with id ${webhookId}`);
  return hook;
}

function readFields(body: Json | undefined, before?: Hook) {
  const url = text(body, 'url') ?? before?.url ?? '';
  const name = text(body, 'name') ?? before?.description ?? '';
  const wanted = at(body, 'events') ?? before?.events;
  if (!/^https?:\/\/[^\s/]+/i.test(url)) throw badRequest('url', 'The URL is not valid.');
  if (!name) throw badRequest('name', 'A name is required.');
  if (!Array.isArray(wanted) || wanted.length === 0)
    throw badRequest('events', 'At least one event is required.');
  const unknown = wanted.find((event) => typeof event !== 'string' || !events.includes(event));
  if (unknown !== undefined) throw badRequest('events', `Unknown webhook event: ${unknown}`);
  const secret =
    at(body, 'configuration') === undefined ? before?.secret : text(body, 'configuration', 'secret');
  return {
    url,
    events: [...new Set(wanted as string[])],
    description: name,
    active: at(body, 'active') === undefined ? (before?.active ?? true) : at(body, 'active') === true,
    secret: secret ?? '',
  };
}

/** Sends a ping, which is never signed, and tells how it went. */
async function test(call: Call): Promise<Answer> {
  repositoryOf(call);
  const url = call.query.get('url') ?? '';
  if (!/^https?:\/\/[^\s/]+/i.test(url)) throw badRequest('url', 'The URL is not valid.');
  const body = JSON.stringify({ test: true });
  const headers = { 'Content-Type': 'application/json', 'X-Event-Key': 'diagnostics:ping' };
  const request = { url, method: 'POST', headers, body };
  try {
    const signal = AbortSignal.timeout(10_000);
    const response = await fetch(url, { method: 'POST', headers, body, signal, redirect: 'manual' });
    await response.body?.cancel();
    return { status: 200, body: { request, response: { statusCode: response.status } } };
  } catch {
    return { status: 200, body: { request, response: { statusCode: 0, body: 'The connection failed.' } } };
  }
}

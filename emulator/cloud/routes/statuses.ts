import type { Call } from '../../http.ts';
import { type Json, readJson, text } from '../../rest/body.ts';
import { Refusal } from '../../rest/refusal.ts';
import { readTips } from '../../rest/tips.ts';
import type { Status } from '../../world.ts';
import { pullOf, repositoryOf } from '../access.ts';
import { badRequest, failure } from '../errors.ts';
import { route } from '../operation.ts';
import { page } from '../paging.ts';
import { scopes } from '../permissions.ts';
import { statusShape } from '../shapes/status.ts';
import { commitOf } from './commits.ts';

const root = '/repositories/{workspace}/{repo_slug}';
const build = `${root}/commit/{commit}/statuses/build`;
const states = ['SUCCESSFUL', 'FAILED', 'INPROGRESS', 'STOPPED'];
/** Writing a build needs no more than reading the repository (Atlassian's description). */
const common = { needs: scopes.repositoryRead, anonymous: 'repository' } as const;

/** Build statuses of commits, and those that a pull request shows. */
export const statusRoutes = [
  route({
    method: 'GET',
    pattern: `${root}/commit/{commit}/statuses`,
    ...common,
    async handle(call) {
      const repo = repositoryOf(call);
      const { id } = await commitOf(call, repo, call.params.commit ?? '');
      return {
        status: 200,
        body: page(call, call.world.statuses(repo, id), (each) => statusShape(each, call.baseUrl)),
      };
    },
  }),
  route({ method: 'POST', pattern: build, ...common, handle: (call) => write(call, 201) }),
  route({
    method: 'GET',
    pattern: `${build}/{key}`,
    ...common,
    handle: async (call) => ({ status: 200, body: statusShape(await statusOf(call), call.baseUrl) }),
  }),
  route({
    method: 'PUT',
    pattern: `${build}/{key}`,
    ...common,
    handle: async (call) => write(call, 200, await statusOf(call)),
  }),
  route({
    method: 'GET',
    pattern: `${root}/pullrequests/{pull_request_id}/statuses`,
    needs: scopes.pullRead,
    anonymous: 'repository',
    async handle(call) {
      const pull = pullOf(call);
      const { source } = (await readTips(call.world, [pull]))(pull);
      // A status without `refname` belongs to the commit alone: the pull request does not show it.
      const statuses = source
        ? call.world.statuses(pull.repo, source).filter(({ refname }) => refname === pull.source)
        : [];
      return { status: 200, body: page(call, statuses, (each) => statusShape(each, call.baseUrl)) };
    },
  }),
];

async function statusOf(call: Call): Promise<Status> {
  const repo = repositoryOf(call);
  const { id } = await commitOf(call, repo, call.params.commit ?? '');
  const found = call.world.statuses(repo, id).find(({ key }) => key === call.params.key);
  if (!found) throw new Refusal(failure(404, `Build status ${call.params.key} not found`));
  return found;
}

/** Makes a status or replaces the one of the same key. */
async function write(call: Call, status: number, before?: Status) {
  const repo = repositoryOf(call);
  const { id } = await commitOf(call, repo, call.params.commit ?? '');
  const body = readJson(call.body);
  const fields = { ...readFields(body, before), repo, commit: id };
  return { status, body: statusShape(call.world.putStatus(fields), call.baseUrl) };
}

function readFields(body: Json | undefined, before: Status | undefined) {
  const key = before?.key ?? text(body, 'key');
  const state = text(body, 'state') ?? before?.state;
  const url = text(body, 'url') ?? before?.url;
  const problems: Record<string, string[]> = {};
  if (!key) problems.key = ['This field is required.'];
  else if (key.length > 40) {
    problems.key = [`Ensure this value has at most 40 characters (it has ${key.length}).`];
  }
  if (!state) problems.state = ['This field is required.'];
  else if (!states.includes(state)) {
    problems.state = [`Select a valid choice. ${state} is not one of the available choices.`];
  }
  if (!url) problems.url = ['This field is required.'];
  else if (!/^https?:\/\/[^\s/]+/i.test(url)) problems.url = ['Enter a valid URL.'];
  const [first] = Object.entries(problems);
  if (first || !key || !state || !url) throw badRequest(`${first?.[0]}: ${first?.[1][0]}`, problems);
  const refname = text(body, 'refname') ?? before?.refname;
  return {
    key,
    state: state as Status['state'],
    url,
    name: text(body, 'name') ?? before?.name ?? '',
    description: text(body, 'description') ?? before?.description ?? '',
    ...(refname ? { refname } : {}),
  };
}

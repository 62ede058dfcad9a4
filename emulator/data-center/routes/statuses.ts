import type { Answer, Call } from '../../http.ts';
import { type Json, readJson, text } from '../../rest/body.ts';
import { resolveCommit } from '../../rest/commits.ts';
import type { Repo, Status } from '../../world.ts';
import { reachable, repositoryOf } from '../access.ts';
import { badRequest, refuse } from '../errors.ts';
import { routes } from '../operation.ts';
import { clamps, page } from '../paging.ts';
import { buildShape, legacyBuildShape, statsShape } from '../shapes/status.ts';
import { shortName } from './branches.ts';
import { noCommit } from './commits.ts';

const builds = '/projects/{projectKey}/repos/{repositorySlug}/commits/{commitId}/builds';
const service = 'build-status';
const states = ['SUCCESSFUL', 'FAILED', 'INPROGRESS', 'CANCELLED', 'UNKNOWN'];

/** Builds: the API of a repository's commits, and the older one that knows commits alone. */
export const statusRoutes = [
  ...routes({
    method: 'POST',
    pattern: builds,
    needs: 'REPO_READ',
    async handle(call) {
      const repo = repositoryOf(call);
      put(call, repo, await commitOf(call, repo));
      return { status: 204 };
    },
  }),
  ...routes({ method: 'GET', pattern: builds, needs: 'REPO_READ', handle: read }),
  ...routes({ service, method: 'POST', pattern: '/commits/stats', needs: 'LICENSED', handle: manyStats }),
  ...routes({
    service,
    method: 'GET',
    pattern: '/commits/stats/{commitId}',
    needs: 'LICENSED',
    handle: (call) => ({ status: 200, body: statsShape(statusesOf(call, call.params.commitId ?? '')) }),
  }),
  ...routes({
    service,
    method: 'GET',
    pattern: '/commits/{commitId}',
    needs: 'LICENSED',
    handle(call) {
      const statuses = statusesOf(call, call.params.commitId ?? '');
      const newest = statuses.toSorted((a, b) => Number(b.updatedAt) - Number(a.updatedAt));
      return { status: 200, body: page(call, newest, legacyBuildShape, clamps.others) };
    },
  }),
  ...routes({
    service,
    method: 'POST',
    pattern: '/commits/{commitId}',
    needs: 'LICENSED',
    handle: legacyWrite,
  }),
];

async function read(call: Call): Promise<Answer> {
  const repo = repositoryOf(call);
  const commit = await commitOf(call, repo);
  const key = call.query.get('key');
  if (!key) throw badRequest('key', 'A key query parameter is required.');
  const status = call.world.statuses(repo, commit).find((each) => each.key === key);
  if (!status)
    throw refuse(404, 'NoSuchBuildStatusException', `No build status with key ${key} for ${commit}.`);
  return { status: 200, body: buildShape(status) };
}

/** Commits without any build are not in the answer. */
function manyStats(call: Call): Answer {
  const ids = readJson(call.body);
  if (!Array.isArray(ids)) throw badRequest(null, 'A list of commit ids is required.');
  const found = ids
    .filter((id) => typeof id === 'string')
    .slice(0, 1000)
    .map((id) => [id, statusesOf(call, id)] as const)
    .filter(([, statuses]) => statuses.length > 0);
  return { status: 200, body: Object.fromEntries(found.map(([id, statuses]) => [id, statsShape(statuses)])) };
}

function statusesOf(call: Call, commit: string): Status[] {
  return reachable(call).flatMap((repo) => call.world.statuses(repo, commit));
}

/** The older API names no repository: the build goes to every one that has the commit. */
async function legacyWrite(call: Call): Promise<Answer> {
  const { commitId = '' } = call.params;
  if (!isFull(commitId)) throw badRequest('commitId', `${commitId} is not a full commit id.`);
  readFields(readJson(call.body));
  for (const repo of reachable(call)) {
    if (await resolveCommit(call.world, repo, commitId)) put(call, repo, commitId);
  }
  return { status: 204 };
}

function put(call: Call, repo: Repo, commit: string): void {
  call.world.putStatus({ ...readFields(readJson(call.body)), repo, commit });
}

/** Only all forty digits name a commit here. */
async function commitOf(call: Call, repo: Repo): Promise<string> {
  const { commitId = '' } = call.params;
  const commit = isFull(commitId) ? await resolveCommit(call.world, repo, commitId) : undefined;
  if (!commit) throw noCommit(repo, commitId);
  return commit.id;
}

function isFull(commit: string): boolean {
  return /^[0-9a-f]{40}$/.test(commit);
}

function readFields(body: Json | undefined) {
  const limited = (name: string, limit: number) => {
    const value = text(body, name) ?? '';
    if (value.length > limit) throw badRequest(name, `The ${name} may be at most ${limit} characters long.`);
    return value;
  };
  const [key, url, state] = [limited('key', 255), limited('url', 450), text(body, 'state') ?? ''];
  if (!key) throw badRequest('key', 'A key is required.');
  if (!url) throw badRequest('url', 'A URL is required.');
  if (!states.includes(state)) throw badRequest('state', `The state must be one of ${states.join(', ')}.`);
  const ref = text(body, 'ref');
  return {
    key,
    url,
    state: state as Status['state'],
    name: limited('name', 255) || key,
    description: limited('description', 255),
    ...(ref ? { refname: shortName(ref) } : {}),
  };
}

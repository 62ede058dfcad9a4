import type { Call } from '../../http.ts';
import { readJson, text } from '../../rest/body.ts';
import { readTips } from '../../rest/tips.ts';
import { type Pull, WorldError } from '../../world.ts';
import { actorOf, checkWorkspace, pullOf, reachable, repositoryOf } from '../access.ts';
import { badRequest } from '../errors.ts';
import { type CloudAnswer, route } from '../operation.ts';
import { page } from '../paging.ts';
import { scopes } from '../permissions.ts';
import { diffPath, hiddenInLists, pullShape } from '../shapes/pull.ts';
import { apiUrl } from '../shapes/repository.ts';
import { readReviewers } from './reviewers.ts';
import { userOf } from './users.ts';

const root = '/repositories/{workspace}/{repo_slug}/pullrequests';
const one = `${root}/{pull_request_id}`;
/** Unlike other lists, 51 or more is refused (BCLOUD-9659). */
const limits = { default: 10, max: 50 };
const read = { needs: scopes.pullRead, anonymous: 'repository' } as const;
const change = { needs: scopes.pullChange, anonymous: 'repository' } as const;

/** Pull requests. There is no reopening: a declined one stays declined. */
export const pullRoutes = [
  route({
    method: 'GET',
    pattern: root,
    ...read,
    handle: (call) => list(call, call.world.pulls(repositoryOf(call))),
  }),
  route({ method: 'POST', pattern: root, ...change, handle: create }),
  route({ method: 'GET', pattern: one, ...read, handle: (call) => shown(call, pullOf(call)) }),
  route({ method: 'PUT', pattern: one, ...change, handle: update }),
  route({ method: 'POST', pattern: `${one}/decline`, ...change, handle: decline }),
  route({ method: 'GET', pattern: `${one}/diff`, ...read, handle: (call) => redirect(call, 'diff') }),
  route({ method: 'GET', pattern: `${one}/diffstat`, ...read, handle: (call) => redirect(call, 'diffstat') }),
  route({
    method: 'GET',
    pattern: '/workspaces/{workspace}/pullrequests/{selected_user}',
    needs: scopes.pullRead,
    takes: 'api-token',
    handle: listOfUser,
  }),
];

function listOfUser(call: Call): Promise<CloudAnswer> {
  checkWorkspace(call);
  const author = userOf(call, call.params.selected_user);
  const pulls = reachable(call).flatMap((repo) => call.world.pulls(repo));
  return list(
    call,
    pulls.filter((pull) => pull.author.id === author.id),
  );
}

async function list(call: Call, pulls: Pull[]): Promise<CloudAnswer> {
  const states = call.query.getAll('state').map((state) => state.toUpperCase());
  const anyState = states.length === 0 && /\bstate\b/.test(call.query.get('q') ?? '');
  const open = states.length === 0 ? ['OPEN'] : states;
  const kept = pulls.filter(({ state }) => anyState || open.includes(state)).toSorted(newestFirst);
  const tips = await readTips(call.world, kept);
  const render = (pull: Pull) => pullShape(call.world, pull, tips(pull), call.baseUrl);
  return { status: 200, body: page(call, kept, render, limits), hidden: hiddenInLists };
}

function newestFirst(one: Pull, other: Pull): number {
  return +other.createdAt - +one.createdAt || other.number - one.number;
}

async function create(call: Call): Promise<CloudAnswer> {
  const repo = repositoryOf(call);
  const body = readJson(call.body);
  const title = text(body, 'title');
  const source = text(body, 'source', 'branch', 'name');
  const target = text(body, 'destination', 'branch', 'name') ?? repo.defaultBranch;
  if (!title) throw badRequest('title: required key not provided', { title: ['required key not provided'] });
  if (!source)
    throw badRequest('source: required key not provided', { source: ['required key not provided'] });
  await checkBranch(call, 'source', source);
  await checkBranch(call, 'destination', target);
  const author = actorOf(call);
  const reviewers = readReviewers(call, body, author);
  const description = text(body, 'description') ?? '';
  const isDraft = typeof body === 'object' && body !== null && 'draft' in body && body.draft === true;
  try {
    const pull = await call.world.openPull(repo, {
      title,
      description,
      source,
      target,
      reviewers,
      author,
      draft: isDraft,
    });
    return { ...(await shown(call, pull)), status: 201 };
  } catch (error) {
    if (!(error instanceof WorldError) || error.code !== 'duplicate-pull' || !error.pull) throw error;
    // Bitbucket Cloud makes no second one: it updates the first and still says 201.
    const pull = await call.world.updatePull(error.pull, { title, description, reviewers }, author);
    return { ...(await shown(call, pull)), status: 201 };
  }
}

async function checkBranch(call: Call, field: string, name: string): Promise<void> {
  if (await call.world.tip(repositoryOf(call), name)) return;
  throw badRequest(`${field}: branch not found: ${name}`, { [field]: [`branch not found: ${name}`] });
}

/** Reviewers who are not sent again are removed. */
async function update(call: Call): Promise<CloudAnswer> {
  const pull = pullOf(call);
  const body = readJson(call.body);
  const title = text(body, 'title');
  const description = text(body, 'description');
  const target = text(body, 'destination', 'branch', 'name');
  if (target !== undefined) await checkBranch(call, 'destination', target);
  const changed = await call.world.updatePull(
    pull,
    {
      ...(title === undefined ? {} : { title }),
      ...(description === undefined ? {} : { description }),
      ...(target === undefined ? {} : { target }),
      reviewers: readReviewers(call, body, pull.author),
    },
    actorOf(call),
  );
  return shown(call, changed);
}

async function decline(call: Call): Promise<CloudAnswer> {
  const reason = text(readJson(call.body), 'message');
  return shown(call, await call.world.declinePull(pullOf(call), actorOf(call), reason));
}

async function redirect(call: Call, kind: 'diff' | 'diffstat'): Promise<CloudAnswer> {
  const pull = pullOf(call);
  const tips = (await readTips(call.world, [pull]))(pull);
  const location = `${apiUrl(pull.repo, call.baseUrl)}/${kind}/${diffPath(pull, tips)}`;
  return { status: 302, headers: { location } };
}

/** One pull request as an answer. */
export async function shown(call: Call, pull: Pull): Promise<CloudAnswer> {
  const tips = await readTips(call.world, [pull]);
  return { status: 200, body: pullShape(call.world, pull, tips(pull), call.baseUrl) };
}

import type { Answer, Call } from '../../http.ts';
import { at, type Json, readJson, text } from '../../rest/body.ts';
import { readTips } from '../../rest/tips.ts';
import { type Pull, type Repo, WorldError } from '../../world.ts';
import { actorOf, isUserless, pullOf, reachable, repositoryOf } from '../access.ts';
import { authenticationRequired, badRequest, refuse } from '../errors.ts';
import { routes } from '../operation.ts';
import { clamps, page } from '../paging.ts';
import { epoch } from '../shapes/dialect.ts';
import { pullShape } from '../shapes/pull.ts';
import { shortName } from './branches.ts';
import { readReviewers } from './reviewers.ts';
import { checkVersion } from './versions.ts';

const root = '/projects/{projectKey}/repos/{repositorySlug}/pull-requests';
const one = `${root}/{pullRequestId}`;

/** Pull requests. Opening and declining takes no more than reading; the version guards every change. */
export const pullRoutes = [
  ...routes({ method: 'GET', pattern: root, needs: 'REPO_READ', handle: list }),
  ...routes({ method: 'POST', pattern: root, needs: 'REPO_READ', handle: create }),
  ...routes({ method: 'GET', pattern: one, needs: 'REPO_READ', handle: (call) => shown(call, pullOf(call)) }),
  ...routes({ method: 'PUT', pattern: one, needs: 'REPO_READ', handle: update }),
  ...routes({ method: 'POST', pattern: `${one}/decline`, needs: 'REPO_READ', handle: decline }),
  ...routes({ method: 'POST', pattern: `${one}/reopen`, needs: 'REPO_READ', handle: reopen }),
  ...routes({ method: 'GET', pattern: '/dashboard/pull-requests', needs: 'LICENSED', handle: dashboard }),
];

async function list(call: Call): Promise<Answer> {
  const repo = repositoryOf(call);
  const { query } = call;
  const branch = shortName(query.get('at') ?? '');
  const outgoing = query.get('direction')?.toUpperCase() === 'OUTGOING';
  const title = query.get('filterText')?.toLowerCase() ?? '';
  const draft = query.get('draft');
  const keep = (pull: Pull) =>
    inState(call, pull, 'OPEN') &&
    (branch === '' || (outgoing ? pull.source : pull.target) === branch) &&
    pull.title.toLowerCase().includes(title) &&
    (draft === null || pull.draft === (draft === 'true'));
  const newest = call.world.pulls(repo).toSorted((a, b) => b.number - a.number);
  return listed(call, query.get('order')?.toUpperCase() === 'OLDEST' ? newest.reverse() : newest, keep);
}

/** The caller's own pull requests over all repositories; tokens without a user have none. */
async function dashboard(call: Call): Promise<Answer> {
  const { token, query } = call;
  if (isUserless(token) || !token?.user) return authenticationRequired();
  const { id } = token.user;
  const role = query.get('role')?.toUpperCase();
  const isAuthor = (pull: Pull) => pull.author.id === id;
  const isReviewer = (pull: Pull) => pull.reviewers.some((user) => user.id === id);
  const involved = (pull: Pull) => {
    if (role === 'AUTHOR') return isAuthor(pull);
    if (role === 'REVIEWER') return isReviewer(pull);
    return isAuthor(pull) || isReviewer(pull);
  };
  const pulls = reachable(call).flatMap((repo) => call.world.pulls(repo));
  const newest = pulls.toSorted((a, b) => Number(b.updatedAt) - Number(a.updatedAt));
  return listed(call, newest, (pull) => involved(pull) && inState(call, pull, 'ALL'));
}

function inState(call: Call, pull: Pull, otherwise: string): boolean {
  const state = call.query.get('state')?.toUpperCase() ?? otherwise;
  if (!['OPEN', 'MERGED', 'DECLINED', 'ALL'].includes(state))
    throw badRequest('state', `Invalid state ${state}`);
  return state === 'ALL' || pull.state === state;
}

async function listed(call: Call, pulls: Pull[], keep: (pull: Pull) => boolean): Promise<Answer> {
  const kept: Pull[] = pulls.filter(keep);
  const tips = await readTips(call.world, kept);
  const render = (pull: Pull) => {
    const shape: { properties?: object } = pullShape(pull, tips(pull), epoch(call.baseUrl));
    const tasks = { resolvedTaskCount: 0, openTaskCount: 0 };
    return { ...shape, properties: { ...shape.properties, ...tasks } };
  };
  return { status: 200, body: page(call, pulls, render, clamps.pulls, keep) };
}

async function create(call: Call): Promise<Answer> {
  const repo = repositoryOf(call);
  const body = readJson(call.body);
  const author = actorOf(call);
  const draft = {
    title: text(body, 'title') ?? '',
    description: readDescription(body) ?? '',
    source: await branchOf(call, repo, body, 'fromRef'),
    target: await branchOf(call, repo, body, 'toRef'),
    draft: at(body, 'draft') === true,
    author,
    reviewers: readReviewers(call, body, author),
  };
  if (!draft.title.trim()) throw badRequest('title', 'Please enter a title for your pull request.');
  try {
    const { body: shape } = await shown(call, await call.world.openPull(repo, draft));
    return { status: 201, body: shape as object };
  } catch (error) {
    throw await worded(call, repo, draft, error);
  }
}

async function worded(call: Call, repo: Repo, draft: { source: string; target: string }, error: unknown) {
  if (!(error instanceof WorldError)) return error;
  if (error.code === 'duplicate-pull' && error.pull) {
    const message = 'Only one pull request may be open for a given source and target branch';
    const { body } = await shown(call, error.pull);
    return refuse(409, 'DuplicatePullRequestException', message, { existingPullRequest: body });
  }
  if (error.code !== 'empty-pull') return error;
  const message = `branch "${draft.source}" is already up-to-date with branch "${draft.target}" in repository "${repo.owner}/${repo.slug}"`;
  return refuse(409, 'EmptyPullRequestException', message);
}

async function branchOf(
  call: Call,
  repo: Repo,
  body: Json | undefined,
  end: 'fromRef' | 'toRef',
): Promise<string> {
  const id = text(body, end, 'id');
  if (!id) throw badRequest(end, `The ${end} of the pull request is required.`);
  const name = shortName(id);
  if (await call.world.tip(repo, name)) return name;
  const message = `Repository "${repo.slug}" of project with key "${repo.owner}" has no branch "${id}"`;
  throw refuse(404, 'NoSuchCommitException', message);
}

/** Reviewers who are not sent again are removed. */
async function update(call: Call): Promise<Answer> {
  const pull = pullOf(call);
  const body = readJson(call.body);
  await checkVersion(call, pull, at(body, 'version'));
  const title = text(body, 'title');
  const description = readDescription(body);
  const target =
    text(body, 'toRef', 'id') === undefined ? undefined : await branchOf(call, pull.repo, body, 'toRef');
  const changed = await call.world.updatePull(
    pull,
    {
      ...(title === undefined ? {} : { title }),
      ...(description === undefined ? {} : { description }),
      ...(target === undefined || target === pull.target ? {} : { target }),
      reviewers: readReviewers(call, body, pull.author),
    },
    actorOf(call),
    pull.version,
  );
  return shown(call, changed);
}

/** Longer ones are refused (BSERV-14135). */
function readDescription(body: Json | undefined): string | undefined {
  const description = text(body, 'description');
  if ((description?.length ?? 0) <= 32_768) return description;
  throw badRequest('description', 'Please enter a non-empty value less than 32768 characters');
}

async function decline(call: Call): Promise<Answer> {
  const pull = pullOf(call);
  const body = readJson(call.body);
  await checkVersion(call, pull, call.query.get('version') ?? at(body, 'version'));
  return shown(call, await call.world.declinePull(pull, actorOf(call), text(body, 'comment'), pull.version));
}

async function reopen(call: Call): Promise<Answer> {
  const pull = pullOf(call);
  await checkVersion(call, pull, call.query.get('version') ?? at(readJson(call.body), 'version'));
  return shown(call, await call.world.reopenPull(pull, actorOf(call), pull.version));
}

async function shown(call: Call, pull: Pull): Promise<Answer> {
  const tips = await readTips(call.world, [pull]);
  return { status: 200, body: pullShape(pull, tips(pull), epoch(call.baseUrl)) };
}

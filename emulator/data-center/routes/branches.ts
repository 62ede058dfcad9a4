import type { Answer, Call } from '../../http.ts';
import { readJson, text } from '../../rest/body.ts';
import { branchInTheWay, isBranchName } from '../../rest/branches.ts';
import { resolveCommit } from '../../rest/commits.ts';
import type { Repo } from '../../world.ts';
import { actorOf, repositoryOf } from '../access.ts';
import { badRequest, refuse } from '../errors.ts';
import { routes } from '../operation.ts';
import { clamps, page } from '../paging.ts';
import { branchShape, refShape } from '../shapes/branch.ts';

const root = '/projects/{projectKey}/repos/{repositorySlug}';

/** Branches. There is no way to ask for one by its name: callers filter and compare. */
export const branchRoutes = [
  ...routes({ method: 'GET', pattern: `${root}/default-branch`, needs: 'REPO_READ', handle: defaultBranch }),
  ...routes({
    method: 'GET',
    pattern: `${root}/branches/default`,
    needs: 'REPO_READ',
    handle: oldDefaultBranch,
  }),
  ...routes({ method: 'GET', pattern: `${root}/branches`, needs: 'REPO_READ', handle: list }),
  ...routes({
    method: 'POST',
    pattern: `${root}/branches`,
    needs: 'REPO_WRITE',
    handle: async (call) => ({ status: 200, body: await create(call) }),
  }),
  ...routes({
    service: 'branch-utils',
    method: 'POST',
    pattern: `${root}/branches`,
    needs: 'REPO_WRITE',
    handle: async (call) => ({ status: 201, body: await create(call) }),
  }),
  ...routes({
    service: 'branch-utils',
    method: 'DELETE',
    pattern: `${root}/branches`,
    needs: 'REPO_WRITE',
    handle: remove,
  }),
];

/** 404 where the configured branch does not exist, as in an empty repository. */
async function defaultBranch(call: Call): Promise<Answer> {
  const repo = repositoryOf(call);
  if (await call.world.tip(repo, repo.defaultBranch))
    return { status: 200, body: refShape(repo.defaultBranch) };
  const message = `The default branch of ${repo.owner}/${repo.slug}, ${repo.defaultBranch}, does not exist.`;
  throw refuse(404, 'NoDefaultBranchException', message);
}

/** The deprecated way, which says 204 for an empty repository. */
async function oldDefaultBranch(call: Call): Promise<Answer> {
  const repo = repositoryOf(call);
  const commit = await call.world.tip(repo, repo.defaultBranch);
  return commit
    ? { status: 200, body: branchShape(repo, { name: repo.defaultBranch, commit }) }
    : { status: 204 };
}

async function list(call: Call): Promise<Answer> {
  const repo = repositoryOf(call);
  const filter = call.query.get('filterText')?.toLowerCase() ?? '';
  const boost = call.query.get('boostMatches') === 'true' && filter !== '';
  const branches = await call.world.branches(repo);
  const ordered = boost
    ? branches.toSorted((one, other) => rank(one.name, filter) - rank(other.name, filter))
    : branches;
  const keep = ({ name }: { name: string }) => name.toLowerCase().includes(filter);
  return {
    status: 200,
    body: page(call, ordered, (branch) => branchShape(repo, branch), clamps.branches, keep),
  };
}

/** Exact matches first, then those that start with the filter. */
function rank(name: string, filter: string): number {
  const lower = name.toLowerCase();
  if (lower === filter) return 0;
  return lower.startsWith(filter) ? 1 : 2;
}

async function create(call: Call): Promise<object> {
  const repo = repositoryOf(call);
  const body = readJson(call.body);
  const name = shortName(text(body, 'name') ?? '');
  const startPoint = text(body, 'startPoint') ?? '';
  if (!isBranchName(name)) throw badRequest('name', `'${name}' is not a valid branch name.`);
  const start = await resolveStart(call, repo, startPoint);
  const taken = branchInTheWay(await call.world.branches(repo), name);
  if (taken) {
    const message = `Branch "${taken}" already exists in repository ${repo.slug}.`;
    throw refuse(409, 'DuplicateRefException', message);
  }
  await call.world.addBranch(repo, name, start, actorOf(call));
  return branchShape(repo, { name, commit: start });
}

/** A commit id as it is, or a branch with or without `refs/heads/`; a commit behind that prefix is nothing. */
async function resolveStart(call: Call, repo: Repo, startPoint: string): Promise<string> {
  const tip = await call.world.tip(repo, shortName(startPoint));
  const found = tip ?? (await resolveCommit(call.world, repo, startPoint))?.id;
  if (found && (tip || !startPoint.startsWith('refs/'))) return found;
  throw refuse(
    404,
    'NoSuchCommitException',
    `Commit '${startPoint}' does not exist in repository '${repo.slug}'.`,
  );
}

/** Always 204: afterwards the branch is not there, whether it was before or not. */
async function remove(call: Call): Promise<Answer> {
  const repo = repositoryOf(call);
  const body = readJson(call.body);
  const name = shortName(text(body, 'name') ?? '');
  if (!name) throw badRequest('name', 'The name of the branch is required.');
  if (name === repo.defaultBranch) throw badRequest(null, `The default branch ${name} cannot be deleted.`);
  const tip = await call.world.tip(repo, name);
  const endPoint = text(body, 'endPoint');
  if (tip && endPoint !== undefined && endPoint !== tip) {
    throw badRequest('endPoint', `Branch ${name} is at ${tip}, not at ${endPoint}.`);
  }
  const dryRun = typeof body === 'object' && body !== null && 'dryRun' in body && body.dryRun === true;
  if (tip && !dryRun) await call.world.removeBranch(repo, name, actorOf(call));
  return { status: 204 };
}

/** A branch's name without `refs/heads/`. */
export function shortName(ref: string): string {
  return ref.replace(/^refs\/heads\//, '');
}

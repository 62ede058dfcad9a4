import type { Call } from '../../http.ts';
import { at, readJson, text } from '../../rest/body.ts';
import { branchInTheWay, isBranchName } from '../../rest/branches.ts';
import { resolveCommit } from '../../rest/commits.ts';
import { Refusal } from '../../rest/refusal.ts';
import type { Repo } from '../../world.ts';
import { actorOf, repositoryOf } from '../access.ts';
import { badRequest, failure } from '../errors.ts';
import { route } from '../operation.ts';
import { page } from '../paging.ts';
import { scopes } from '../permissions.ts';
import { branchShape } from '../shapes/branch.ts';

const root = '/repositories/{workspace}/{repo_slug}/refs/branches';

/** Branches. Names may hold slashes, raw or escaped. */
export const branchRoutes = [
  route({
    method: 'GET',
    pattern: root,
    needs: scopes.repositoryRead,
    anonymous: 'repository',
    async handle(call) {
      const repo = repositoryOf(call);
      const branches = await Promise.all(
        (await call.world.branches(repo)).map(async ({ name, commit }) => ({
          name,
          target: (await resolveCommit(call.world, repo, commit))!,
        })),
      );
      return {
        status: 200,
        body: page(call, branches, (branch) => branchShape(call.world, repo, branch, call.baseUrl)),
      };
    },
  }),
  route({
    method: 'POST',
    pattern: root,
    needs: scopes.repositoryChange,
    anonymous: 'repository',
    handle: create,
  }),
  route({
    method: 'GET',
    pattern: `${root}/{name...}`,
    needs: scopes.repositoryRead,
    anonymous: 'repository',
    async handle(call) {
      const repo = repositoryOf(call);
      return { status: 200, body: await shown(call, repo, call.params.name ?? '') };
    },
  }),
  route({
    method: 'DELETE',
    pattern: `${root}/{name...}`,
    needs: scopes.repositoryDelete,
    anonymous: 'repository',
    async handle(call) {
      const repo = repositoryOf(call);
      const { name = '' } = call.params;
      if (name === repo.defaultBranch) throw badRequest('Cannot delete the main branch.');
      if (!(await call.world.tip(repo, name))) throw noBranch(name);
      await call.world.removeBranch(repo, name, actorOf(call));
      return { status: 204 };
    },
  }),
];

async function create(call: Call) {
  const repo = repositoryOf(call);
  const body = readJson(call.body);
  const name = text(body, 'name');
  const hash = text(body, 'target', 'hash');
  if (at(body) === undefined || !name || !hash)
    throw badRequest('Bad request', { name: ['required key not provided'] });
  if (!isBranchName(name)) throw badRequest(`Invalid branch name: ${name}`);
  const target = await resolveCommit(call.world, repo, hash);
  if (!target) throw badRequest('Bad request', { target: [`Commit not found: ${hash}`] });
  const taken = branchInTheWay(await call.world.branches(repo), name);
  if (taken) throw badRequest(`Branch "${taken}" already exists.`, { name: ['Branch already exists'] });
  await call.world.addBranch(repo, name, target.id, actorOf(call));
  return { status: 201, body: await shown(call, repo, name) };
}

async function shown(call: Call, repo: Repo, name: string): Promise<object> {
  const tip = await call.world.tip(repo, name);
  const target = tip && (await resolveCommit(call.world, repo, tip));
  if (!target) throw noBranch(name);
  return branchShape(call.world, repo, { name, target }, call.baseUrl);
}

function noBranch(name: string): Refusal {
  return new Refusal(failure(404, `Branch "${name}" does not exist.`));
}

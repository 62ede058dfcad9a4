import type { Call } from '../../http.ts';
import type { Repo } from '../../world.ts';
import { repositoryOf } from '../access.ts';
import { route } from '../operation.ts';
import { page } from '../paging.ts';
import { scopes } from '../permissions.ts';
import { diffstatShape } from '../shapes/diff.ts';
import { commitOf } from './commits.ts';

const root = '/repositories/{workspace}/{repo_slug}';
const common = { needs: scopes.repositoryRead, anonymous: 'repository' } as const;

/** What changed between commits, as git's text and file by file. */
export const diffRoutes = [
  route({
    method: 'GET',
    pattern: `${root}/diff/{spec...}`,
    ...common,
    async handle(call) {
      const repo = repositoryOf(call);
      const { newer, older } = await ends(call, repo);
      const body = await call.world.diff(repo, older, newer);
      return { status: 200, headers: { 'content-type': 'text/plain; charset=utf-8' }, body };
    },
  }),
  route({
    method: 'GET',
    pattern: `${root}/diffstat/{spec...}`,
    ...common,
    async handle(call) {
      const repo = repositoryOf(call);
      const { newer, older } = await ends(call, repo);
      const changes = await call.world.diffstat(repo, older, newer);
      const render = (change: (typeof changes)[number]) =>
        diffstatShape(repo, change, newer, older, call.baseUrl);
      return { status: 200, body: page(call, changes, render, { default: 500, max: 500 }) };
    },
  }),
];

/** What `git` calls an empty tree: the parent of a first commit. */
const emptyTree = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';

/**
 * The two commits of a spec: `new..old` (the reverse of git), `owner/repo:new\rold` as pull requests redirect to, or
 * one commit against its parent. With `topic=true`, and always for `..`, the old side is the common ancestor.
 */
async function ends(call: Call, repo: Repo): Promise<{ newer: string; older: string }> {
  const spec = (call.params.spec ?? '').replace(/^[^/:]+\/[^/:]+:/, '');
  const [one = '', other] = spec.includes('\r') ? spec.split('\r') : spec.split('..');
  const newer = await commitOf(call, repo, one);
  if (other === undefined) return { newer: newer.id, older: newer.parents[0] ?? emptyTree };
  const { id } = await commitOf(call, repo, other);
  if (call.query.get('topic') === 'false') return { newer: newer.id, older: id };
  return { newer: newer.id, older: (await call.world.mergeBase(repo, newer.id, id)) ?? id };
}

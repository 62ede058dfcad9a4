import { createHash } from 'node:crypto';
import type { Call } from '../../http.ts';
import { Refusal } from '../../rest/refusal.ts';
import type { Repo } from '../../world.ts';
import { repositoryOf } from '../access.ts';
import { failure } from '../errors.ts';
import { route } from '../operation.ts';
import { opaquePage } from '../paging.ts';
import { scopes } from '../permissions.ts';
import { directoryShape, fileShape } from '../shapes/content.ts';
import { commitOf } from './commits.ts';

const root = '/repositories/{workspace}/{repo_slug}/src';
const common = { needs: scopes.repositoryRead, anonymous: 'repository' } as const;

/** Files and directories of a commit. */
export const contentRoutes = [
  route({
    method: 'GET',
    pattern: root,
    ...common,
    async handle(call) {
      const repo = repositoryOf(call);
      const { id } = await commitOf(call, repo, repo.defaultBranch);
      return { status: 200, body: await directory(call, repo, id, '') };
    },
  }),
  route({ method: 'GET', pattern: `${root}/{commit}/{path...}`, ...common, handle: read }),
];

async function read(call: Call) {
  const repo = repositoryOf(call);
  const { id } = await commitOf(call, repo, call.params.commit ?? '');
  const path = (call.params.path ?? '').replace(/\/+$/, '');
  const meta = call.query.get('format') === 'meta';
  const content = path === '' ? undefined : await call.world.file(repo, id, path);
  if (!content) {
    return {
      status: 200,
      body: meta ? await directoryMeta(call, repo, id, path) : await directory(call, repo, id, path),
    };
  }
  if (meta) return { status: 200, body: fileShape(repo, id, { path, size: content.length }, call.baseUrl) };
  const etag = `"${createHash('sha1').update(content).digest('hex')}"`;
  if (call.headers['if-none-match'] === etag) return { status: 304, headers: { etag } };
  return {
    status: 200,
    headers: { etag, 'content-type': 'application/octet-stream', 'content-disposition': 'attachment' },
    body: Buffer.from(content),
  };
}

async function directory(call: Call, repo: Repo, commit: string, path: string): Promise<object> {
  const entries = await entriesOf(call, repo, commit, path);
  return opaquePage(
    call,
    async (skip, limit) => entries.slice(skip, skip + limit),
    (entry) =>
      entry.type === 'file'
        ? fileShape(repo, commit, entry, call.baseUrl)
        : directoryShape(repo, commit, entry.path, call.baseUrl),
    { default: 10, max: 100 },
  );
}

async function directoryMeta(call: Call, repo: Repo, commit: string, path: string): Promise<object> {
  await entriesOf(call, repo, commit, path);
  return directoryShape(repo, commit, path, call.baseUrl);
}

async function entriesOf(call: Call, repo: Repo, commit: string, path: string) {
  const entries = await call.world.tree(repo, commit, path).catch(() => []);
  if (entries.length === 0) throw new Refusal(failure(404, `No such file or directory: ${path}`));
  return entries;
}

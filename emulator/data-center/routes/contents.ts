import type { Answer, Call } from '../../http.ts';
import type { Repo } from '../../world.ts';
import { repositoryOf } from '../access.ts';
import { refuse } from '../errors.ts';
import { routes } from '../operation.ts';
import { clamps, page } from '../paging.ts';
import { pathShape } from '../shapes/content.ts';
import { commitOf } from './commits.ts';

const root = '/projects/{projectKey}/repos/{repositorySlug}';

/** Files and directories, at the default branch unless `at` says. */
export const contentRoutes = [
  ...routes({ method: 'GET', pattern: `${root}/browse`, needs: 'REPO_READ', handle: browse }),
  ...routes({ method: 'GET', pattern: `${root}/browse/{path...}`, needs: 'REPO_READ', handle: browse }),
  ...routes({ method: 'GET', pattern: `${root}/raw/{path...}`, needs: 'REPO_READ', handle: raw }),
  ...routes({ method: 'GET', pattern: `${root}/files`, needs: 'REPO_READ', handle: files }),
  ...routes({ method: 'GET', pattern: `${root}/files/{path...}`, needs: 'REPO_READ', handle: files }),
];

interface Place {
  repo: Repo;
  commit: string;
  path: string;
}

async function placeOf(call: Call): Promise<Place> {
  const repo = repositoryOf(call);
  const { id } = await commitOf(call, repo, call.query.get('at') ?? repo.defaultBranch);
  return { repo, commit: id, path: (call.params.path ?? '').replace(/^\/+|\/+$/g, '') };
}

/** A file page by page of lines, a directory page by page of entries; `type` and `size` ask for just that. */
async function browse(call: Call): Promise<Answer> {
  const place = await placeOf(call);
  const content = place.path === '' ? undefined : await call.world.file(place.repo, place.commit, place.path);
  if (call.query.get('type') === 'true') {
    if (!content) await entriesOf(call, place);
    return { status: 200, body: { type: content ? 'FILE' : 'DIRECTORY' } };
  }
  if (!content) return directory(call, place);
  if (call.query.get('size') === 'true') return { status: 200, body: { size: content.length } };
  const lines = Buffer.from(content).toString('utf8').replace(/\n$/, '').split('\n');
  const { values, ...rest } = page(call, lines, (text) => ({ text }), clamps.lines);
  return { status: 200, body: { lines: values, ...rest } };
}

async function directory(call: Call, place: Place): Promise<Answer> {
  const entries = await entriesOf(call, place);
  const render = (entry: (typeof entries)[number]) => ({
    path: pathShape(entry.path.split('/').at(-1) ?? ''),
    contentId: entry.id,
    type: entry.type === 'file' ? 'FILE' : 'DIRECTORY',
    ...(entry.type === 'file' ? { size: entry.size } : {}),
  });
  const children = page(call, entries, render, clamps.others);
  return { status: 200, body: { path: pathShape(place.path), revision: place.commit, children } };
}

async function raw(call: Call): Promise<Answer> {
  const place = await placeOf(call);
  const content = await call.world.file(place.repo, place.commit, place.path);
  if (!content) throw noPath(place);
  return { status: 200, headers: { 'content-type': 'text/plain;charset=UTF-8' }, body: Buffer.from(content) };
}

/** Every file below a directory, as paths relative to it. */
async function files(call: Call): Promise<Answer> {
  const place = await placeOf(call);
  const paths: string[] = [];
  const waiting = [place.path];
  for (let path = waiting.shift(); path !== undefined; path = waiting.shift()) {
    for (const entry of await entriesOf(call, { ...place, path })) {
      if (entry.type === 'file') paths.push(entry.path);
      else waiting.push(entry.path);
    }
  }
  const prefix = place.path === '' ? 0 : place.path.length + 1;
  const body = page(call, paths.sort(), (path) => path.slice(prefix), clamps.files);
  return { status: 200, body };
}

async function entriesOf(call: Call, place: Place) {
  const entries = await call.world.tree(place.repo, place.commit, place.path).catch(() => []);
  if (entries.length === 0) throw noPath(place);
  return entries;
}

function noPath({ path, commit }: Place) {
  return refuse(404, 'NoSuchPathException', `The path "${path}" does not exist at revision "${commit}"`);
}

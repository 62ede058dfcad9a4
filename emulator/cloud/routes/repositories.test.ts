import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Started, start } from '../../testing/started.ts';
import type { Repo } from '../../world.ts';

let emulator: Started;
let repo: Repo;
const call = (method: string, path: string, body?: object) =>
  emulator.call('api-token', method, `/2.0${path}`, body);

beforeAll(async () => {
  emulator = await start('cloud');
  const files = { 'package.json': '{}\n', 'src/a#b.js': '1' };
  repo = await emulator.world.addRepository({ edition: 'cloud', owner: 'acme', slug: 'old', files });
  await emulator.world.commit(repo, 'a/b', { 'package.json': '{"a":1}\n' }, 'AB', emulator.world.users[0]!);
  emulator.world.renameRepository(repo, 'new');
});
afterAll(() => emulator.stop());

it('redirects an old slug, keeping path and query', async () => {
  const answer = await call('GET', '/repositories/acme/old/refs/branches/a/b?fields=name');
  expect([answer.status, answer.headers.get('location')]).toEqual([
    301,
    `${emulator.url}/2.0/repositories/acme/new/refs/branches/a/b?fields=name`,
  ]);
  expect((await call('POST', '/repositories/acme/old/pullrequests', {})).status).toBe(307);
});

it('finds a repository by its uuid in braces', async () => {
  const { body } = await call('GET', `/repositories/acme/${encodeURIComponent(repo.id)}?fields=full_name`);
  expect(body).toEqual({ full_name: 'acme/new' });
});

it.each([
  ['/repositories', 'CHANGE-2770 - '],
  ['/workspaces', 'CHANGE-2770 - '],
  ['/user/permissions/repositories', 'CHANGE-2770 - '],
  ['/user/permissions/workspaces?q=x', 'CHANGE-2770 - '],
  ['/repositories/acme/new/issues', ''],
])('says 410 for %s', async (path, change) => {
  const { status, body } = await call('GET', path);
  expect(status).toBe(410);
  expect(body.error.message).toBe(`${change}Functionality has been deprecated`);
  expect(body.error.detail).toBe('Please read the changelog entry for more details.');
  expect(body.error.data).toEqual(body.data);
});

it.each([
  ['a file by id', (sha: string) => `src/${sha}/package.json`, 200],
  ['a file by a plain ref', () => 'src/main/package.json', 200],
  ['a name with a hash sign', () => 'src/main/src/a%23b.js', 200],
  ['a ref with a slash', () => 'src/a/b/package.json', 404],
  ['a ref with an escaped slash', () => 'src/a%2Fb/package.json', 404],
  ['commits of a ref with a slash', () => 'commits/a%2Fb', 404],
  ['a commit by a ref with a slash', () => 'commit/a%2Fb', 404],
  ['the root with a slash', () => 'src/main/', 200],
  ['the root without', () => 'src/main', 404],
  ['a directory', () => 'src/main/src/', 200],
])('src, commits: %s', async (_title, path, status) => {
  const sha = (await emulator.world.tip(repo, 'a/b'))!;
  expect((await call('GET', `/repositories/acme/new/${path(sha)}`)).status).toBe(status);
});

it('honours an ETag of a file', async () => {
  const path = '/2.0/repositories/acme/new/src/main/package.json';
  const etag = (await emulator.call('api-token', 'GET', path)).headers.get('etag')!;
  const again = await emulator.call('api-token', 'GET', path, undefined, { 'if-none-match': etag });
  expect(again.status).toBe(304);
});

it('compares new..old, the reverse of git', async () => {
  const sha = (await emulator.world.tip(repo, 'a/b'))!;
  expect((await call('GET', `/repositories/acme/new/diff/${sha}..main`)).text).toContain('-{}\n+{"a":1}\n');
  expect((await call('GET', `/repositories/acme/new/diff/main..${sha}`)).text).toBe('');
});

it('makes and removes branches with slashes, but not the main one', async () => {
  const hash = (await emulator.world.tip(repo, 'main'))!;
  const root = '/repositories/acme/new/refs/branches';
  expect((await call('POST', root, { name: 'x/y', target: { hash } })).status).toBe(201);
  expect((await call('GET', `${root}/x%2Fy`)).body.name).toBe('x/y');
  for (const name of ['x/y', 'x', 'x/y/z', '..', '-x', 'x y', 'x.lock']) {
    expect([name, (await call('POST', root, { name, target: { hash } })).status]).toEqual([name, 400]);
  }
  expect((await call('DELETE', `${root}/x/y`)).status).toBe(204);
  expect((await call('DELETE', `${root}/x/y`)).status).toBe(404);
  expect((await call('DELETE', `${root}/main`)).status).toBe(400);
});

it('never shows a webhook’s secret', async () => {
  const hook = { url: 'https://suture.example/h', events: ['repo:push'], secret: 'sesame', description: '' };
  const made = await call('POST', '/repositories/acme/new/hooks', hook);
  expect([made.status, made.body.secret_set, made.text.includes('sesame')]).toEqual([201, true, false]);
  const path = `/repositories/acme/new/hooks/${encodeURIComponent(made.body.uuid)}`;
  expect((await call('PUT', path, { ...hook, secret: undefined })).body.secret_set).toBe(true);
  expect((await call('PUT', path, { ...hook, secret: null })).body.secret_set).toBe(false);
  expect((await call('POST', '/repositories/acme/new/hooks', { ...hook, events: ['no:thing'] })).status).toBe(
    400,
  );
  expect(
    (await call('POST', '/repositories/acme/new/hooks', { ...hook, secret: 'x'.repeat(129) })).status,
  ).toBe(400);
});

it('wants the read scope of each event besides', async () => {
  const token = emulator.token('api-token');
  const { scopes } = token;
  token.scopes = scopes.filter((scope) => scope !== 'read:pullrequest:bitbucket');
  const hook = { url: 'https://suture.example/h', description: '' };
  const push = await call('POST', '/repositories/acme/new/hooks', { ...hook, events: ['repo:push'] });
  const pull = await call('POST', '/repositories/acme/new/hooks', {
    ...hook,
    events: ['pullrequest:created'],
  });
  token.scopes = scopes;
  expect([push.status, pull.status]).toEqual([201, 403]);
  expect(pull.body.error.detail.required).toEqual(['read:pullrequest:bitbucket']);
});

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Started, start } from '../../testing/started.ts';
import type { Repo } from '../../world.ts';

let emulator: Started;
let repo: Repo;
const at = '/rest/api/latest/projects/ACME/repos/pay';
const call = (method: string, path: string, body?: object) =>
  emulator.call('personal-http-developer', method, path, body);

beforeAll(async () => {
  emulator = await start('data-center', '10.3');
  const { world } = emulator;
  const reviewer = world.users.find(({ name }) => name === 'rcosta')!;
  const spec = { edition: 'data-center' as const, files: { f: '1' }, defaultReviewers: [reviewer] };
  repo = await world.addRepository({ ...spec, owner: 'ACME', slug: 'pay' });
  const old = await world.addRepository({ ...spec, owner: 'ACME', slug: 'old' });
  old.archived = true;
  await world.addRepository({ ...spec, owner: '~rcosta', slug: 'own' });
});
afterAll(() => emulator.stop());

it('tells the version of its profile under both names of the API', async () => {
  for (const version of ['1.0', 'latest']) {
    const { body } = await emulator.call('', 'GET', `/rest/api/${version}/application-properties`);
    expect(body).toMatchObject({ version: '10.3.0', displayName: 'Bitbucket' });
  }
});

it.each([
  ['', ['own', 'pay']],
  ['?archived=ARCHIVED', ['old']],
  ['?archived=ALL', ['old', 'own', 'pay']],
  ['?projectkey=acme', ['pay']],
  ['?name=PA', ['pay']],
  ['?permission=REPO_ADMIN', ['own', 'pay']],
  ['?visibility=public', []],
])('lists repositories: %s', async (query, slugs) => {
  const { body } = await call('GET', `/rest/api/latest/repos${query}`);
  expect(body.values.map(({ slug }: Repo) => slug).sort()).toEqual(slugs);
});

it('lists none with a permission that the token does not grant', async () => {
  const { body } = await emulator.call(
    'personal-http',
    'GET',
    '/rest/api/latest/repos?permission=REPO_ADMIN',
  );
  expect(body.values).toEqual([]);
});

it.each([
  ['permission=PROJECT_WRITE', ['ACME', '~rcosta']],
  ['permission=PROJECT_ADMIN', []],
  ['permission=PROJECT_NONE', []],
  ['name=ac', ['ACME']],
])('lists projects: %s', async (query, keys) => {
  const { body } = await emulator.call('personal-http', 'GET', `/rest/api/latest/projects?${query}`);
  expect(body.values.map(({ key }: { key: string }) => key)).toEqual(keys);
});

it('knows personal projects', async () => {
  const { body } = await call('GET', '/rest/api/latest/projects/~rcosta');
  expect(body).toMatchObject({ key: '~rcosta', type: 'PERSONAL' });
  const { body: own } = await call('GET', '/rest/api/latest/projects/~rcosta/repos/own');
  expect(own.links.clone[0]).toEqual({ name: 'http', href: `${emulator.url}/scm/~rcosta/own.git` });
});

it('gives default reviewers as a bare array, if all ends are named', async () => {
  const root = '/rest/default-reviewers/1.0/projects/ACME/repos/pay/reviewers';
  const ends = `sourceRefId=refs/heads/x&targetRefId=refs/heads/main&sourceRepoId=${repo.id}`;
  expect((await call('GET', `${root}?${ends}&targetRepoId=${repo.id}`)).body).toMatchObject([
    { name: 'rcosta' },
  ]);
  expect((await call('GET', `${root}?${ends}`)).status).toBe(400);
});

it('makes branches from a commit without prefix, and removes them once and again', async () => {
  const tip = await emulator.world.tip(repo, 'main');
  const make = (name: string, startPoint: string) => call('POST', `${at}/branches`, { name, startPoint });
  expect((await make('x/y', tip!)).body).toMatchObject({ id: 'refs/heads/x/y', latestCommit: tip });
  expect((await make('z', `refs/heads/${tip}`)).status).toBe(404);
  expect((await make('x/y', 'main')).status).toBe(409);
  expect((await make('x', 'main')).status).toBe(409);
  expect((await make('a..b', 'main')).status).toBe(400);
  const utils = '/rest/branch-utils/latest/projects/ACME/repos/pay/branches';
  expect((await call('DELETE', utils, { name: 'x/y', endPoint: '0'.repeat(40) })).status).toBe(400);
  expect((await call('DELETE', utils, { name: 'refs/heads/x/y' })).status).toBe(204);
  expect((await call('DELETE', utils, { name: 'refs/heads/x/y' })).status).toBe(204);
  expect((await call('DELETE', utils, { name: 'refs/heads/main' })).status).toBe(400);
});

it('keeps webhooks and sends an unsigned ping', async () => {
  const hook = {
    name: 'Suture',
    url: 'https://suture.example/h',
    events: ['pr:opened'],
    configuration: { secret: 's' },
  };
  const { body } = await call('POST', `${at}/webhooks`, hook);
  expect(body).toMatchObject({ id: expect.any(Number), active: true, configuration: { secret: 's' } });
  const kept = await call('PUT', `${at}/webhooks/${body.id}`, {
    ...hook,
    configuration: undefined,
    active: false,
  });
  expect(kept.body).toMatchObject({ active: false, configuration: { secret: 's' } });
  expect((await call('POST', `${at}/webhooks`, { ...hook, events: ['no:thing'] })).status).toBe(400);
  expect((await call('DELETE', `${at}/webhooks/${body.id}`)).status).toBe(204);
  expect((await call('GET', `${at}/webhooks/${body.id}`)).status).toBe(404);

  const seen: (string | string[] | undefined)[] = [];
  const receiver = createServer((request, response) => {
    seen.push(request.headers['x-event-key'], request.headers['x-hub-signature']);
    response.writeHead(202).end();
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  const url = encodeURIComponent(`http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`);
  const answer = await call('POST', `${at}/webhooks/test?url=${url}`, {});
  receiver.closeAllConnections();
  receiver.close();
  expect(answer.body.response.statusCode).toBe(202);
  expect(seen).toEqual(['diagnostics:ping', undefined]);
});

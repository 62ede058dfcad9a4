import { expect, test } from 'vitest';
import type { Connection } from '../../domain/connection.ts';
import { fakeClock, type ScriptedAnswer, scriptedHttp } from '../client/fake.ts';
import { bitbucketDatacenter } from './index.ts';

const signal = new AbortController().signal;
const slug = { owner: 'PRJ', name: 'pay' };

function open(answers: (ScriptedAnswer | 'drop')[], scope = ['PRJ']) {
  const http = scriptedHttp(answers);
  const connection: Connection = {
    id: '1',
    kind: 'bitbucket-datacenter',
    name: 'test',
    baseUrl: 'https://git.acme.example/bitbucket',
    scope,
    health: { state: 'new' },
  };
  const credential = { kind: 'http-access-token', secret: 'BBDC-1' } as const;
  return { http, host: bitbucketDatacenter.open(connection, credential, http, fakeClock()) };
}

const repository = (id: number, key = 'PRJ', archived = false) => ({
  id,
  slug: `repo-${id}`,
  project: { key },
  archived,
});
const ref = (branch: string, id = 1) => ({
  id: `refs/heads/${branch}`,
  latestCommit: 'abc',
  repository: { id, slug: 'pay', project: { key: 'PRJ' } },
});
const pull = (more: object = {}) => ({
  id: 7,
  version: 3,
  title: 'T',
  description: 'D',
  state: 'OPEN',
  fromRef: ref('suture/a'),
  toRef: ref('main'),
  reviewers: [{ user: { name: 'ann', displayName: 'Ann' } }],
  ...more,
});
const draft = { branch: 'suture/a', target: 'main', title: 'T', description: 'D', reviewers: [] };
const refusal = (exception: string, more: object = {}): ScriptedAnswer => ({
  status: 409,
  body: {
    errors: [
      { context: null, message: 'No.', exceptionName: `com.atlassian.bitbucket.pull.${exception}`, ...more },
    ],
  },
});
const stale = refusal('PullRequestOutOfDateException', { currentVersion: 4, expectedVersion: 3 });
const sent = (http: ReturnType<typeof open>['http']) =>
  http.requests.map(({ method, url }) => `${method} ${new URL(url).pathname.split('/').slice(6).join('/')}`);

test('calls lie below the context path, with a Bearer token and the word against forgery', async () => {
  const { http, host } = open([{ headers: { 'x-ausername': 'ann%40acme' }, body: { version: '9.4.0' } }]);
  expect(await host.account()).toEqual({ id: 'ann@acme', name: 'ann@acme' });
  expect(http.requests[0]).toMatchObject({
    url: 'https://git.acme.example/bitbucket/rest/api/latest/application-properties',
    headers: { authorization: 'Bearer BBDC-1', 'x-atlassian-token': 'no-check' },
  });
});

test.each([
  [slug, 'https://git.acme.example/bitbucket/scm/PRJ/pay.git'],
  [{ owner: '~jdoe', name: 'pay' }, 'https://git.acme.example/bitbucket/scm/~jdoe/pay.git'],
])('git: %j', (where, url) => {
  const auth = { kind: 'header', header: 'Authorization: Bearer BBDC-1' };
  expect(open([]).host.remote(where)).toEqual({ url, auth });
});

test('pages are followed by `nextPageStart`, and other projects’ repositories passed over', async () => {
  const { http, host } = open([
    { body: { values: [repository(1), repository(2, 'prj', true)], isLastPage: false, nextPageStart: 57 } },
    { body: { values: [repository(3, 'OTHER')], isLastPage: true, nextPageStart: null } },
  ]);
  const found = [];
  for await (const one of host.repositories({ signal })) found.push([one.slug.name, one.archived]);
  expect(found).toEqual([
    ['repo-1', false],
    ['repo-2', true],
  ]);
  const queries = http.requests.map(({ url }) => new URL(url).searchParams);
  expect(queries.map((query) => query.get('start'))).toEqual(['0', '57']);
  expect(Object.fromEntries(queries[0]!)).toMatchObject({
    projectkey: 'PRJ',
    archived: 'ALL',
    limit: '1000',
  });
});

test('a page that does not lead ahead ends the list', async () => {
  const { host } = open([{ body: { values: [], isLastPage: false, nextPageStart: 0 } }]);
  const reading = async () => {
    for await (const _ of host.repositories({ signal }));
  };
  await expect(reading()).rejects.toMatchObject({ code: 'unexpected-answer' });
});

test('a stale version is read again and the reviewers sent again', async () => {
  const added = pull({ version: 4, reviewers: [{ user: { name: 'bot' } }] });
  const { http, host } = open([{ body: pull() }, stale, { body: added }, { body: added }]);
  await host.updatePullRequest(slug, 7, { title: 'New', description: 'D' });
  expect(http.requests.flatMap(({ body }) => (body ? [JSON.parse(String(body))] : []))).toEqual([
    { version: 3, title: 'New', description: 'D', reviewers: [{ user: { name: 'ann' } }] },
    { version: 4, title: 'New', description: 'D', reviewers: [{ user: { name: 'bot' } }] },
  ]);
});

test('three stale versions are left to the queue', async () => {
  const round = [{ body: pull() }, stale];
  const { http, host } = open([...round, ...round, ...round]);
  await expect(host.updatePullRequest(slug, 7, { title: 'New', description: 'D' })).rejects.toMatchObject({
    code: 'conflict',
    retry: true,
  });
  expect(http.requests).toHaveLength(6);
});

test('a stale version does not keep from declining', async () => {
  const activities = { body: { values: [], isLastPage: true } };
  const answers = [
    { body: pull() },
    activities,
    { status: 201 },
    stale,
    { body: pull({ version: 4 }) },
    { body: pull() },
  ];
  const { http, host } = open([{ headers: { 'x-ausername': 'ann' } }, ...answers]);
  await host.declinePullRequest(slug, 7, 'Obsolete.');
  const declines = http.requests.filter(({ url }) => url.includes('/decline'));
  expect(declines.map(({ url }) => new URL(url).search)).toEqual(['?version=3', '?version=4']);
});

test('a duplicate is adopted and brought up to date', async () => {
  const old = pull({ title: 'Old' });
  const { http, host } = open([
    refusal('DuplicatePullRequestException', { existingPullRequest: old }),
    { body: old },
    { body: pull() },
  ]);
  const opened = await host.openPullRequest(slug, draft);
  expect(opened).toMatchObject({ number: 7, title: 'T', droppedReviewers: [] });
  expect(sent(http)).toEqual([
    'POST PRJ/repos/pay/pull-requests',
    ...['GET', 'PUT'].map((m) => `${m} PRJ/repos/pay/pull-requests/7`),
  ]);
});

test('a duplicate that the refusal does not show is looked for by its branch', async () => {
  const { http, host } = open([refusal('DuplicatePullRequestException'), { body: { values: [pull()] } }]);
  expect(await host.openPullRequest(slug, draft)).toMatchObject({ number: 7 });
  expect(Object.fromEntries(new URL(http.requests[1]!.url).searchParams)).toMatchObject({
    at: 'refs/heads/suture/a',
    direction: 'OUTGOING',
    state: 'OPEN',
  });
});

test('nothing to merge is a conflict, not a reviewer’s fault', async () => {
  const { http, host } = open([refusal('EmptyPullRequestException')]);
  const reviewers = [{ id: 'ann', name: 'Ann' }];
  await expect(host.openPullRequest(slug, { ...draft, reviewers })).rejects.toMatchObject({
    code: 'conflict',
    retry: false,
  });
  expect(http.requests).toHaveLength(1);
});

const invalid = 'InvalidPullRequestReviewersException';
const valid = (name: string) => ({ user: { name } });

test.each<[string, object, string[]]>([
  [
    'by name',
    { reviewerErrors: [{ context: 'lee', message: 'lee is not a user.' }], validReviewers: [] },
    ['Lee'],
  ],
  ['in words', { reviewerErrors: [{ context: null, message: 'User ann cannot see it.' }] }, ['Ann']],
  ['by leaving the others', { validReviewers: [valid('ann'), valid('anna')] }, ['Lee']],
  ['not at all', {}, ['Ann', 'Anna', 'Lee']],
])('a refusal that tells who %s', async (_, more, dropped) => {
  const reviewers = ['Ann', 'Anna', 'Lee'].map((name) => ({ id: name.toLowerCase(), name }));
  const { http, host } = open([refusal(invalid, more), { status: 201, body: pull() }]);
  const opened = await host.openPullRequest(slug, { ...draft, reviewers });
  expect(opened.droppedReviewers).toEqual(dropped);
  const kept = reviewers.filter(({ name }) => !dropped.includes(name)).map(({ id }) => valid(id));
  expect(JSON.parse(String(http.requests[1]!.body)).reviewers).toEqual(kept);
});

test('default reviewers are asked by number and full refs; closed accounts and ourselves are left out', async () => {
  const users = [{ name: 'ann', displayName: 'Ann' }, { name: 'lee', active: false }, { name: 'SVC' }];
  const { http, host } = open([{ headers: { 'x-ausername': 'svc' }, body: users }]);
  const found = await host.defaultReviewers({ slug, remoteId: '12' }, { branch: 'suture/a', target: 'main' });
  expect(found).toEqual([{ id: 'ann', name: 'Ann' }]);
  expect(Object.fromEntries(new URL(http.requests[0]!.url).searchParams)).toEqual({
    sourceRepoId: '12',
    targetRepoId: '12',
    sourceRefId: 'refs/heads/suture/a',
    targetRefId: 'refs/heads/main',
  });
});

test('a comment that was changed meanwhile is read again', async () => {
  const marker = '[//]: # (suture:build)';
  const page = (version: number) => ({
    body: {
      values: [
        {
          action: 'COMMENTED',
          comment: { id: 5, version, text: `Red.\n\n${marker}`, author: { name: 'ann' } },
        },
      ],
      isLastPage: true,
    },
  });
  const answers = [page(0), refusal('CommentOutOfDateException'), page(1), {}];
  const { http, host } = open([{ headers: { 'x-ausername': 'ann' } }, ...answers]);
  await host.comment(slug, 7, { marker, body: 'Green.' });
  expect(http.requests.flatMap(({ body }) => (body ? [JSON.parse(String(body)).version] : []))).toEqual([
    0, 1,
  ]);
});

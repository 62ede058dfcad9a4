import { expect, test } from 'vitest';
import type { Connection, Credential } from '../../domain/connection.ts';
import { fakeClock, type ScriptedAnswer, scriptedHttp } from '../client/fake.ts';
import { bitbucketCloud } from './index.ts';

const apiToken: Credential = { kind: 'api-token', email: 'ann@acme.example', secret: 'ATATT-1' };
const accessToken: Credential = { kind: 'access-token', secret: 'ATCTT-1' };
const signal = new AbortController().signal;
const slug = { owner: 'acme', name: 'pay' };

function open(
  answers: (ScriptedAnswer | 'drop')[],
  credential = apiToken,
  baseUrl = 'https://api.bitbucket.org',
) {
  const http = scriptedHttp(answers);
  const connection: Connection = {
    id: '1',
    kind: 'bitbucket-cloud',
    name: 'test',
    baseUrl,
    scope: ['acme'],
    health: { state: 'new' },
  };
  return { http, host: bitbucketCloud.open(connection, credential, http, fakeClock()) };
}

async function names(host: ReturnType<typeof open>['host'], since?: string): Promise<string[]> {
  const found: string[] = [];
  for await (const one of host.repositories({ signal, ...(since ? { since } : {}) }))
    found.push(one.slug.name);
  return found;
}

const repository = (name: string) => ({ uuid: `{${name}}`, full_name: `acme/${name}` });
const pull = (more: object = {}) => ({
  id: 7,
  title: 'T',
  description: 'D',
  state: 'OPEN',
  source: { branch: { name: 'suture/a' }, commit: { hash: 'abc' }, repository: { full_name: 'acme/pay' } },
  destination: { branch: { name: 'main' }, repository: { full_name: 'acme/pay' } },
  ...more,
});
const draft = { branch: 'suture/a', target: 'main', title: 'T', description: 'D', reviewers: [] };

test.each([
  [apiToken, `Basic ${Buffer.from('ann@acme.example:ATATT-1').toString('base64')}`],
  [accessToken, 'Bearer ATCTT-1'],
])('$kind has its own header', async (credential, authorization) => {
  const { http, host } = open([{ body: { uuid: '{1}', display_name: 'Ann' } }], credential);
  expect(await host.account()).toEqual({ id: '{1}', name: 'Ann' });
  expect(http.requests[0]?.headers?.authorization).toBe(authorization);
  expect(http.requests[0]?.url).not.toContain('AT');
});

test.each([
  [apiToken, 'https://api.bitbucket.org', 'https://bitbucket.org/acme/pay.git', 'x-bitbucket-api-token-auth'],
  [accessToken, 'https://api.bitbucket.org', 'https://bitbucket.org/acme/pay.git', 'x-token-auth'],
  [apiToken, 'http://127.0.0.1:1', 'http://127.0.0.1:1/acme/pay.git', 'x-bitbucket-api-token-auth'],
])('git: %j', (credential, baseUrl, url, username) => {
  const { host } = open([], credential, baseUrl);
  expect(host.remote(slug)).toEqual({ url, auth: { kind: 'basic', username, secret: credential.secret } });
});

test('pages are followed on the API’s origin, and seen repositories are given once', async () => {
  const { http, host } = open([
    {
      body: {
        values: [repository('a'), repository('b')],
        next: 'https://api.bitbucket.org/2.0/repositories/acme?page=8xhd&fields=a%2Cb',
      },
    },
    { body: { values: [repository('b'), repository('c')], next: '' } },
  ]);
  expect(await names(host, '2026-10-01T12:00:00Z')).toEqual(['a', 'b', 'c']);
  const [first, second] = http.requests.map(({ url }) => new URL(url));
  expect(first?.searchParams.get('q')).toBe('updated_on > 2026-10-01T12:00:00.000Z');
  expect(first?.searchParams.get('pagelen')).toBe('100');
  expect(Object.fromEntries(second!.searchParams)).toEqual({ page: '8xhd', fields: 'a,b' });
});

test.each([
  'https://evil.example/2.0/repositories/acme?page=2',
  'https://api.bitbucket.org.evil.example/2.0/',
  'https://user@api.bitbucket.org/2.0/repositories/acme?page=2',
  'http://api.bitbucket.org/2.0/repositories/acme?page=2',
  'http://169.254.169.254/',
  'file:///etc/passwd',
])('a next page at %s is refused and not asked for', async (next) => {
  const { http, host } = open([{ body: { values: [], next } }]);
  await expect(names(host)).rejects.toMatchObject({ code: 'unexpected-answer', retry: false });
  expect(http.requests).toHaveLength(1);
});

test('a list that points at itself ends', async () => {
  const next = 'https://api.bitbucket.org/2.0/repositories/acme?page=2';
  const { host } = open(Array(3).fill({ body: { values: [], next } }));
  await expect(names(host)).rejects.toMatchObject({ code: 'unexpected-answer' });
});

test('a scaled allowance and its near end are heeded', async () => {
  const headers = {
    'x-ratelimit-limit': '10000',
    'x-ratelimit-nearlimit': 'true',
    'x-oauth-scopes': 'pullrequest:write, webhook',
    date: 'Sun, 01 Nov 2026 00:10:00 GMT',
  };
  const { host } = open(
    [
      { status: 403, headers, body: '{}' },
      { headers, body: { values: [repository('a')] } },
    ],
    accessToken,
  );
  const checks = await host.check();
  expect(checks.filter(({ status }) => status !== 'passed').map(({ subject }) => subject)).toEqual([
    'clock',
    'rate limit',
  ]);
  expect(host.usage()).toEqual({ calls: 2, remaining: 9998 });
});

test('closed accounts among the default reviewers are left out', async () => {
  const user = (uuid: string, account_status?: string) => ({
    user: { uuid, display_name: uuid, account_status },
  });
  const values = [user('{ann}', 'active'), user('{lee}', 'inactive'), user('{rui}')];
  const { host } = open([{ body: { values } }]);
  const found = await host.defaultReviewers(
    { slug, remoteId: '{1}' },
    { branch: 'suture/a', target: 'main' },
  );
  expect(found.map(({ id }) => id)).toEqual(['{ann}', '{rui}']);
});

test('a doubtful POST is followed by a look for the branch, quotes escaped', async () => {
  const found = pull({ source: { ...pull().source, branch: { name: 'suture/"x' } } });
  const { http, host } = open(['drop', { body: { values: [found] } }]);
  expect(await host.openPullRequest(slug, { ...draft, branch: 'suture/"x' })).toMatchObject({ number: 7 });
  const look = new URL(http.requests[1]!.url);
  expect(look.searchParams.get('q')).toBe('source.branch.name = "suture/\\"x"');
  expect(look.searchParams.get('pagelen')).toBe('50');
});

test('a fork’s branch of our name is not ours', async () => {
  const forked = pull({ source: { ...pull().source, repository: { full_name: 'mallory/pay' } } });
  const { host } = open([{ body: { values: [forked, pull({ id: 8 })] } }]);
  expect((await host.openPullRequests(slug)).map(({ number }) => number)).toEqual([8]);
});

const reviewers = [
  { id: '{ann}', name: 'Ann' },
  { id: '{lee}', name: 'Lee' },
];
const refused = (text: string) => ({
  status: 400,
  body: { type: 'error', error: { message: 'reviewers', fields: { reviewers: [text] } } },
});
const member = { body: {} };
const gone = { status: 404, body: {} };

test.each<[string, ScriptedAnswer[], string[]]>([
  [
    'who left',
    [refused('Lee is not a member of this workspace and cannot be added to this pull request')],
    ['Lee'],
  ],
  ['the author', [refused('Ann is the author and cannot be included as a reviewer.')], ['Ann']],
  ['nobody by name, where one left', [refused('Malformed reviewers list'), member, gone], ['Lee']],
  [
    'nobody by name, where all are there',
    [refused('Malformed reviewers list'), member, member],
    ['Ann', 'Lee'],
  ],
])('a refusal that names %s', async (_, answers, dropped) => {
  const { http, host } = open([...answers, { status: 201, body: pull() }]);
  const opened = await host.openPullRequest(slug, { ...draft, reviewers });
  expect(opened.droppedReviewers).toEqual(dropped);
  const kept = reviewers.filter(({ name }) => !dropped.includes(name)).map(({ id }) => ({ uuid: id }));
  expect(JSON.parse(String(http.requests.at(-1)?.body)).reviewers).toEqual(kept);
});

test('other refusals are thrown', async () => {
  const { host } = open([
    { status: 400, body: { error: { message: 'Bad', fields: { source: ['branch not found: suture/a'] } } } },
  ]);
  await expect(host.openPullRequest(slug, { ...draft, reviewers })).rejects.toMatchObject({
    code: 'bad-request',
    message: expect.stringContaining('branch not found: suture/a'),
  });
});

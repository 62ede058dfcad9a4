import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Defect, readDescription } from '../testing/openapi.ts';
import { type Started, start } from '../testing/started.ts';
import { cloud } from './edition.ts';

const shared = process.env.SUTURE_TEST_SHARED;
if (!shared)
  console.warn('skipped: SUTURE_TEST_SHARED is unset, so there is no description to hold answers against');

const repo = '/repositories/{workspace}/{repo_slug}';

/** Served though the description does not know them, or no longer. */
const undescribed: Record<string, string> = {
  'GET /user/workspaces': 'newer than the description',
};

/** "Recorded": in bodies that Bitbucket really sent. */
const defects: Defect[] = [
  {
    operation:
      /^GET \/(repositories|workspaces|user\/permissions\/\w+)$|\/(issues(\/\{issue_id\})?|components|milestones|versions)$/,
    at: /^$/,
    keyword: 'status',
    because: '410 since CHANGE-2770 and the removal of the issue tracker',
  },
  {
    at: /\/links$/,
    keyword: 'additionalProperties',
    because:
      'recorded: repositories link branches, tags, source; pull requests statuses; projects self; files history',
  },
  { at: /\/clone\/1\/href$/, keyword: 'format', because: 'recorded: `git@bitbucket.org:acme/pay.git`' },
  {
    at: /\/(summary|content|rendered\/\w+)$/,
    keyword: 'additionalProperties',
    because: 'recorded: rendered texts say `type: rendered`',
  },
  {
    at: /\/((source|destination)\/commit|merge_commit)$/,
    keyword: 'additionalProperties',
    because: 'recorded: commits of a pull request say `type` and `links`',
  },
  {
    at: /\/(parent|merge_commit|closed_by|refname|old|new|participants\/\d+\/(state|participated_on))$/,
    keyword: 'type',
    because: 'recorded or told by the description in words: null where there is none',
  },
  { at: /^\/error$/, keyword: 'additionalProperties', because: 'recorded: `fields` names the bad ones' },
];

describe.skipIf(!shared)("Bitbucket Cloud's answers and Atlassian's description", () => {
  let emulator: Started;
  const asked = new Set<string>();

  beforeAll(async () => {
    emulator = await start('cloud');
  });
  afterAll(() => emulator.stop());

  it('agree on every operation that we serve', async () => {
    const description = readDescription(shared!, 'bitbucket-cloud.openapi.json', '/2.0', defects);
    const faults: string[] = [];
    const check = async (route: string, path: string, body?: object, expected = 200) => {
      asked.add(route);
      const answer = await emulator.call('api-token', route.split(' ')[0]!, `/2.0${path}`, body);
      expect([route, answer.status, answer.status === expected ? '' : answer.text]).toEqual([
        route,
        expected,
        '',
      ]);
      if (undescribed[route]) expect(description.has(route), route).toBe(false);
      else
        faults.push(
          ...description.faults(route, answer).map((fault) => `${route} ${answer.status} ${fault}`),
        );
    };
    await scenario(emulator, check);
    const missing = cloud.routes.map((route) => description.name(route)).filter((name) => !asked.has(name));
    expect(faults.slice(0, 60)).toEqual([]);
    expect(missing).toEqual([]);
  });
});

type Check = (route: string, path: string, body?: object, expected?: number) => Promise<void>;

async function scenario(emulator: Started, check: Check): Promise<void> {
  const { world } = emulator;
  const [dana, rui] = world.users as [(typeof world.users)[0], (typeof world.users)[0]];
  const pay = await world.addRepository({
    edition: 'cloud',
    owner: 'acme',
    slug: 'pay',
    files: { 'package.json': '{}\n', 'src/main.js': '1\n' },
    defaultReviewers: [rui],
  });
  const tip = await world.commit(
    pay,
    'suture/x',
    { 'package.json': '{"a":1}\n', 'new.js': '' },
    'Change',
    dana,
  );
  await world.commit(pay, 'suture/y', { 'package.json': '{"b":1}\n' }, 'Change', dana);
  const id = encodeURIComponent(rui.id);

  for (const path of [
    '/repositories',
    '/workspaces',
    '/user/permissions/repositories',
    '/user/permissions/workspaces',
  ]) {
    await check(`GET ${path}`, path, undefined, 410);
  }
  for (const part of ['issues', 'components', 'milestones', 'versions']) {
    await check(`GET ${repo}/${part}`, `/repositories/acme/pay/${part}`, undefined, 410);
  }
  await check(`GET ${repo}/issues/{issue_id}`, '/repositories/acme/pay/issues/1', undefined, 410);
  await check('GET /user', '/user');
  await check('GET /user/workspaces', '/user/workspaces');
  await check('GET /users/{selected_user}', `/users/${id}`);
  await check('GET /workspaces/{workspace}', '/workspaces/acme');
  await check('GET /workspaces/{workspace}/projects', '/workspaces/acme/projects');
  await check('GET /workspaces/{workspace}/members', '/workspaces/acme/members');
  await check('GET /workspaces/{workspace}/members/{member}', `/workspaces/acme/members/${id}`);
  await check('GET /repositories/{workspace}', '/repositories/acme?pagelen=100');
  await check(`GET ${repo}`, '/repositories/acme/pay');
  await check(`GET ${repo}`, '/repositories/acme/none', undefined, 404);
  await check(
    `GET ${repo}/effective-default-reviewers`,
    '/repositories/acme/pay/effective-default-reviewers',
  );
  await check(`GET ${repo}/default-reviewers`, '/repositories/acme/pay/default-reviewers');

  const at = '/repositories/acme/pay';
  await check(`GET ${repo}/refs/branches`, `${at}/refs/branches`);
  await check(
    `POST ${repo}/refs/branches`,
    `${at}/refs/branches`,
    { name: 'a/b', target: { hash: tip } },
    201,
  );
  await check(`GET ${repo}/refs/branches/{name}`, `${at}/refs/branches/a/b`);
  await check(`DELETE ${repo}/refs/branches/{name}`, `${at}/refs/branches/a/b`, undefined, 204);
  await check(`GET ${repo}/refs/branches/{name}`, `${at}/refs/branches/a/b`, undefined, 404);
  await check(`GET ${repo}/commits`, `${at}/commits`);
  await check(`GET ${repo}/commits/{revision}`, `${at}/commits/main`);
  await check(`GET ${repo}/commit/{commit}`, `${at}/commit/${tip}`);
  await check(`GET ${repo}/commit/{commit}`, `${at}/commit/nothing`, undefined, 404);
  await check(`GET ${repo}/merge-base/{revspec}`, `${at}/merge-base/${tip}..main`);
  await check(`GET ${repo}/src`, `${at}/src`);
  await check(`GET ${repo}/src/{commit}/{path}`, `${at}/src/${tip}/`);
  await check(`GET ${repo}/src/{commit}/{path}`, `${at}/src/${tip}/nothing`, undefined, 404);
  await check(`GET ${repo}/diff/{spec}`, `${at}/diff/${tip}..main`);
  await check(`GET ${repo}/diffstat/{spec}`, `${at}/diffstat/${tip}..main`);

  const pulls = `${repo}/pullrequests`;
  const one = `${pulls}/{pull_request_id}`;
  const draft = (name: string) => ({
    title: name,
    source: { branch: { name } },
    reviewers: [{ uuid: rui.id }],
  });
  await check(`POST ${pulls}`, `${at}/pullrequests`, draft('suture/x'), 201);
  await check(`POST ${pulls}`, `${at}/pullrequests`, draft('suture/y'), 201);
  await check(`POST ${pulls}`, `${at}/pullrequests`, draft('suture/none'), 400);
  await check(`GET ${pulls}`, `${at}/pullrequests?fields=%2Bvalues.reviewers,%2Bvalues.participants`);
  await check(`GET ${one}`, `${at}/pullrequests/1`);
  await check(`PUT ${one}`, `${at}/pullrequests/1`, { title: 'New', reviewers: [{ uuid: rui.id }] });
  await check(`GET ${one}/diff`, `${at}/pullrequests/1/diff`, undefined, 302);
  await check(`GET ${one}/diffstat`, `${at}/pullrequests/1/diffstat`, undefined, 302);
  await check(`POST ${one}/comments`, `${at}/pullrequests/1/comments`, { content: { raw: 'Hello' } }, 201);
  const [comment] = world.comments(world.pull(pay, 1)!);
  await check(`GET ${one}/comments`, `${at}/pullrequests/1/comments`);
  await check(`GET ${one}/comments/{comment_id}`, `${at}/pullrequests/1/comments/${comment!.id}`);
  await check(`PUT ${one}/comments/{comment_id}`, `${at}/pullrequests/1/comments/${comment!.id}`, {
    content: { raw: 'Hello again' },
  });
  await check(
    `DELETE ${one}/comments/{comment_id}`,
    `${at}/pullrequests/1/comments/${comment!.id}`,
    undefined,
    204,
  );
  await check(`GET ${one}/comments/{comment_id}`, `${at}/pullrequests/1/comments/0`, undefined, 404);

  const build = { key: 'ci', state: 'SUCCESSFUL', url: 'https://ci.example/1', refname: 'suture/x' };
  const builds = `${repo}/commit/{commit}/statuses/build`;
  await check(`POST ${builds}`, `${at}/commit/${tip}/statuses/build`, build, 201);
  await check(`GET ${builds}/{key}`, `${at}/commit/${tip}/statuses/build/ci`);
  await check(`PUT ${builds}/{key}`, `${at}/commit/${tip}/statuses/build/ci`, { state: 'FAILED' });
  await check(`GET ${repo}/commit/{commit}/statuses`, `${at}/commit/${tip}/statuses`);
  await check(`GET ${one}/statuses`, `${at}/pullrequests/1/statuses`);

  await check(`POST ${one}/decline`, `${at}/pullrequests/2/decline`);
  await check(`POST ${one}/merge`, `${at}/pullrequests/1/merge?async=true`, {}, 202);
  const { mergeCommit } = world.pull(pay, 1)!;
  await check(
    `GET ${one}/merge/task-status/{task_id}`,
    `${at}/pullrequests/1/merge/task-status/${mergeCommit}`,
  );
  await check(
    'GET /workspaces/{workspace}/pullrequests/{selected_user}',
    `/workspaces/acme/pullrequests/${encodeURIComponent(emulator.token('api-token').user!.id)}?state=MERGED`,
  );

  const hook = {
    url: 'https://suture.example/h',
    description: 'Suture',
    active: true,
    events: ['repo:push'],
    secret: 's',
  };
  await check(`POST ${repo}/hooks`, `${at}/hooks`, hook, 201);
  const uid = encodeURIComponent(world.hooks(pay)[0]!.id);
  await check(`GET ${repo}/hooks`, `${at}/hooks`);
  await check(`GET ${repo}/hooks/{uid}`, `${at}/hooks/${uid}`);
  await check(`PUT ${repo}/hooks/{uid}`, `${at}/hooks/${uid}`, hook);
  await check(`DELETE ${repo}/hooks/{uid}`, `${at}/hooks/${uid}`, undefined, 204);

  const own = '/workspaces/{workspace}/hooks';
  await check(`POST ${own}`, '/workspaces/acme/hooks', hook, 201);
  const ownUid = encodeURIComponent(world.hooks()[0]!.id);
  await check(`GET ${own}`, '/workspaces/acme/hooks');
  await check(`GET ${own}/{uid}`, `/workspaces/acme/hooks/${ownUid}`);
  await check(`PUT ${own}/{uid}`, `/workspaces/acme/hooks/${ownUid}`, hook);
  await check(`DELETE ${own}/{uid}`, `/workspaces/acme/hooks/${ownUid}`, undefined, 204);
}

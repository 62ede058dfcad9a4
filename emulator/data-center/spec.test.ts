import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Defect, readDescription } from '../testing/openapi.ts';
import { type Started, start } from '../testing/started.ts';
import { dataCenter } from './edition.ts';

const shared = process.env.SUTURE_TEST_SHARED;
if (!shared)
  console.warn('skipped: SUTURE_TEST_SHARED is unset, so there is no description to hold answers against');

const repo = '/api/latest/projects/{projectKey}/repos/{repositorySlug}';

/** Served though the description does not know them, or no longer. */
const undescribed: Record<string, string> = {
  [`GET ${repo}/pull-requests/{pullRequestId}/diff`]:
    'described with a path alone, though the path may be empty',
};

const defects: Defect[] = [
  {
    at: /^\/errors\/0\/(context|exceptionName)$/,
    keyword: 'type',
    because: 'recorded: null where there is none',
  },
];

describe.skipIf(!shared)("Data Center's answers and Atlassian's description", () => {
  let emulator: Started;
  const asked = new Set<string>();

  beforeAll(async () => {
    emulator = await start('data-center');
  });
  afterAll(() => emulator.stop());

  it('agree on every operation that we serve', async () => {
    const description = readDescription(shared!, 'bitbucket-datacenter-9.4.openapi.json', '/rest', defects);
    const faults: string[] = [];
    const check = async (route: string, path: string, body?: object, expected = 200) => {
      asked.add(route);
      const method = route.split(' ')[0]!;
      const answer = await emulator.call('personal-http-developer', method, `/rest${path}`, body);
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
    const missing = dataCenter.routes
      .map((route) => description.name(route))
      .filter((name) => !asked.has(name));
    expect(faults.slice(0, 60)).toEqual([]);
    expect(missing).toEqual([]);
  });
});

type Check = (route: string, path: string, body?: object, expected?: number) => Promise<void>;

async function scenario(emulator: Started, check: Check): Promise<void> {
  const { world } = emulator;
  const rcosta = world.users.find(({ name }) => name === 'rcosta')!;
  const pay = await world.addRepository({
    edition: 'data-center',
    owner: 'ACME',
    slug: 'pay',
    files: { 'package.json': '{}\n', 'src/main.js': '1\n' },
    defaultReviewers: [rcosta],
  });
  const empty = await world.addRepository({ edition: 'data-center', owner: 'ACME', slug: 'empty' });
  const tip = await world.commit(
    pay,
    'suture/x',
    { 'package.json': '{"a":1}\n', 'new.js': '' },
    'Change',
    rcosta,
  );
  await world.commit(pay, 'suture/y', { 'package.json': '{"b":1}\n' }, 'Change', rcosta);
  const at = '/api/latest/projects/ACME/repos/pay';

  await check('GET /api/latest/application-properties', '/api/latest/application-properties');
  await check('GET /api/latest/users/{userSlug}', '/api/latest/users/rcosta');
  await check('GET /api/latest/users/{userSlug}', '/api/latest/users/nobody', undefined, 404);
  await check('GET /api/latest/projects', '/api/latest/projects');
  await check('GET /api/latest/projects/{projectKey}', '/api/latest/projects/acme');
  await check('GET /api/latest/projects/{projectKey}', '/api/latest/projects/NONE', undefined, 404);
  await check('GET /api/latest/projects/{projectKey}/repos', '/api/latest/projects/ACME/repos');
  await check('GET /api/latest/repos', '/api/latest/repos?limit=1');
  await check(`GET ${repo}`, at);
  await check(`GET ${repo}`, '/api/latest/projects/ACME/repos/none', undefined, 404);
  const ends = `sourceRepoId=${pay.id}&targetRepoId=${pay.id}&sourceRefId=refs/heads/suture/x&targetRefId=refs/heads/main`;
  const reviewers = '/default-reviewers/latest/projects/{projectKey}/repos/{repositorySlug}/reviewers';
  await check(`GET ${reviewers}`, `/default-reviewers/latest/projects/ACME/repos/pay/reviewers?${ends}`);
  await check(
    `GET ${reviewers}`,
    '/default-reviewers/latest/projects/ACME/repos/pay/reviewers',
    undefined,
    400,
  );

  await check(`GET ${repo}/default-branch`, `${at}/default-branch`);
  await check(
    `GET ${repo}/default-branch`,
    `/api/latest/projects/ACME/repos/${empty.slug}/default-branch`,
    undefined,
    404,
  );
  await check(`GET ${repo}/branches/default`, `${at}/branches/default`);
  await check(`GET ${repo}/branches`, `${at}/branches?filterText=suture&boostMatches=true&limit=1`);
  await check(`POST ${repo}/branches`, `${at}/branches`, { name: 'a/b', startPoint: tip });
  const utils = '/branch-utils/latest/projects/{projectKey}/repos/{repositorySlug}/branches';
  const utilsAt = '/branch-utils/latest/projects/ACME/repos/pay/branches';
  await check(`POST ${utils}`, utilsAt, { name: 'c', startPoint: 'refs/heads/main' }, 201);
  await check(`DELETE ${utils}`, utilsAt, { name: 'refs/heads/a/b' }, 204);
  await check(`DELETE ${utils}`, utilsAt, { name: 'refs/heads/a/b' }, 204);
  await check(`DELETE ${utils}`, utilsAt, { name: 'refs/heads/main' }, 400);

  await check(`GET ${repo}/commits`, `${at}/commits?until=refs/heads/suture/x&since=main`);
  await check(`GET ${repo}/commits/{commitId}`, `${at}/commits/${tip}`);
  await check(`GET ${repo}/commits/{commitId}`, `${at}/commits/suture%2Fx`, undefined, 404);
  await check(
    `GET ${repo}/commits/{commitId}/merge-base`,
    `${at}/commits/${tip}/merge-base?otherCommitId=main`,
  );
  await check(`GET ${repo}/browse`, `${at}/browse`);
  await check(`GET ${repo}/browse/{path}`, `${at}/browse/package.json?at=refs/heads/suture/x`);
  await check(`GET ${repo}/browse/{path}`, `${at}/browse/nothing`, undefined, 404);
  await check(`GET ${repo}/raw/{path}`, `${at}/raw/package.json`);
  await check(`GET ${repo}/files`, `${at}/files?limit=100000`);
  await check(`GET ${repo}/files/{path}`, `${at}/files/src`);

  const pulls = `${repo}/pull-requests`;
  const one = `${pulls}/{pullRequestId}`;
  const draft = (name: string) => ({
    title: name,
    fromRef: { id: `refs/heads/${name}` },
    toRef: { id: 'refs/heads/main' },
    reviewers: [{ user: { name: 'rcosta' } }],
  });
  await check(`POST ${pulls}`, `${at}/pull-requests`, draft('suture/x'), 201);
  await check(`POST ${pulls}`, `${at}/pull-requests`, draft('suture/y'), 201);
  await check(`POST ${pulls}`, `${at}/pull-requests`, draft('suture/x'), 409);
  await check(`POST ${pulls}`, `${at}/pull-requests`, draft('suture/none'), 404);
  await check(`GET ${pulls}`, `${at}/pull-requests?state=ALL`);
  await check(
    'GET /api/latest/dashboard/pull-requests',
    '/api/latest/dashboard/pull-requests?role=AUTHOR&state=OPEN',
  );
  await check(`GET ${one}`, `${at}/pull-requests/1`);
  await check(`GET ${one}`, `${at}/pull-requests/99`, undefined, 404);
  await check(`PUT ${one}`, `${at}/pull-requests/1`, { version: 0, title: 'New' });
  await check(`PUT ${one}`, `${at}/pull-requests/1`, { version: 0, title: 'Newer' }, 409);
  await check(`GET ${one}/changes`, `${at}/pull-requests/1/changes`);
  await check(`GET ${one}/diff`, `${at}/pull-requests/1/diff`);
  await check(`GET ${one}/diff/{path}`, `${at}/pull-requests/1/diff/package.json`);
  await check(`POST ${one}/comments`, `${at}/pull-requests/1/comments`, { text: 'Hello' }, 201);
  const { id } = world.comments(world.pull(pay, 1)!)[0]!;
  await check(`GET ${one}/activities`, `${at}/pull-requests/1/activities`);
  await check(`GET ${one}/comments`, `${at}/pull-requests/1/comments?path=package.json`);
  await check(`GET ${one}/comments/{commentId}`, `${at}/pull-requests/1/comments/${id}`);
  await check(`PUT ${one}/comments/{commentId}`, `${at}/pull-requests/1/comments/${id}`, {
    text: 'Again',
    version: 0,
  });
  await check(
    `PUT ${one}/comments/{commentId}`,
    `${at}/pull-requests/1/comments/${id}`,
    { text: 'No', version: 0 },
    409,
  );
  await check(
    `DELETE ${one}/comments/{commentId}`,
    `${at}/pull-requests/1/comments/${id}?version=1`,
    undefined,
    204,
  );

  const build = { key: 'ci', state: 'SUCCESSFUL', url: 'https://ci.example/1', ref: 'refs/heads/suture/x' };
  const builds = `${repo}/commits/{commitId}/builds`;
  await check(`POST ${builds}`, `${at}/commits/${tip}/builds`, build, 204);
  await check(`GET ${builds}`, `${at}/commits/${tip}/builds?key=ci`);
  await check(`GET ${builds}`, `${at}/commits/${tip}/builds`, undefined, 400);
  const old = '/build-status/latest/commits';
  await check(`POST ${old}/{commitId}`, `${old}/${tip}`, { ...build, state: 'FAILED' }, 204);
  await check(`GET ${old}/{commitId}`, `${old}/${tip}`);
  await check(`GET ${old}/stats/{commitId}`, `${old}/stats/${tip}`);
  await check(`POST ${old}/stats`, `${old}/stats`, [tip, '0'.repeat(40)]);

  await check(`POST ${one}/decline`, `${at}/pull-requests/2/decline?version=0`, {});
  await check(`POST ${one}/reopen`, `${at}/pull-requests/2/reopen?version=1`, {});
  await check(`GET ${one}/merge`, `${at}/pull-requests/1/merge`);
  await check(`POST ${one}/merge`, `${at}/pull-requests/1/merge?version=1`, {});
  await check(`GET ${one}/merge`, `${at}/pull-requests/1/merge`, undefined, 409);

  const hook = { url: 'https://suture.example/h', name: 'Suture', active: true, events: ['pr:opened'] };
  await check(`POST ${repo}/webhooks`, `${at}/webhooks`, { ...hook, configuration: { secret: 's' } });
  const hookId = world.hooks(pay)[0]?.id;
  await check(`GET ${repo}/webhooks`, `${at}/webhooks`);
  await check(`GET ${repo}/webhooks/{webhookId}`, `${at}/webhooks/${hookId}`);
  await check(`PUT ${repo}/webhooks/{webhookId}`, `${at}/webhooks/${hookId}`, hook);
  const own = encodeURIComponent(`${emulator.url}/rest/api/latest/application-properties`);
  await check(`POST ${repo}/webhooks/test`, `${at}/webhooks/test?url=${own}`, {});
  await check(`DELETE ${repo}/webhooks/{webhookId}`, `${at}/webhooks/${hookId}`, undefined, 204);
}

import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { type Started, start } from '../../testing/started.ts';
import type { Repo, User } from '../../world.ts';

let emulator: Started;
let repo: Repo;
let actor: User;
let count = 0;
const at = () => `/rest/api/1.0/projects/ACME/repos/${repo.slug}/pull-requests`;
const call = (method: string, path: string, body?: object, token = 'personal-http') =>
  emulator.call(token, method, path, body);
const draft = (branch: string, ...reviewers: string[]) => ({
  title: 'T',
  fromRef: { id: `refs/heads/${branch}` },
  toRef: { id: 'refs/heads/main' },
  reviewers: reviewers.map((name) => ({ user: { name } })),
});
const refusal = ({ status, body }: { status: number; body: { errors: { exceptionName: string }[] } }) => [
  status,
  body.errors[0]?.exceptionName?.split('.').at(-1),
];

beforeAll(async () => {
  emulator = await start('data-center');
  actor = emulator.world.users.find(({ name }) => name === 'dlang')!;
});
afterAll(() => emulator.stop());
beforeEach(async () => {
  const { world } = emulator;
  repo = await world.addRepository({
    edition: 'data-center',
    owner: 'ACME',
    slug: `r${++count}`,
    files: { f: '1\n' },
  });
  await world.commit(repo, 'suture/x', { f: '2\n' }, 'X', actor);
});

it('refuses a second pull request and shows the first', async () => {
  expect((await call('POST', at(), draft('suture/x'))).status).toBe(201);
  const answer = await call('POST', at(), draft('suture/x'));
  expect(refusal(answer)).toEqual([409, 'DuplicatePullRequestException']);
  expect(answer.body.errors[0].existingPullRequest).toMatchObject({ id: 1, version: 0, state: 'OPEN' });
});

it('refuses a pull request without changes, and one without its branch', async () => {
  await emulator.world.addBranch(repo, 'same', (await emulator.world.tip(repo, 'main'))!, actor);
  expect(refusal(await call('POST', at(), draft('same')))).toEqual([409, 'EmptyPullRequestException']);
  expect(refusal(await call('POST', at(), draft('none')))).toEqual([404, 'NoSuchCommitException']);
});

it('fails all reviewers for one bad one, naming both kinds', async () => {
  const answer = await call('POST', at(), draft('suture/x', 'rcosta', 'nobody', 'lgone', 'svc-suture'));
  expect(refusal(answer)).toEqual([409, 'InvalidPullRequestReviewersException']);
  const [error] = answer.body.errors;
  expect(error.reviewerErrors.map(({ context }: { context: string }) => context)).toEqual([
    'nobody',
    'lgone',
    'svc-suture',
  ]);
  expect(error.validReviewers.map(({ user }: { user: User }) => user.name)).toEqual(['rcosta']);
  expect(emulator.world.pulls(repo)).toEqual([]);
});

it('guards changes by the version', async () => {
  await call('POST', at(), draft('suture/x', 'rcosta'));
  const changed = await call('PUT', `${at()}/1`, {
    version: 0,
    title: 'New',
    reviewers: [{ user: { name: 'rcosta' } }],
  });
  expect([changed.status, changed.body.version, changed.body.reviewers.length]).toEqual([200, 1, 1]);
  const stale = await call('PUT', `${at()}/1`, { version: 0, title: 'Newer' });
  expect(refusal(stale)).toEqual([409, 'PullRequestOutOfDateException']);
  expect(stale.body.errors[0]).toMatchObject({
    currentVersion: 1,
    expectedVersion: 0,
    pullRequest: { title: 'New' },
  });
  const none = await call('POST', `${at()}/1/decline`, {});
  expect(none.body.errors[0].expectedVersion).toBe(-1);
  const lost = await call('PUT', `${at()}/1`, { version: 1, title: 'New' });
  expect(lost.body.reviewers).toEqual([]);
});

it('declines, reopens and refuses what does not fit the state', async () => {
  await call('POST', at(), draft('suture/x'));
  expect((await call('POST', `${at()}/1/decline?version=0`, {})).body.state).toBe('DECLINED');
  expect(refusal(await call('PUT', `${at()}/1`, { version: 1, title: 'x' }))).toEqual([
    409,
    'IllegalPullRequestStateException',
  ]);
  expect(refusal(await call('GET', `${at()}/1/merge`))).toEqual([409, 'IllegalPullRequestStateException']);
  expect((await call('POST', `${at()}/1/reopen?version=1`, {})).body).toMatchObject({
    state: 'OPEN',
    version: 2,
  });
});

it('merges for people, not for tokens without a user', async () => {
  await call('POST', at(), draft('suture/x'), 'project-http');
  expect((await call('GET', `${at()}/1/merge`)).body).toEqual({
    canMerge: true,
    conflicted: false,
    outcome: 'CLEAN',
    vetoes: [],
  });
  expect(refusal(await call('POST', `${at()}/1/merge?version=0`, {}, 'project-http'))).toEqual([
    401,
    'AuthorisationException',
  ]);
  expect(refusal(await call('POST', `${at()}/1/merge?version=7`, {}))).toEqual([
    409,
    'PullRequestOutOfDateException',
  ]);
  const merged = await call('POST', `${at()}/1/merge?version=0`, {});
  expect(merged.body).toMatchObject({
    state: 'MERGED',
    closed: true,
    properties: { mergeCommit: { id: expect.any(String) } },
  });
});

it('vetoes the merge of conflicts and of drafts', async () => {
  await call('POST', at(), { ...draft('suture/x'), draft: true });
  const vetoed = await call('POST', `${at()}/1/merge?version=0`, {});
  expect(refusal(vetoed)).toEqual([409, 'PullRequestMergeVetoedException']);
  expect([vetoed.body.errors[0].conflicted, vetoed.body.errors[0].vetoes.length]).toEqual([false, 1]);
  await emulator.world.commit(repo, 'main', { f: '9\n' }, 'Main', actor);
  const { version } = emulator.world.pull(repo, 1)!;
  expect((await call('GET', `${at()}/1/merge`)).body).toMatchObject({
    canMerge: false,
    conflicted: true,
    outcome: 'CONFLICTED',
  });
  const conflict = await call('POST', `${at()}/1/merge?version=${version}`, {});
  expect([...refusal(conflict), conflict.body.errors[0].conflicted]).toEqual([
    409,
    'PullRequestMergeVetoedException',
    true,
  ]);
});

it('filters its list and the dashboard', async () => {
  await emulator.world.commit(repo, 'suture/y', { f: '3\n' }, 'Y', actor);
  await call('POST', at(), draft('suture/x'));
  await call('POST', at(), draft('suture/y'));
  await call('POST', `${at()}/2/decline?version=0`, {});
  const ids = async (path: string) =>
    (await call('GET', path)).body.values.map(({ id }: { id: number }) => id);
  expect(await ids(at())).toEqual([1]);
  expect(await ids(`${at()}?state=ALL`)).toEqual([2, 1]);
  expect(await ids(`${at()}?state=ALL&order=OLDEST`)).toEqual([1, 2]);
  expect(await ids(`${at()}?at=refs/heads/suture/x&direction=OUTGOING`)).toEqual([1]);
  expect(await ids(`${at()}?at=refs/heads/suture/x`)).toEqual([]);
  expect(await ids(`${at()}?at=refs/heads/main`)).toEqual([1]);
  const mine = (
    await call('GET', '/rest/api/latest/dashboard/pull-requests?role=AUTHOR&state=DECLINED&limit=100')
  ).body.values;
  expect(
    mine.every(
      (pull: { state: string; author: { user: User } }) =>
        pull.state === 'DECLINED' && pull.author.user.name === 'svc-suture',
    ),
  ).toBe(true);
});

it('tells comments by activities alone, and guards them by their own version', async () => {
  await call('POST', at(), draft('suture/x'));
  const { id } = (await call('POST', `${at()}/1/comments`, { text: 'Hi' })).body;
  expect((await call('GET', `${at()}/1/comments`)).status).toBe(400);
  expect((await call('PUT', `${at()}/1/comments/${id}`, { text: 'Ho', version: 0 })).body.version).toBe(1);
  expect(refusal(await call('PUT', `${at()}/1/comments/${id}`, { text: 'Hu', version: 0 }))).toEqual([
    409,
    'CommentOutOfDateException',
  ]);
  const actions = async () =>
    (await call('GET', `${at()}/1/activities`)).body.values.map(({ action }: { action: string }) => action);
  expect(await actions()).toEqual(['COMMENTED', 'OPENED']);
  await call('DELETE', `${at()}/1/comments/${id}?version=1`);
  expect(await actions()).toEqual(['OPENED']);
  expect((await call('POST', `${at()}/1/comments`, { text: 'x'.repeat(32_769) })).status).toBe(400);
});

it('shows what changes, as JSON or as text', async () => {
  await call('POST', at(), draft('suture/x'));
  const changes = (await call('GET', `${at()}/1/changes`)).body;
  expect(changes.values).toMatchObject([{ type: 'MODIFY', path: { toString: 'f', components: ['f'] } }]);
  const [diff] = (await call('GET', `${at()}/1/diff`)).body.diffs;
  expect(diff.hunks[0]).toMatchObject({
    sourceLine: 1,
    segments: [
      { type: 'REMOVED', lines: [{ source: 1, destination: 1, line: '1' }] },
      { type: 'ADDED', lines: [{ source: 2, destination: 1, line: '2' }] },
    ],
  });
  const raw = await emulator.call('personal-http', 'GET', `${at()}/1/diff`, undefined, {
    accept: 'text/plain',
  });
  expect(raw.text).toContain('-1\n+2\n');
});

it('keeps answering under the old slug, with the new one in the body', async () => {
  const path = at().replace('/pull-requests', '');
  emulator.world.renameRepository(repo, `${repo.slug}-new`);
  const answer = await call('GET', path);
  expect([answer.status, answer.body.slug]).toEqual([200, repo.slug]);
});

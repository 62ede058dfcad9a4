import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { type Started, start } from '../../testing/started.ts';
import type { Repo, User } from '../../world.ts';

let emulator: Started;
let repo: Repo;
let [dana, rui, suture]: User[] = [];
let count = 0;
const at = () => `/2.0/repositories/acme/${repo.slug}/pullrequests`;
const call = (method: string, path: string, body?: object) => emulator.call('api-token', method, path, body);
const draft = (branch: string, more: object = {}) => ({
  title: 'T',
  source: { branch: { name: branch } },
  ...more,
});

beforeAll(async () => {
  emulator = await start('cloud');
  [dana, rui, suture] = emulator.world.users;
});
afterAll(() => emulator.stop());
beforeEach(async () => {
  const { world } = emulator;
  repo = await world.addRepository({
    edition: 'cloud',
    owner: 'acme',
    slug: `r${++count}`,
    files: { f: '1\n' },
  });
  await world.commit(repo, 'suture/x', { f: '2\n' }, 'X', suture!);
});

it('updates the open pull request instead of making a second one, and says 201', async () => {
  const one = await call('POST', at(), draft('suture/x', { reviewers: [{ uuid: rui!.id }] }));
  const two = await call('POST', at(), draft('suture/x', { title: 'New', reviewers: [{ uuid: dana!.id }] }));
  expect([one.status, two.status, two.body.id, two.body.title]).toEqual([201, 201, 1, 'New']);
  expect(two.body.reviewers.map(({ uuid }: User & { uuid: string }) => uuid)).toEqual([dana!.id]);
  expect(emulator.world.pulls(repo)).toHaveLength(1);
});

it.each<[string, () => object, RegExp, string]>([
  ['no such source', () => draft('none'), /^source: branch not found: none$/, 'source'],
  [
    'no such target',
    () => draft('suture/x', { destination: { branch: { name: 'no' } } }),
    /branch not found: no$/,
    'destination',
  ],
  [
    'the author reviews',
    () => draft('suture/x', { reviewers: [{ uuid: suture!.id }] }),
    /Suture is the author and cannot be included as a reviewer\.$/,
    'reviewers',
  ],
  [
    'a closed account',
    () => draft('suture/x', { reviewers: [{ uuid: emulator.world.users[3]!.id }] }),
    /Malformed reviewers list$/,
    'reviewers',
  ],
  [
    'a stranger',
    () => draft('suture/x', { reviewers: [{ uuid: '{none}' }] }),
    / is not a member of this workspace and cannot be added to this pull request$/,
    'reviewers',
  ],
  [
    'an email',
    () => draft('suture/x', { reviewers: [{ email: 'x@y' }] }),
    /Malformed reviewers list$/,
    'reviewers',
  ],
  ['no list', () => draft('suture/x', { reviewers: 'rui' }), /Malformed reviewers list$/, 'reviewers'],
])('refuses with 400: %s', async (_title, body, message, field) => {
  const answer = await call('POST', at(), body());
  expect(answer.status).toBe(400);
  expect(answer.body.error.message).toMatch(message);
  expect(answer.body.error.fields[field][0]).toMatch(
    message.source.startsWith('^') ? /branch not found/ : message,
  );
});

it('refuses a pull request without changes', async () => {
  const answer = await call('POST', at(), draft('main'));
  expect([answer.status, answer.body.error.message]).toEqual([400, 'There are no changes to be pulled']);
});

it('takes reviewers away unless they are sent again', async () => {
  await call('POST', at(), draft('suture/x', { reviewers: [{ uuid: rui!.id }] }));
  const kept = await call('PUT', `${at()}/1`, { title: 'New', reviewers: [{ uuid: rui!.id }] });
  expect(kept.body.reviewers).toHaveLength(1);
  const lost = await call('PUT', `${at()}/1`, { description: 'D' });
  expect([lost.body.title, lost.body.description, lost.body.reviewers]).toEqual(['New', 'D', []]);
});

it('lists open ones by default, without reviewers unless asked for', async () => {
  await emulator.world.commit(repo, 'suture/y', { f: '3\n' }, 'Y', suture!);
  await call('POST', at(), draft('suture/x', { reviewers: [{ uuid: rui!.id }] }));
  await call('POST', at(), draft('suture/y'));
  await call('POST', `${at()}/2/decline`);
  const ids = async (query: string) =>
    (await call('GET', `${at()}?${query}`)).body.values.map((pull: { id: number }) => pull.id);
  expect(await ids('')).toEqual([1]);
  expect(await ids('state=OPEN&state=DECLINED')).toEqual([2, 1]);
  expect(await ids('state=MERGED')).toEqual([]);
  expect(await ids('q=source.branch.name=%22suture/x%22')).toEqual([1]);
  expect(await ids('q=source.branch.name=%22suture/y%22')).toEqual([]);
  const [bare] = (await call('GET', at())).body.values;
  const [full] = (await call('GET', `${at()}?fields=%2Bvalues.reviewers`)).body.values;
  const [raw] = (await call('GET', `${at()}?fields=+values.reviewers`)).body.values;
  expect([bare.reviewers, full.reviewers.length, full.title, raw.title]).toEqual([
    undefined,
    1,
    'T',
    undefined,
  ]);
});

it('abbreviates commits to twelve digits and redirects to the diff', async () => {
  const { body } = await call('POST', at(), draft('suture/x'));
  const tip = await emulator.world.tip(repo, 'suture/x');
  expect(body.source.commit.hash).toBe(tip!.slice(0, 12));
  const diff = await call('GET', `${at()}/1/diff`);
  expect(diff.status).toBe(302);
  const followed = await call('GET', diff.headers.get('location')!.slice(emulator.url.length));
  expect(followed.text).toContain('-1\n+2\n');
  const stat = await call('GET', `${at()}/1/diffstat`);
  const { values } = (await call('GET', stat.headers.get('location')!.slice(emulator.url.length))).body;
  expect(values).toMatchObject([
    { status: 'modified', lines_added: 1, lines_removed: 1, new: { path: 'f' } },
  ]);
});

it('merges once, and changes nothing that is closed', async () => {
  await call('POST', at(), draft('suture/x'));
  const merged = await call('POST', `${at()}/1/merge`, { merge_strategy: 'merge_commit' });
  expect([merged.status, merged.body.state, merged.body.closed_by.uuid]).toEqual([200, 'MERGED', suture!.id]);
  expect(merged.body.merge_commit.hash).toHaveLength(12);
  for (const [method, path] of [
    ['POST', '/1/merge'],
    ['POST', '/1/decline'],
    ['PUT', '/1'],
  ] as const) {
    expect((await call(method, at() + path, { title: 'x' })).status).toBe(400);
  }
  await emulator.world.removeBranch(repo, 'suture/x', suture!);
  expect((await call('GET', `${at()}/1`)).body.source.commit.hash).toHaveLength(12);
});

it('refuses to merge conflicts', async () => {
  await call('POST', at(), draft('suture/x'));
  await emulator.world.commit(repo, 'main', { f: '9\n' }, 'Main', dana!);
  const answer = await call('POST', `${at()}/1/merge`);
  expect([answer.status, answer.body.error.message]).toEqual([
    400,
    "You can't merge until you resolve all merge conflicts.",
  ]);
});

it('answers a missing pull request in plain text, a missing comment with its number', async () => {
  await call('POST', at(), draft('suture/x'));
  const pull = await call('GET', `${at()}/77`);
  expect([pull.status, pull.headers.get('content-type'), pull.text]).toEqual([
    404,
    'text/plain',
    'Not Found',
  ]);
  const comment = await call('GET', `${at()}/1/comments/4711`);
  expect([comment.status, comment.body.error.message]).toEqual([404, '4711']);
});

it('keeps deleted comments listed', async () => {
  await call('POST', at(), draft('suture/x'));
  const { body } = await call('POST', `${at()}/1/comments`, { content: { raw: '<b>Hi</b>' } });
  expect(body.content.html).toBe('<p>&lt;b&gt;Hi&lt;/b&gt;</p>');
  await call('DELETE', `${at()}/1/comments/${body.id}`);
  const { values } = (await call('GET', `${at()}/1/comments`)).body;
  expect(values).toMatchObject([{ id: body.id, deleted: true, content: { raw: '' } }]);
  expect((await call('GET', `${at()}/1`)).body.comment_count).toBe(0);
});

it("lists a person's own, for API tokens", async () => {
  await call('POST', at(), draft('suture/x'));
  const path = `/2.0/workspaces/acme/pullrequests/${encodeURIComponent(suture!.id)}`;
  const { values } = (await call('GET', path)).body;
  expect(
    values.some(
      (pull: { destination: { repository: { full_name: string } } }) =>
        pull.destination.repository.full_name === `acme/${repo.slug}`,
    ),
  ).toBe(true);
  expect((await emulator.call('workspace-token', 'GET', path)).status).toBe(401);
});

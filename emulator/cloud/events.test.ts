import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Started, start } from '../testing/started.ts';
import type { WorldEvent } from '../world.ts';
import { cloud } from './edition.ts';

let emulator: Started;
const events: WorldEvent[] = [];
const read = (event: WorldEvent) => cloud.hookPayload(event, emulator.url, '9.4', emulator.world);
// biome-ignore lint/suspicious/noExplicitAny: payloads have many shapes
const bodyOf = async (event: WorldEvent): Promise<any> => (await read(event))?.body;
const pushes = () => events.filter((event) => event.kind === 'push');

beforeAll(async () => {
  emulator = await start('cloud');
  const { world } = emulator;
  world.on((event) => events.push(event));
  const [dana, rui] = world.users as [(typeof world.users)[0], (typeof world.users)[0]];
  const repo = await world.addRepository({ edition: 'cloud', owner: 'acme', slug: 'pay', files: { f: '0' } });
  for (let n = 1; n <= 7; n++) await world.commit(repo, 'main', { f: `${n}` }, `Main ${n}`, dana);
  const first = await world.commit(repo, 'suture/x', { f: 'x' }, 'X', dana);
  const draft = { title: 'T', description: '', target: 'main', reviewers: [], author: dana, draft: false };
  const pull = await world.openPull(repo, { ...draft, source: 'suture/x' });
  await world.commit(repo, 'suture/x', { f: 'y' }, 'Y', dana);
  world.addComment(pull, rui, 'Hi');
  world.putStatus({
    repo,
    commit: first,
    key: 'k',
    state: 'FAILED',
    name: '',
    url: 'https://x',
    description: '',
  });
  await world.declinePull(pull, rui);
  await world.removeBranch(repo, 'suture/x', dana);
  const server = await world.addRepository({
    edition: 'data-center',
    owner: 'ACME',
    slug: 'pay',
    files: { f: '0' },
  });
  await world.commit(server, 'main', { f: '1' }, 'Server', dana);
});
afterAll(() => emulator.stop());

it('names its events, and says nothing of the other edition', async () => {
  const keys = await Promise.all(events.map(async (event) => (await read(event))?.eventKey));
  expect(keys.slice(7)).toEqual([
    'repo:push',
    'pullrequest:created',
    'repo:push',
    'pullrequest:updated',
    'pullrequest:comment_created',
    'repo:commit_status_created',
    'pullrequest:rejected',
    'repo:push',
    undefined,
  ]);
});

it('tells what a push did to the branch', async () => {
  const changes = await Promise.all(
    pushes()
      .slice(6, 10)
      .map(async (event) => (await bodyOf(event)).push.changes[0]),
  );
  expect(
    changes.map(({ created, closed, forced, commits, old, new: now }) => [
      created,
      closed,
      forced,
      commits.length,
      old?.name,
      now?.name,
    ]),
  ).toEqual([
    [false, false, false, 1, 'main', 'main'],
    [true, false, false, 1, undefined, 'suture/x'],
    [false, false, false, 1, 'suture/x', 'suture/x'],
    [false, true, false, 0, 'suture/x', undefined],
  ]);
});

it('shows at most five commits, and a forced push as such', async () => {
  const [first] = pushes();
  const last = pushes()[6]!;
  const all = await bodyOf({ ...last, before: first!.before } as WorldEvent);
  expect([all.push.changes[0].commits.length, all.push.changes[0].truncated]).toEqual([5, true]);
  const back = await bodyOf({ ...last, before: last.after, after: first!.after } as WorldEvent);
  expect(back.push.changes[0].forced).toBe(true);
});

it('shows the whole object, who did it, and the comment', async () => {
  const comment = await bodyOf(events.find((event) => event.kind === 'pull' && event.what === 'commented')!);
  expect(comment).toMatchObject({
    actor: { nickname: 'rui', uuid: expect.stringMatching(/^\{.*\}$/) },
    repository: { full_name: 'acme/pay', type: 'repository' },
    pullrequest: { id: 1, source: { branch: { name: 'suture/x' } } },
    comment: { content: { raw: 'Hi' } },
  });
  const status = await bodyOf(events.find((event) => event.kind === 'status')!);
  expect(status).toMatchObject({ commit_status: { key: 'k', state: 'FAILED' }, actor: { type: 'team' } });
});

import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Started, start } from '../testing/started.ts';
import type { WorldEvent } from '../world.ts';
import { dataCenter } from './edition.ts';

let emulator: Started;
const events: WorldEvent[] = [];
let first = '';
let second = '';
const read = (event: WorldEvent, profile = '9.4') =>
  dataCenter.hookPayload(event, emulator.url, profile, emulator.world);
// biome-ignore lint/suspicious/noExplicitAny: payloads have many shapes
const bodyOf = async (event: WorldEvent, profile?: string): Promise<any> =>
  (await read(event, profile))?.body;

beforeAll(async () => {
  emulator = await start('data-center');
  const { world } = emulator;
  world.on((event) => events.push(event));
  const dana = world.users.find(({ name }) => name === 'dlang')!;
  const repo = await world.addRepository({
    edition: 'data-center',
    owner: 'ACME',
    slug: 'pay',
    files: { f: '0' },
  });
  first = await world.commit(repo, 'suture/x', { f: 'x' }, 'X', dana);
  const draft = { title: 'T', description: 'D', target: 'main', reviewers: [], author: dana, draft: false };
  const pull = await world.openPull(repo, { ...draft, source: 'suture/x' });
  second = await world.commit(repo, 'suture/x', { f: 'y' }, 'Y', dana);
  await world.updatePull(pull, { title: 'New' }, dana);
  world.addComment(pull, dana, 'Hi');
  world.putStatus({
    repo,
    commit: second,
    key: 'k',
    state: 'FAILED',
    name: '',
    url: 'https://x',
    description: '',
  });
  await world.mergePull(pull, dana);
  await world.removeBranch(repo, 'suture/x', dana);
});
afterAll(() => emulator.stop());

it('names its events; builds have none', async () => {
  const keys = await Promise.all(events.map(async (event) => (await read(event))?.eventKey));
  expect(keys).toEqual([
    'repo:refs_changed',
    'pr:opened',
    'repo:refs_changed',
    'pr:from_ref_updated',
    'pr:modified',
    'pr:comment:added',
    undefined,
    'repo:refs_changed',
    'pr:merged',
    'repo:refs_changed',
  ]);
});

it('tells what became of a ref, forty zeros for none', async () => {
  const changes = await Promise.all([0, 2, 9].map(async (at) => (await bodyOf(events[at]!)).changes[0]));
  const zeros = '0'.repeat(40);
  expect(changes.map(({ type, fromHash, toHash }) => [type, fromHash, toHash])).toEqual([
    ['ADD', zeros, first],
    ['UPDATE', first, second],
    ['DELETE', second, zeros],
  ]);
});

it('writes times as milliseconds up to 9.x, as ISO 8601 from 10.x on', async () => {
  const [old, modern] = [await bodyOf(events[1]!), await bodyOf(events[1]!, '10.3')];
  expect(old.pullRequest.createdDate).toBeTypeOf('number');
  expect(modern.pullRequest.createdDate).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+0000$/);
  for (const { date } of [old, modern]) expect(date).toMatch(/T\d\d:\d\d:\d\d\+0000$/);
});

it('brings commits with a push from 10.x on', async () => {
  expect(await bodyOf(events[2]!)).not.toHaveProperty('commits');
  const { toCommit, commits } = await bodyOf(events[2]!, '10.3');
  expect(toCommit).toMatchObject({ id: second, committerTimestamp: expect.stringMatching(/\.\d{3}Z$/) });
  expect(commits.map(({ id }: { id: string }) => id)).toEqual([second]);
});

it('tells what was before', async () => {
  expect((await bodyOf(events[3]!)).previousFromHash).toBe(first);
  expect(await bodyOf(events[4]!)).toMatchObject({
    previousTitle: 'T',
    previousDescription: 'D',
    previousTarget: { id: 'refs/heads/main' },
    pullRequest: { title: 'New' },
  });
});

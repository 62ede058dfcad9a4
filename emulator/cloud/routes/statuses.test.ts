import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Started, start } from '../../testing/started.ts';

let emulator: Started;
let tip = '';
const at = '/2.0/repositories/acme/pay';
const post = (body: object, commit = tip) =>
  emulator.call('api-token-read-only', 'POST', `${at}/commit/${commit}/statuses/build`, body);
const build = { key: 'ci', state: 'SUCCESSFUL', url: 'https://ci.example/1' };

beforeAll(async () => {
  emulator = await start('cloud');
  const { world } = emulator;
  const [dana] = world.users;
  const pay = await world.addRepository({ edition: 'cloud', owner: 'acme', slug: 'pay', files: { f: '1' } });
  tip = await world.commit(pay, 'suture/x', { f: '2' }, 'X', dana!);
  await world.openPull(pay, {
    title: 'T',
    description: '',
    source: 'suture/x',
    target: 'main',
    reviewers: [],
    author: dana!,
    draft: false,
  });
});
afterAll(() => emulator.stop());

it.each<[string, object, string, RegExp]>([
  ['a key over 40', { ...build, key: 'k'.repeat(41) }, 'key', /at most 40/],
  ['no key', { ...build, key: undefined }, 'key', /required/],
  ['a state of the other edition', { ...build, state: 'CANCELLED' }, 'state', /CANCELLED is not one/],
  ['no URL', { ...build, url: undefined }, 'url', /required/],
  ['what is no URL', { ...build, url: 'ci' }, 'url', /^Enter a valid URL\.$/],
])('refuses %s', async (_title, body, field, text) => {
  const answer = await post(body);
  expect(answer.status).toBe(400);
  expect(answer.body.error.fields[field][0]).toMatch(text);
});

it('replaces the one of the same key, takes short ids, and needs no more than reading', async () => {
  expect((await post({ ...build, state: 'INPROGRESS' }, tip.slice(0, 12))).status).toBe(201);
  expect((await post(build)).status).toBe(201);
  const { values } = (await emulator.call('api-token', 'GET', `${at}/commit/${tip}/statuses`)).body;
  expect(values).toMatchObject([{ key: 'ci', state: 'SUCCESSFUL', refname: null }]);
});

it('shows a pull request only what names its branch', async () => {
  const list = async () =>
    (await emulator.call('api-token', 'GET', `${at}/pullrequests/1/statuses`)).body.values;
  await post({ ...build, key: 'nowhere' });
  await post({ ...build, key: 'here', refname: 'suture/x' });
  expect((await list()).map(({ key }: { key: string }) => key)).toEqual(['here']);
});

import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Started, start } from '../../testing/started.ts';

let emulator: Started;
let tip = '';
let main = '';
const at = '/rest/api/latest/projects/ACME/repos/pay';
const call = (method: string, path: string, body?: object) =>
  emulator.call('personal-http', method, path, body);
const build = { key: 'ci', state: 'SUCCESSFUL', url: 'https://ci.example/1' };

beforeAll(async () => {
  emulator = await start('data-center');
  const { world } = emulator;
  const pay = await world.addRepository({
    edition: 'data-center',
    owner: 'ACME',
    slug: 'pay',
    files: { f: '1' },
  });
  tip = await world.commit(pay, 'suture/x', { f: '2' }, 'X', world.users[4]!);
  main = (await world.tip(pay, 'main'))!;
});
afterAll(() => emulator.stop());

it('takes builds of full ids and gives them by key', async () => {
  expect(
    (await call('POST', `${at}/commits/${tip}/builds`, { ...build, ref: 'refs/heads/suture/x' })).status,
  ).toBe(204);
  expect((await call('POST', `${at}/commits/${tip.slice(0, 12)}/builds`, build)).status).toBe(404);
  expect((await call('GET', `${at}/commits/${tip}/builds?key=ci`)).body).toMatchObject({
    state: 'SUCCESSFUL',
    ref: 'suture/x',
  });
  expect((await call('GET', `${at}/commits/${tip}/builds?key=none`)).status).toBe(404);
});

it.each([
  ['url', { ...build, url: `https://ci.example/${'x'.repeat(450)}` }],
  ['description', { ...build, description: 'x'.repeat(256) }],
  ['key', { ...build, key: 'x'.repeat(256) }],
  ['state', { ...build, state: 'STOPPED' }],
])('refuses a bad %s', async (field, body) => {
  const answer = await call('POST', `${at}/commits/${tip}/builds`, body);
  expect([answer.status, answer.body.errors[0].context]).toEqual([400, field]);
});

it('counts builds of many commits, leaving out those without any', async () => {
  await call('POST', `/rest/build-status/1.0/commits/${tip}`, { ...build, key: 'old', state: 'FAILED' });
  const { body } = await call('POST', '/rest/build-status/latest/commits/stats', [tip, main, 'x']);
  expect(body).toEqual({ [tip]: { cancelled: 0, failed: 1, inProgress: 0, successful: 1, unknown: 0 } });
  expect((await call('GET', `/rest/build-status/1.0/commits/stats/${main}`)).body.successful).toBe(0);
  const { values } = (await call('GET', `/rest/build-status/1.0/commits/${tip}`)).body;
  expect(values.map(({ key }: { key: string }) => key).sort()).toEqual(['ci', 'old']);
});

import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Started, start } from '../testing/started.ts';

let emulator: Started;
const at = '/rest/api/latest/projects/ACME/repos/pay';
const get = (path: string) => emulator.call('personal-http-developer', 'GET', path);

beforeAll(async () => {
  emulator = await start('data-center');
  const { world } = emulator;
  const files = { 'package.json': '{}', 'lines.txt': 'a\nb\nc\n', 'src/a.js': '1', 'src/b/c.js': '2' };
  const pay = await world.addRepository({ edition: 'data-center', owner: 'ACME', slug: 'pay', files });
  const actor = world.users.find(({ name }) => name === 'rcosta')!;
  for (const name of ['x/one', 'other', 'x/two', 'xx', 'ax'])
    await world.commit(pay, name, { n: name }, name, actor);
  await world.addRepository({ edition: 'data-center', owner: 'ACME', slug: 'empty' });
});
afterAll(() => emulator.stop());

it.each([
  [`${at}/commits`, 100],
  [`${at}/pull-requests`, 100],
  ['/rest/api/latest/dashboard/pull-requests', 100],
  [`${at}/branches`, 1000],
  ['/rest/api/latest/repos', 1000],
  ['/rest/api/latest/projects', 1000],
  ['/rest/api/latest/projects/ACME/repos', 1000],
  [`${at}/browse/lines.txt`, 5000],
  [`${at}/files`, 100_000],
])('clamps %s to %i without a word', async (path, clamp) => {
  const { status, body } = await get(`${path}?limit=1000000`);
  expect([status, body.limit]).toEqual([200, clamp]);
  expect((await get(path)).body.limit).toBe(25);
});

const branches = (body: { values: { displayId: string }[] }) => body.values.map(({ displayId }) => displayId);

it('counts what a filter leaves out, so that only nextPageStart leads on', async () => {
  // Git's order: ax, main, other, x/one, x/two, xx.
  const first = (await get(`${at}/branches?filterText=x/&limit=1`)).body;
  expect([branches(first), first.isLastPage, first.nextPageStart]).toEqual([['x/one'], false, 4]);
  const second = (await get(`${at}/branches?filterText=x/&limit=2&start=${first.nextPageStart}`)).body;
  expect([branches(second), second.isLastPage]).toEqual([['x/two'], true]);
  expect(second).not.toHaveProperty('nextPageStart');
});

it('puts what matches best first when asked to', async () => {
  expect(branches((await get(`${at}/branches?filterText=X`)).body)[0]).toBe('ax');
  const boosted = branches((await get(`${at}/branches?filterText=XX&boostMatches=true`)).body);
  expect(boosted).toEqual(['xx']);
  expect(branches((await get(`${at}/branches?filterText=X&boostMatches=true`)).body).at(-1)).toBe('ax');
});

it('pages a file by lines and lists files below a directory', async () => {
  const { body } = await get(`${at}/browse/lines.txt?limit=2`);
  expect([body.lines, body.nextPageStart]).toEqual([[{ text: 'a' }, { text: 'b' }], 2]);
  expect((await get(`${at}/files/src`)).body.values).toEqual(['a.js', 'b/c.js']);
  expect((await get(`${at}/browse/src?type=true`)).body).toEqual({ type: 'DIRECTORY' });
  expect((await get(`${at}/raw/src/a.js?at=refs/heads/x/one`)).text).toBe('1');
});

it.each([
  [`${at}/branches?start=-1`, 400],
  [`${at}/branches?limit=x`, 400],
  [`${at}/raw/none`, 404],
  [`${at}/commits/x%2Fone`, 404],
  ['/rest/api/latest/projects/ACME/repos/empty/default-branch', 404],
  ['/rest/api/1.0/projects/ACME/repos/empty/branches/default', 204],
])('%s: %i', async (path, status) => {
  expect((await get(path)).status).toBe(status);
});

it('answers an unknown path in the shape of Jersey', async () => {
  expect((await get('/rest/api/latest/tasks')).body).toEqual({
    message: 'HTTP 404 Not Found',
    'status-code': 404,
    'sub-code': -1,
  });
});

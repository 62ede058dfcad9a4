import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Called, type Started, start } from '../testing/started.ts';

let emulator: Started;
const get = (path: string) => emulator.call('api-token', 'GET', `/2.0${path}`);
const slugs = ({ body }: Called) => body.values.map(({ slug }: { slug: string }) => slug);

beforeAll(async () => {
  emulator = await start('cloud');
  const { world } = emulator;
  for (const slug of ['a', 'b', 'c']) {
    await world.addRepository({ edition: 'cloud', owner: 'acme', slug, files: { 'package.json': '{}' } });
  }
  await world.addRepository({ edition: 'cloud', owner: 'acme', slug: 'empty' });
  const a = world.repository('cloud', 'acme', 'a')!;
  for (const number of [1, 2, 3])
    await world.commit(a, 'main', { n: `${number}` }, `Commit ${number}`, world.users[0]!);
});
afterAll(() => emulator.stop());

it('walks a numbered list by next, which the last page lacks', async () => {
  const first = await get('/repositories/acme?pagelen=3&sort=slug');
  expect([slugs(first), first.body.page, first.body.size]).toEqual([['a', 'b', 'c'], 1, 4]);
  expect(new URL(first.body.next).origin).toBe(emulator.url);
  const second = await get(first.body.next.slice(`${emulator.url}/2.0`.length));
  expect([slugs(second), second.body.page, second.body.next]).toEqual([['empty'], 2, undefined]);
  expect(second.body.previous).toContain('page=1');
});

it('walks commits by an opaque next, without size', async () => {
  const first = await get('/repositories/acme/a/commits?pagelen=2');
  expect(first.body).not.toHaveProperty('size');
  expect(new URL(first.body.next).searchParams.get('page')).not.toMatch(/^\d*$/);
  const second = await get(first.body.next.slice(`${emulator.url}/2.0`.length));
  const messages = [...first.body.values, ...second.body.values].map(({ message }) => message.trim());
  expect(messages).toEqual(['Commit 3', 'Commit 2', 'Commit 1', 'Initial commit']);
  expect(second.body.next).toBeUndefined();
  expect((await get('/repositories/acme/a/commits?pagelen=2&page=2')).status).toBe(400);
});

it.each([
  ['/repositories/acme?pagelen=100', 200],
  ['/repositories/acme?pagelen=101', 400],
  ['/repositories/acme?pagelen=0', 400],
  ['/repositories/acme?page=0', 400],
  ['/repositories/acme/a/pullrequests?pagelen=50', 200],
  ['/repositories/acme/a/pullrequests?pagelen=51', 400],
  ['/repositories/acme?role=boss', 400],
  ['/repositories/acme?q=updated_on', 400],
  ['/repositories/other', 404],
])('%s: %i', async (path, status) => {
  expect((await get(path)).status).toBe(status);
});

it.each<[string, string[]]>([
  ['q=name+~+%22MPT%22', ['empty']],
  ['q=updated_on+%3E+%222020-01-01T00:00:00Z%22', ['a', 'b', 'c', 'empty']],
  ['q=updated_on+%3E+2120-01-01T00:00:00Z', []],
  ['q=mainbranch+=+null', ['empty']],
  ['sort=-slug', ['empty', 'c', 'b', 'a']],
])('%s', async (query, expected) => {
  const found = slugs(await get(`/repositories/acme?pagelen=100&${query}`));
  expect(query.startsWith('sort') ? found : found.toSorted()).toEqual(expected);
});

it('gives the newest change first', async () => {
  expect(slugs(await get('/repositories/acme?sort=-updated_on'))[0]).toBe('a');
});

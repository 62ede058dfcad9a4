import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cloud } from '../cloud/edition.ts';
import { dataCenter } from '../data-center/edition.ts';
import type { Edition } from '../world.ts';
import { type Started, start } from './started.ts';

const names = [
  '..',
  '-x',
  '--output=x',
  '%00',
  '%0d%0aX: y',
  '{}',
  '__proto__',
  '💥',
  'a%2F..%2Fb',
  'HEAD',
  '-1',
  '1e999',
];
const queries = [
  '',
  '?start=1e9&limit=1&q=a&page=2',
  '?q=((((&sort=__proto__.x&fields=-*,%2B*',
  '?at=-x&until=--all&since=..&path=%00&key=x&version=__proto__',
];
const bodies: unknown[] = [
  [],
  null,
  'text',
  {
    __proto__: null,
    title: 1,
    reviewers: [null, 1, { user: null, uuid: {} }],
    source: [],
    events: {},
    name: '..',
    version: {},
  },
  {
    title: 'x',
    source: { branch: { name: '-x' } },
    fromRef: { id: '..' },
    toRef: {},
    content: { raw: [] },
    text: {},
    startPoint: '--all',
    url: 'x',
    key: 'k',
    state: {},
  },
  JSON.parse('{"__proto__":{"title":"x"},"constructor":{"prototype":{}}}'),
];

describe.each<[Edition, typeof cloud, string]>([
  ['cloud', cloud, 'api-token'],
  ['data-center', dataCenter, 'personal-http-developer'],
])('%s', (edition, api, token) => {
  let emulator: Started;
  beforeAll(async () => {
    emulator = await start(edition);
    const { world } = emulator;
    const owner = edition === 'cloud' ? world.workspace : world.projectKey;
    const repo = await world.addRepository({ edition, owner, slug: 'pay', files: { f: '1' } });
    const author = emulator.token(token).user!;
    await world.commit(repo, 'x', { f: '2' }, 'X', author);
    const draft = { title: 'T', description: '', reviewers: [], author, draft: false };
    await world.openPull(repo, { ...draft, source: 'x', target: 'main' });
  });
  afterAll(() => emulator.stop());

  it('answers odd input with a refusal, never with a failure of its own', async () => {
    const known = {
      workspace: 'acme',
      repo_slug: 'pay',
      pull_request_id: '1',
      projectKey: 'ACME',
      repositorySlug: 'pay',
      pullRequestId: '1',
    };
    const failed: string[] = [];
    let odd = 0;
    for (const { method, pattern } of api.routes.filter(({ pattern }) => !pattern.includes('/1.0/'))) {
      for (const [index, name] of names.entries()) {
        odd += 1;
        const path = pattern.replace(/\{(\w+?)(\.\.\.)?\}/g, (_all, key: string) => {
          const usual = known[key as keyof typeof known];
          return index % 2 === 0 && usual ? usual : name;
        });
        const body = method === 'GET' ? undefined : bodies[odd % bodies.length];
        const response = await fetch(emulator.url + path + queries[odd % queries.length], {
          method,
          redirect: 'manual',
          headers: emulator.headers(token, 'application/json'),
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        });
        await response.arrayBuffer();
        if (response.status >= 500)
          failed.push(
            `${method} ${path} ${queries[odd % queries.length]} ${JSON.stringify(body)} ${response.status}`,
          );
      }
    }
    expect(failed).toEqual([]);
  });
});

import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { EditionApi } from './http.ts';
import { type Emulator, startEmulator } from './server.ts';
import type { Edition, World } from './world.ts';

const run = promisify(execFile);

/** An edition with the least of rules: `Bearer secret`, or Basic with any user; git at `/git/{owner}/{slug}/…`. */
function plainEdition(edition: Edition): EditionApi {
  return {
    edition,
    routes: [
      {
        method: 'GET',
        pattern: '/2.0/user',
        handle: (call) => ({ status: 200, body: { root: call.baseUrl } }),
      },
      {
        method: 'POST',
        pattern: '/2.0/echo/{word}',
        handle: (call) => ({
          status: 201,
          body: { ...call.params, got: call.body.length, q: call.query.get('q') },
        }),
      },
      {
        method: 'GET',
        pattern: '/2.0/broken',
        handle: () => {
          throw new Error('a bug');
        },
      },
      {
        method: 'GET',
        pattern: '/2.0/text',
        handle: () => ({ status: 200, body: 'plain', headers: { 'X-Bad': 'a\nb' } }),
      },
      { method: 'DELETE', pattern: '/2.0/nothing', handle: () => ({ status: 204 }) },
    ],
    authenticate({ world, headers }) {
      const [scheme = '', value = ''] = (headers.authorization ?? '').split(' ');
      const basic = Buffer.from(value, 'base64').toString().split(':')[1];
      const secret = scheme.toLowerCase() === 'basic' ? basic : value;
      const token = world.tokens.find((one) => one.secret === secret && !one.revoked);
      if (token) return { status: 'ok', token };
      const login = { 'WWW-Authenticate': 'Basic realm="x"' };
      return { status: 'refused', answer: { status: 401, headers: login, body: { no: true } } };
    },
    notFound: () => ({ status: 404, body: { nothing: true } }),
    broken: () => ({ status: 500, body: { broken: true } }),
    headers: () => ({ 'X-Edition': edition }),
    gitPath(path) {
      const [, owner, slug, rest] = /^\/git\/([^/]+)\/([^/]+)(\/.+)$/.exec(path) ?? [];
      return owner && slug && rest ? { owner, slug, rest } : undefined;
    },
    hookPayload: () => undefined,
  };
}

let stateDir: string;
let emulator: Emulator;
const start = (seed: (world: World) => Promise<void>) =>
  startEmulator({
    stateDir,
    profile: '9.4',
    seed,
    cloud: plainEdition('cloud'),
    dataCenter: plainEdition('data-center'),
  });

beforeEach(async () => {
  stateDir = await mkdtemp(join(tmpdir(), 'suture-emulator-'));
  emulator = await start(async (world) => {
    await world.addRepository({ edition: 'cloud', owner: 'acme', slug: 'pay', files: { a: '1\n' } });
  });
});
afterEach(async () => {
  await emulator.close();
  await rm(stateDir, { recursive: true, force: true });
});

const token = () => emulator.world.tokens.find((one) => one.name === 'workspace-token')!;
const ask = (path: string, init: RequestInit = {}) =>
  fetch(`${emulator.cloud.url}${path}`, {
    ...init,
    headers: { authorization: `Bearer ${token().secret}`, ...(init.headers as Record<string, string>) },
  });
const setFaults = (faults: unknown) =>
  fetch(`${emulator.dataCenter.url}/_emulator/faults`, { method: 'PUT', body: JSON.stringify(faults) });

describe('REST', () => {
  test('routes, with captured names, query and body', async () => {
    const answer = await ask('/2.0/echo/a%2Fb?q=1', { method: 'POST', body: 'four' });
    expect(answer.status).toBe(201);
    expect(answer.headers.get('x-edition')).toBe('cloud');
    expect(answer.headers.get('content-type')).toMatch(/^application\/json/);
    expect(await answer.json()).toEqual({ word: 'a/b', got: 4, q: '1' });
  });

  test.each([
    ['an unknown path', '/2.0/none', {}, 404, { nothing: true }],
    ['a broken escape', '/2.0/%', {}, 404, { nothing: true }],
    ['a route that fails', '/2.0/broken', {}, 500, { broken: true }],
    ['a bad token', '/2.0/user', { headers: { authorization: 'Bearer x' } }, 401, { no: true }],
  ])('words the refusal of %s as the edition does', async (_, path, init, status, body) => {
    const answer = await ask(path, init);
    expect([answer.status, await answer.json()]).toEqual([status, body]);
  });

  test('sends text, and nothing for HEAD and 204', async () => {
    const text = await ask('/2.0/text');
    expect([await text.text(), text.headers.get('x-bad')]).toEqual(['plain', 'a?b']);
    const head = await ask('/2.0/text', { method: 'HEAD' });
    expect([head.status, await head.text()]).toEqual([200, '']);
    expect((await ask('/2.0/nothing', { method: 'DELETE' })).status).toBe(204);
  });

  test('calls its root what the caller calls it, if that is a host', async () => {
    const port = new URL(emulator.cloud.url).port;
    const rootFor = (host: string) =>
      new Promise((resolve, reject) => {
        const headers = { host, authorization: `Bearer ${token().secret}` };
        const call = httpRequest({ host: '127.0.0.1', port, path: '/2.0/user', headers }, async (answer) => {
          const chunks = await answer.toArray();
          resolve(JSON.parse(Buffer.concat(chunks).toString()).root);
        });
        call.on('error', reject).end();
      });
    expect(await rootFor('bitbucket.test:7990')).toBe('http://bitbucket.test:7990');
    expect(await rootFor('a/b"><script>')).toBe(emulator.cloud.url);
  });

  test('refuses a body without end', async () => {
    const answer = await ask('/2.0/echo/x', { method: 'POST', body: Buffer.alloc(11 * 1024 * 1024) }).catch(
      () => undefined,
    );
    expect([undefined, 413]).toContain(answer?.status);
    expect((await ask('/2.0/user')).status).toBe(200);
  });

  test('outlives what is no HTTP', async () => {
    for (const bytes of [
      '\0\0\0\r\n\r\n',
      'GET /2.0/user',
      'GET /%%% HTTP/1.1\r\nHost: \r\n\r\n',
      'BREW * HTTP/1.1\r\n\r\n',
    ])
      await new Promise<void>((resolve) => {
        const socket = connect(Number(new URL(emulator.cloud.url).port), '127.0.0.1', () =>
          socket.end(bytes),
        );
        socket.on('close', () => resolve()).on('error', () => {});
        socket.resume();
      });
    expect((await ask('/2.0/user')).status).toBe(200);
  });
});

describe('git', () => {
  const git = (...args: string[]) => {
    const basic = Buffer.from(`x:${token().secret}`).toString('base64');
    const env = {
      PATH: process.env.PATH,
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_TERMINAL_PROMPT: '0',
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: 'http.extraHeader',
      GIT_CONFIG_VALUE_0: `Authorization: Basic ${basic}`,
    };
    return run('git', ['-c', 'user.name=T', '-c', 'user.email=t@example.com', ...args], {
      env,
      cwd: stateDir,
    });
  };
  const url = () => `${emulator.cloud.url}/git/acme/pay`;
  const clone = () => git('clone', '-q', '--filter=blob:none', '--depth=1', url(), 'clone');

  test('clones in part, pushes, and the world hears of it', async () => {
    const events: object[] = [];
    emulator.world.on((event) => events.push(event));
    await clone();
    await git('-C', 'clone', 'commit', '-q', '--allow-empty', '-m', 'Mine');
    await git('-C', 'clone', 'push', '-q', 'origin', 'HEAD:refs/heads/mine', 'HEAD:refs/tags/t');
    await emulator.settled();
    const repo = emulator.world.repository('cloud', 'acme', 'pay')!;
    const after = await emulator.world.tip(repo, 'mine');
    const actor = { name: token().user!.name };
    expect(events).toMatchObject([{ kind: 'push', branch: 'mine', before: null, after, actor }]);
    expect(emulator.requests.counts()).toMatchObject({
      rest: 0,
      byCredential: { 'workspace-token': { 'git-receive-pack': 1, 'info/refs': expect.any(Number) } },
    });
  });

  test('tells pushes at the same time apart', async () => {
    const branches: string[] = [];
    emulator.world.on((event) => event.kind === 'push' && branches.push(event.branch));
    await clone();
    const names = ['a', 'b', 'c', 'd'];
    await Promise.all(
      names.map((name) => git('-C', 'clone', 'push', '-q', url(), `HEAD:refs/heads/${name}`)),
    );
    await emulator.settled();
    expect(branches.sort()).toEqual(names);
  });

  test('turns away strangers and unknown repositories', async () => {
    await expect(git('ls-remote', `${url()}x`)).rejects.toThrow('not found');
    emulator.faults.set([{ fault: 'revoked' }]);
    await expect(git('ls-remote', url())).rejects.toThrow('could not read Username');
    expect(Object.keys(emulator.requests.counts().byCredential)).toContain('refused');
  });

  test('a push whose answer is dropped is there all the same', async () => {
    await clone();
    await git('-C', 'clone', 'commit', '-q', '--allow-empty', '-m', 'Mine');
    await setFaults([{ match: { endpoint: 'git-receive-pack' }, fault: 'drop', after: true }]);
    await expect(git('-C', 'clone', 'push', '-q', 'origin', 'HEAD:refs/heads/mine')).rejects.toThrow();
    await emulator.settled();
    const repo = emulator.world.repository('cloud', 'acme', 'pay')!;
    expect(await emulator.world.tip(repo, 'mine')).toMatch(/^[0-9a-f]{40}$/);
  });

  test('an archived repository takes no push', async () => {
    await clone();
    emulator.world.repository('cloud', 'acme', 'pay')!.archived = true;
    await expect(git('-C', 'clone', 'push', 'origin', 'HEAD:refs/heads/mine')).rejects.toThrow('403');
  });
});

describe('the request log', () => {
  test('counts by credential and endpoint, never shows a secret, and can be cleared', async () => {
    await ask('/2.0/user?access_token=hush');
    await ask('/2.0/user');
    await ask('/2.0/none', { headers: { authorization: 'Bearer wrong-secret' } });
    const log = await fetch(`${emulator.dataCenter.url}/_emulator/requests?limit=2`);
    const text = await log.text();
    const counts = JSON.parse(text);
    expect(counts).toMatchObject({
      total: 3,
      rest: 3,
      git: 0,
      byCredential: { 'workspace-token': { 'GET /2.0/user': 2 }, refused: { 'GET (unknown)': 1 } },
      byEndpoint: { 'GET /2.0/user': 2, 'GET (unknown)': 1 },
    });
    expect(counts.entries).toHaveLength(2);
    expect(counts.entries[0]).toMatchObject({ edition: 'cloud', status: 200, credential: 'workspace-token' });
    expect(counts.entries[0].bytesIn).toBeGreaterThan(50);
    expect(counts.entries[0].bytesOut).toBeGreaterThan(50);
    for (const secret of [token().secret, 'wrong-secret', 'hush']) expect(text).not.toContain(secret);
    await fetch(`${emulator.cloud.url}/_emulator/requests`, { method: 'DELETE' });
    expect(emulator.requests.counts().total).toBe(0);
  });
});

describe('faults over the wire', () => {
  test('too many requests, with headers and without', async () => {
    await setFaults([
      { fault: 'rate-limit', headers: true, times: 1 },
      { fault: 'rate-limit', times: 1 },
    ]);
    const [one, two, three] = [await ask('/2.0/user'), await ask('/2.0/user'), await ask('/2.0/user')];
    expect([one.status, two.status, three.status]).toEqual([429, 429, 200]);
    expect(one.headers.get('x-ratelimit-nearlimit')).toBe('true');
    expect([...two.headers.keys()].filter((name) => /ratelimit|retry/.test(name))).toEqual([]);
  });

  test('a dropped connection, before the work and after it', async () => {
    await setFaults([{ match: { method: 'GET' }, fault: 'drop' }]);
    await expect(ask('/2.0/user')).rejects.toThrow('fetch failed');
    await setFaults([{ fault: 'drop', after: true }]);
    await expect(ask('/2.0/echo/x', { method: 'POST' })).rejects.toThrow('fetch failed');
    expect(emulator.requests.counts().entries.map((entry) => entry.status)).toEqual([0, 0]);
  });

  test('a revoked token is worded by the edition', async () => {
    await setFaults([{ fault: 'revoked', times: 1 }]);
    expect([(await ask('/2.0/user')).status, (await ask('/2.0/user')).status]).toEqual([401, 200]);
  });

  test('a slow answer comes, and does not hold up the end', async () => {
    await setFaults([
      { fault: 'slow', ms: 1, times: 1 },
      { fault: 'slow', ms: 600_000 },
    ]);
    const endless = ask('/2.0/user').catch(() => 'cut');
    await expect.poll(() => emulator.requests.counts().total).toBe(1);
    await emulator.close();
    expect(await endless).toBe('cut');
  });

  test('are shown, refused where senseless, and cleared', async () => {
    const refused = await setFaults([{ fault: 'nope' }]);
    expect(refused.status).toBe(400);
    expect(await refused.json()).toMatchObject({ message: expect.stringContaining('fault') });
    await setFaults([{ fault: 'gone' }]);
    const faults = `${emulator.cloud.url}/_emulator/faults`;
    expect(await (await fetch(faults)).json()).toMatchObject([{ fault: 'gone', hits: 0 }]);
    expect((await ask('/2.0/user')).status).toBe(410);
    await fetch(faults, { method: 'DELETE' });
    expect((await ask('/2.0/user')).status).toBe(200);
    expect((await fetch(`${emulator.cloud.url}/_emulator/nothing`)).status).toBe(404);
    expect((await fetch(`${emulator.cloud.url}/_emulator/builds/..%2f..%2fworld`)).status).toBe(404);
  });
});

test('goes on from its directory, tokens and all, without seeding twice', async () => {
  const before = emulator.description();
  await emulator.close();
  emulator = await start(() => Promise.reject(new Error('seeded twice')));
  const after = emulator.description();
  expect(after.tokens).toEqual(before.tokens);
  expect(after.cloneUrls).toMatchObject([{ slug: 'pay', url: `${emulator.cloud.url}/acme/pay.git` }]);
  expect((await ask('/2.0/user')).status).toBe(200);
});

test('a port that is taken ends the start, and nothing stays behind', async () => {
  const taken = Number(new URL(emulator.cloud.url).port);
  const other = await mkdtemp(join(tmpdir(), 'suture-emulator-'));
  const starting = startEmulator({
    stateDir: other,
    dataCenterPort: taken,
    profile: '9.4',
    seed: async () => {},
    cloud: plainEdition('cloud'),
    dataCenter: plainEdition('data-center'),
  });
  await expect(starting).rejects.toMatchObject({ code: 'EADDRINUSE' });
  await rm(other, { recursive: true, force: true });
});

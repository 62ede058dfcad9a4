import { createHmac } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { makeAccounts } from '../accounts.ts';
import type { EditionApi } from '../http.ts';
import { type OpenWorld, openWorld } from '../world/open.ts';
import type { Edition, Hook, Repo } from '../world.ts';
import { type Deliveries, makeDeliveries } from './deliver.ts';

let [stateDir, size]: [string, number] = ['', 1];
let world: OpenWorld;
let deliveries: Deliveries;
let receiver: Server;
let received: { headers: IncomingHttpHeaders; body: string }[];
/** What the receiver answers next; 0: nothing at all. */
let answers: number[];
let clock: number;
const stop = new AbortController();

const api = {
  hookPayload: (event: { kind: string; branch?: string }) =>
    event.kind === 'push'
      ? {
          eventKey: 'repo:push',
          body: { branch: event.branch, big: 'x'.repeat(size) },
          headers: { 'X-Own': 'yes' },
        }
      : undefined,
} as unknown as EditionApi;

beforeEach(async () => {
  [received, answers, clock, size] = [[], [], Date.parse('2026-11-01T10:00:00Z'), 1];
  stateDir = await mkdtemp(join(tmpdir(), 'suture-hooks-'));
  world = await openWorld({ stateDir, accounts: makeAccounts, now: () => new Date(clock) });
  deliveries = makeDeliveries({
    world,
    apis: { cloud: api, 'data-center': api },
    urls: { cloud: 'http://cloud', 'data-center': 'http://dc' },
    profile: '9.4',
    signal: stop.signal,
    timeout: 300,
  });
  receiver = createServer(async (request, response) => {
    const body = Buffer.concat(await request.toArray()).toString();
    received.push({ headers: request.headers, body });
    const status = answers.shift() ?? 200;
    if (status !== 0) response.writeHead(status, { location: '/elsewhere' }).end();
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
});
afterEach(async () => {
  receiver.close();
  receiver.closeAllConnections();
  await world.flush();
  await rm(stateDir, { recursive: true, force: true });
});

async function setUp(edition: Edition, more: Partial<Hook> = {}): Promise<{ repo: Repo; hook: Hook }> {
  const owner = edition === 'cloud' ? 'acme' : 'ACME';
  const repo = await world.addRepository({ edition, owner, slug: 'pay', files: { a: '1' } });
  const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`;
  const given = { edition, repo, url, events: ['repo:push'], active: true, description: '' };
  return { repo, hook: world.addHook({ ...given, ...more }) };
}
async function push(repo: Repo, branch = 'b'): Promise<void> {
  await world.pushed(repo, world.developer, [{ branch, before: null, after: 'a'.repeat(40) }]);
  await deliveries.drained();
}

describe('Cloud', () => {
  test('sends one signed request with its headers', async () => {
    const { repo, hook } = await setUp('cloud', { secret: 'Gkvl$k' });
    await push(repo);
    expect(received).toHaveLength(1);
    const [{ headers, body } = { headers: {}, body: '' }] = received;
    expect(headers).toMatchObject({
      'content-type': 'application/json',
      'user-agent': 'Bitbucket-Webhooks/2.0',
      'x-event-key': 'repo:push',
      'x-hook-uuid': hook.id.slice(1, -1),
      'x-request-uuid': expect.stringMatching(/^[0-9a-f-]{36}$/),
      'x-attempt-number': '1',
      'x-own': 'yes',
      'x-hub-signature': `sha256=${createHmac('sha256', 'Gkvl$k').update(body).digest('hex')}`,
    });
    expect(JSON.parse(body)).toMatchObject({ branch: 'b' });
  });

  test.each([
    ['after a 500, until it is taken', [500, 200], ['1', '2']],
    ['three times in all', [500, 503, 502, 200], ['1', '2', '3']],
    ['after no answer in time', [0, 200], ['1', '2']],
    ['not after a 400', [400, 200], ['1']],
    ['not after a redirect, which it does not follow either', [302, 200], ['1']],
  ])('tries again %s', async (_, given, attempts) => {
    answers = given;
    const { repo } = await setUp('cloud');
    await push(repo);
    expect(received.map(({ headers }) => headers['x-attempt-number'])).toEqual(attempts);
    expect(new Set(received.map(({ headers }) => headers['x-request-uuid'])).size).toBe(1);
    expect(received[0]?.headers).not.toHaveProperty('x-hub-signature');
  });

  test('says nothing of what is larger than 256 KB', async () => {
    const { repo } = await setUp('cloud');
    size = 256 * 1024;
    await push(repo);
    expect(received).toEqual([]);
  });
});

describe('Data Center', () => {
  test('sends once, whatever the answer, and also what is large', async () => {
    size = 256 * 1024;
    answers = [500];
    const { repo } = await setUp('data-center', { secret: 's' });
    await push(repo);
    expect(received).toHaveLength(1);
    expect(received[0]?.headers).toMatchObject({
      'x-event-key': 'repo:push',
      'x-request-id': expect.any(String),
    });
    expect(received[0]?.headers).not.toHaveProperty('x-attempt-number');
    expect(received[0]?.headers['x-hub-signature']).toMatch(/^sha256=/);
  });

  test('its test request is unsigned', async () => {
    const { hook } = await setUp('data-center', { secret: 's' });
    expect(await deliveries.ping(hook.id)).toBe(true);
    expect(await deliveries.ping('nope')).toBe(false);
    expect(received.map(({ headers, body }) => [headers['x-event-key'], body])).toEqual([
      ['diagnostics:ping', '{"test":true}'],
    ]);
    expect(received[0]?.headers).not.toHaveProperty('x-hub-signature');
  });

  test('rests after five failures, and longer each time', async () => {
    answers = Array(6).fill(500);
    const { repo } = await setUp('data-center');
    const countAfter = async (milliseconds: number) => {
      clock += milliseconds;
      await push(repo);
      return received.length;
    };
    for (let failure = 1; failure <= 5; failure += 1) expect(await countAfter(0)).toBe(failure);
    expect(await countAfter(9_000)).toBe(5);
    expect(await countAfter(1_001)).toBe(6);
    expect(await countAfter(19_000)).toBe(6);
    expect(await countAfter(1_001)).toBe(7);
    expect(await countAfter(0)).toBe(8);
  });
});

test('only active hooks of the repository with that event are called, in order', async () => {
  const { repo, hook } = await setUp('cloud');
  world.addHook({ ...hook, active: false });
  world.addHook({ ...hook, events: ['pullrequest:created'] });
  const branches = ['a', 'b', 'c'];
  await world.pushed(
    repo,
    world.developer,
    branches.map((branch) => ({ branch, before: null, after: 'a'.repeat(40) })),
  );
  await deliveries.drained();
  expect(received.map(({ body }) => JSON.parse(body).branch)).toEqual(branches);
});

test.each(['http://127.0.0.1:1/', 'nonsense', 'file:///etc/passwd'])('outlives a hook to %s', async (url) => {
  const { repo } = await setUp('cloud', { url });
  await push(repo);
  expect(received).toEqual([]);
});

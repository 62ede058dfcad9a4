import { createHmac } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { cloud } from '../../emulator/cloud/edition.ts';
import { dataCenter } from '../../emulator/data-center/edition.ts';
import { seedEmpty } from '../../emulator/seed.ts';
import { type Emulator, startEmulator } from '../../emulator/server.ts';
import type { Edition, Repo, Token } from '../../emulator/world.ts';
import type { Connection, Credential } from '../domain/connection.ts';
import { makeHttp } from '../lib/http/make-http.ts';
import { fakeClock } from './client/fake.ts';
import type { CodeHost, Draft, HostDriver } from './host.ts';

/** What every host must do, told once and run against each over the emulator's side of it. */
export function hostContract({ driver, edition }: { driver: HostDriver; edition: Edition }): void {
  const isCloud = edition === 'cloud';
  const http = makeHttp({ noProxy: [], userAgent: 'suture/test' });
  let emulator: Emulator;
  let stateDir: string;
  let count = 0;

  beforeAll(async () => {
    stateDir = await mkdtemp(join(tmpdir(), 'suture-hosts-'));
    const options = { stateDir, profile: '9.4', seed: seedEmpty, cloud, dataCenter, runCi: false } as const;
    emulator = await startEmulator(options);
  });
  afterAll(async () => {
    await http.close();
    await emulator.close();
    await rm(stateDir, { recursive: true, force: true });
  });
  beforeEach(() => emulator.requests.clear());
  afterEach(() => emulator.faults.clear());

  const owner = () => (isCloud ? emulator.world.workspace : emulator.world.projectKey);
  const baseUrl = () => (isCloud ? emulator.cloud.url : emulator.dataCenter.url);
  const signal = new AbortController().signal;

  /** Opens the connection with the emulator's token of that name. */
  function open(
    tokenName = isCloud ? 'api-token' : 'personal-http',
    change: Partial<Connection> = {},
  ): CodeHost {
    return openWith(credentialOf(tokenNamed(tokenName)), change);
  }

  function openWith(credential: Credential, change: Partial<Connection> = {}): CodeHost {
    const connection: Connection = {
      id: '1',
      kind: driver.kind,
      name: 'test',
      baseUrl: baseUrl(),
      scope: [owner()],
      health: { state: 'new' },
      ...change,
    };
    return driver.open(connection, credential, http, fakeClock(Date.now()));
  }

  function tokenNamed(name: string): Token {
    const token = emulator.world.tokens.find((one) => one.edition === edition && one.name === name);
    if (!token) throw new Error(`The emulator has no token ${name}`);
    return token;
  }

  function user(name: string) {
    return emulator.world.users.find((one) => one.edition === edition && one.displayName === name)!;
  }

  /** A repository of its own with branches that differ from `main`. */
  async function repository(...branches: string[]): Promise<Repo> {
    count += 1;
    const { world } = emulator;
    const files = { 'a.txt': 'a' };
    const repo = await world.addRepository({ edition, owner: owner(), slug: `repo-${count}`, files });
    for (const branch of branches) await pushTo(repo, branch);
    emulator.requests.clear();
    return repo;
  }

  async function pushTo(repo: Repo, branch: string): Promise<string> {
    const { world } = emulator;
    if (!(await world.tip(repo, branch)))
      await world.addBranch(repo, branch, (await world.tip(repo, 'main'))!, world.developer);
    count += 1;
    return world.commit(repo, branch, { 'b.txt': `${count}` }, 'Change', world.developer);
  }

  const slugOf = (repo: Repo) => ({ owner: repo.owner, name: repo.slug });
  const draft = (branch: string, more: Partial<Draft> = {}): Draft => ({
    branch,
    target: 'main',
    title: `fix(deps): ${branch}`,
    description: 'Because.',
    reviewers: [],
    ...more,
  });
  const calls = () => emulator.requests.counts(10_000).entries.filter(({ use }) => use === 'rest');
  const posts = () => calls().filter(({ method }) => method === 'POST').length;
  const faults = (...list: Parameters<typeof fault>) => emulator.faults.set([fault(...list)]);
  const fault = (kind: string, more: object = {}) => ({ fault: kind, match: { edition, ...more } });

  describe('account', () => {
    test('is told once', async () => {
      const host = open();
      const suture = user('Suture');
      const id = isCloud ? suture.id : suture.name;
      expect(await host.account()).toMatchObject({ id });
      expect(await host.account()).toMatchObject({ id });
      expect(calls()).toHaveLength(1);
      expect(host.usage().calls).toBe(1);
    });

    test('is absent for a token of a project, which then lists no pull requests of its own', async () => {
      const host = open(isCloud ? 'workspace-token' : 'project-http');
      expect(await host.account()).toBeUndefined();
      expect(await host.ownPullRequests({ signal })).toBeUndefined();
      expect(calls().length).toBeLessThanOrEqual(2);
    });
  });

  describe('repositories', () => {
    test('are listed with what survives a rename', async () => {
      const repo = await repository();
      const all = await collect(open().repositories({ signal }));
      const found = all.find(({ slug }) => slug.name === repo.slug);
      expect(found).toMatchObject({ slug: slugOf(repo), archived: false });
      const renamed = `${repo.slug}-renamed`;
      emulator.world.renameRepository(repo, renamed);
      const again = await collect(open().repositories({ signal }));
      expect(again.find(({ remoteId }) => remoteId === found?.remoteId)?.slug.name).toBe(renamed);
    });

    test('keep answering under their old name', async () => {
      const repo = await repository('suture/a');
      const host = open();
      const slug = slugOf(repo);
      const moved = `${repo.slug}-moved`;
      emulator.world.renameRepository(repo, moved);
      const opened = await host.openPullRequest(slug, draft('suture/a'));
      expect(opened.slug.name).toBe(moved);
      expect(await host.openPullRequests(slug)).toHaveLength(1);
    });

    test('of the past are left out with `since` where the host can tell', async () => {
      const repo = await repository();
      const since = new Date(Date.now() + 3_600_000).toISOString();
      const found = await collect(open().repositories({ signal, since }));
      expect(found.some(({ slug }) => slug.name === repo.slug)).toBe(!isCloud);
    });

    test('of another workspace or project are not found', async () => {
      const none = collect(open(undefined, { scope: ['nowhere'] }).repositories({ signal }));
      if (isCloud) await expect(none).rejects.toMatchObject({ code: 'not-found', retry: false });
      else expect(await none).toEqual([]);
    });

    test('git remotes carry the credential apart from the URL', async () => {
      const repo = await repository();
      const { url, auth } = open().remote(slugOf(repo));
      expect(url).toContain(`/${repo.slug}.git`);
      expect(url).not.toContain('@');
      const authorization =
        auth.kind === 'basic'
          ? `Basic ${Buffer.from(`${auth.username}:${auth.secret}`).toString('base64')}`
          : auth.kind === 'header'
            ? auth.header.replace('Authorization: ', '')
            : '';
      const answer = await http.send({
        method: 'GET',
        url: `${url}/info/refs?service=git-upload-pack`,
        headers: { authorization },
      });
      expect(answer.status).toBe(200);
    });
  });

  describe('pull requests', () => {
    test('are opened, read and listed, with slashes in branch names', async () => {
      const repo = await repository('suture/npm/a', 'feature/x');
      const host = open();
      const slug = slugOf(repo);
      const opened = await host.openPullRequest(slug, draft('suture/npm/a'));
      expect(opened).toMatchObject({
        slug,
        state: 'open',
        branch: 'suture/npm/a',
        target: 'main',
        droppedReviewers: [],
      });
      expect(opened.url).toMatch(/^http/);
      const tip = await emulator.world.tip(repo, 'suture/npm/a');
      expect(tip?.startsWith(opened.head)).toBe(true);
      expect(opened.head.length).toBeGreaterThanOrEqual(12);
      await host.openPullRequest(slug, draft('feature/x'));
      expect((await host.openPullRequests(slug)).map(({ number }) => number)).toEqual([opened.number]);
      expect(await host.pullRequest(slug, opened.number)).toMatchObject({ title: 'fix(deps): suture/npm/a' });
      expect(await host.pullRequest(slug, 4711)).toBeUndefined();
    });

    test('cost 3 calls each, and 8 for five', async () => {
      const branches = ['1', '2', '3', '4', '5'].map((n) => `suture/${n}`);
      const repo = await repository(...branches);
      repo.defaultReviewers = [user('Dana Lang'), user('Suture'), user('Lee Gone')];
      const host = open();
      const slug = slugOf(repo);
      const all = await collect(host.repositories({ signal }));
      const { remoteId } = all.find((one) => one.slug.name === repo.slug)!;
      emulator.requests.clear();
      expect(await host.openPullRequests(slug)).toEqual([]);
      const reviewers = await host.defaultReviewers(
        { slug, remoteId },
        { branch: 'suture/1', target: 'main' },
      );
      await host.openPullRequest(slug, draft('suture/1', { reviewers: reviewers.slice(0, 1) }));
      expect(calls()).toHaveLength(3);
      for (const branch of branches.slice(1))
        await host.openPullRequest(slug, draft(branch, { reviewers: reviewers.slice(0, 1) }));
      expect(calls().length).toBeLessThanOrEqual(8);
    });

    test('default reviewers come without ourselves, once we are known', async () => {
      const repo = await repository('suture/a');
      repo.defaultReviewers = [user('Dana Lang'), user('Suture')];
      const host = open();
      await host.account();
      const all = await collect(host.repositories({ signal }));
      const { slug, remoteId } = all.find((one) => one.slug.name === repo.slug)!;
      const refs = { branch: 'suture/a', target: 'main' };
      const dana = user('Dana Lang');
      expect(await host.defaultReviewers({ slug, remoteId }, refs)).toEqual([
        { id: isCloud ? dana.id : dana.name, name: 'Dana Lang' },
      ]);
    });

    test('refused reviewers are dropped and told, the others stay', async () => {
      const repo = await repository('suture/a');
      const wanted = [user('Dana Lang'), user('Suture'), user('Rui Costa')].map(asReviewer);
      const opened = await open().openPullRequest(slugOf(repo), draft('suture/a', { reviewers: wanted }));
      expect(opened.droppedReviewers).toEqual(['Suture']);
      expect(reviewersOf(repo)).toEqual(['Dana Lang', 'Rui Costa']);
      expect(posts()).toBe(2);
    });

    test('closed and unknown accounts are dropped too', async () => {
      const repo = await repository('suture/a');
      const stranger = { id: isCloud ? '{00000000-0000-4000-8000-000000000000}' : 'nobody', name: 'Nobody' };
      const wanted = [asReviewer(user('Dana Lang')), asReviewer(user('Lee Gone')), stranger];
      const opened = await open().openPullRequest(slugOf(repo), draft('suture/a', { reviewers: wanted }));
      expect(opened.droppedReviewers.toSorted()).toEqual(['Lee Gone', 'Nobody']);
      expect(reviewersOf(repo)).toEqual(['Dana Lang']);
    });

    test('opening twice leaves one, with the newer words', async () => {
      const repo = await repository('suture/a');
      const host = open();
      const slug = slugOf(repo);
      const first = await host.openPullRequest(slug, draft('suture/a'));
      const second = await host.openPullRequest(
        slug,
        draft('suture/a', { title: 'Newer', description: 'Words.' }),
      );
      expect(second.number).toBe(first.number);
      expect(await host.pullRequest(slug, first.number)).toMatchObject({
        title: 'Newer',
        description: 'Words.',
      });
      expect(emulator.world.pulls(repo)).toHaveLength(1);
    });

    test('a connection that drops after the POST leaves one', async () => {
      const repo = await repository('suture/a');
      emulator.faults.set([{ ...drop({ method: 'POST' }), after: true, times: 1 }]);
      const opened = await open().openPullRequest(slugOf(repo), draft('suture/a'));
      expect(emulator.world.pulls(repo).map(({ number }) => number)).toEqual([opened.number]);
      expect(posts()).toBe(1);
    });

    test('a connection that drops before the POST is tried again', async () => {
      const repo = await repository('suture/a');
      emulator.faults.set([{ ...drop({ method: 'POST' }), times: 1 }]);
      await open().openPullRequest(slugOf(repo), draft('suture/a'));
      expect(emulator.world.pulls(repo)).toHaveLength(1);
      expect(posts()).toBe(2);
    });

    test('5xx to the POST is tried again only after a look', async () => {
      const repo = await repository('suture/a');
      emulator.faults.set([
        { fault: 'server-error', status: 503, match: { edition, method: 'POST' }, times: 2 },
      ]);
      await open().openPullRequest(slugOf(repo), draft('suture/a'));
      expect(calls().map(({ method }) => method)).toEqual(['POST', 'GET', 'POST', 'GET', 'POST']);
    });

    test('updates keep the reviewers, change nothing needlessly, and cut what is too long', async () => {
      const repo = await repository('suture/a');
      const host = open();
      const slug = slugOf(repo);
      const reviewers = [asReviewer(user('Dana Lang'))];
      const { number } = await host.openPullRequest(slug, draft('suture/a', { reviewers }));
      await host.updatePullRequest(slug, number, { title: 'New', description: 'x'.repeat(40_000) });
      const now = await host.pullRequest(slug, number);
      expect(now?.title).toBe('New');
      expect(now?.description).toMatch(/x\n\n_The rest was cut off.*_$/);
      expect(reviewersOf(repo)).toEqual(['Dana Lang']);
      emulator.requests.clear();
      await host.updatePullRequest(slug, number, { title: 'New', description: 'x'.repeat(40_000) });
      expect(calls().map(({ method }) => method)).toEqual(['GET']);
    });

    test('are declined once, with the reason as a comment', async () => {
      const repo = await repository('suture/a');
      const host = open();
      const slug = slugOf(repo);
      const { number } = await host.openPullRequest(slug, draft('suture/a'));
      await host.declinePullRequest(slug, number, 'It is fixed on main.');
      await host.declinePullRequest(slug, number, 'Again.');
      expect(await host.pullRequest(slug, number)).toMatchObject({ state: 'declined' });
      expect(await host.openPullRequests(slug)).toEqual([]);
      expect(commentsOf(repo)).toEqual(['It is fixed on main.\n\n[//]: # (suture:declined)']);
    });

    test('a lost answer to declining is not an error', async () => {
      const repo = await repository('suture/a');
      const host = open();
      const { number } = await host.openPullRequest(slugOf(repo), draft('suture/a'));
      emulator.faults.set([{ ...drop({ endpoint: 'decline' }), after: true, times: 1 }]);
      await host.declinePullRequest(slugOf(repo), number, 'Obsolete.');
      expect(emulator.world.pulls(repo)[0]?.state).toBe('DECLINED');
    });

    test('of ours in every state come newest change first, page by page', async () => {
      const repo = await repository('suture/a', 'suture/b', 'suture/c', 'dana/a');
      const { world } = emulator;
      const host = open();
      const slug = slugOf(repo);
      const numbers = [];
      for (const branch of ['suture/a', 'suture/b', 'suture/c'])
        numbers.push((await host.openPullRequest(slug, draft(branch))).number);
      await open(isCloud ? 'api-token-developer' : 'personal-http-developer').openPullRequest(
        slug,
        draft('dana/a'),
      );
      await world.mergePull(world.pull(repo, numbers[1]!)!, world.developer);
      await host.declinePullRequest(slug, numbers[0]!, 'Obsolete.');
      emulator.requests.clear();
      const own = (await collect((await host.ownPullRequests({ signal }))!)).filter(
        (pull) => pull.slug.name === repo.slug,
      );
      expect(own.map(({ number, state }) => [number, state])).toEqual([
        [numbers[0], 'declined'],
        [numbers[1], 'merged'],
        [numbers[2], 'open'],
      ]);
    });
  });

  describe('comments', () => {
    test('are written once per marker and edited in place', async () => {
      const repo = await repository('suture/a');
      const host = open();
      const slug = slugOf(repo);
      const { number } = await host.openPullRequest(slug, draft('suture/a'));
      const marker = '[//]: # (suture:build)';
      emulator.world.addComment(emulator.world.pulls(repo)[0]!, user('Dana Lang'), `I quote:\n\n${marker}`);
      await host.comment(slug, number, { marker, body: 'Red.' });
      await host.comment(slug, number, { marker, body: 'Still red.' });
      await host.comment(slug, number, { marker, body: 'Still red.' });
      await host.comment(slug, number, { marker: '[//]: # (suture:other)', body: 'Other.' });
      expect(commentsOf(repo)).toEqual([
        `I quote:\n\n${marker}`,
        `Still red.\n\n${marker}`,
        'Other.\n\n[//]: # (suture:other)',
      ]);
      expect(calls().filter(({ method }) => method === 'PUT')).toHaveLength(1);
    });

    test('a connection that drops after the POST leaves one', async () => {
      const repo = await repository('suture/a');
      const host = open();
      const { number } = await host.openPullRequest(slugOf(repo), draft('suture/a'));
      emulator.faults.set([{ ...drop({ endpoint: 'comments', method: 'POST' }), after: true, times: 1 }]);
      await host.comment(slugOf(repo), number, { marker: '[//]: # (suture:build)', body: 'Red.' });
      expect(commentsOf(repo)).toHaveLength(1);
    });

    test('are found behind the first page', async () => {
      const repo = await repository('suture/a');
      const host = open();
      const { number } = await host.openPullRequest(slugOf(repo), draft('suture/a'));
      const marker = '[//]: # (suture:build)';
      await host.comment(slugOf(repo), number, { marker, body: 'Red.' });
      const pull = emulator.world.pulls(repo)[0]!;
      for (let n = 0; n < 520; n += 1) emulator.world.addComment(pull, user('Dana Lang'), `${n}`);
      await host.comment(slugOf(repo), number, { marker, body: 'Green.' });
      expect(commentsOf(repo).filter((text) => text.includes(marker))).toEqual([`Green.\n\n${marker}`]);
    });
  });

  describe('builds', () => {
    test('are taken together by commit, with the failed ones named', async () => {
      const repo = await repository();
      const commits = [];
      for (const branch of ['suture/a', 'suture/b', 'suture/c', 'suture/d'])
        commits.push(await pushTo(repo, branch));
      const [red, running, green, none] = commits as [string, string, string, string];
      const put = (commit: string, key: string, state: 'SUCCESSFUL' | 'FAILED' | 'INPROGRESS') =>
        emulator.world.putStatus({
          repo,
          commit,
          key,
          state,
          name: `Build ${key}`,
          url: 'https://ci.example/1',
          description: 'It said so',
        });
      put(red, 'unit', 'SUCCESSFUL');
      put(red, 'lint', 'FAILED');
      put(running, 'unit', 'INPROGRESS');
      put(green, 'unit', 'SUCCESSFUL');
      emulator.requests.clear();
      const found = await open().builds(slugOf(repo), commits);
      expect([red, running, green, none].map((commit) => found.get(commit)?.state)).toEqual([
        'failed',
        'running',
        'passed',
        'none',
      ]);
      expect(found.get(red)?.builds).toContainEqual({
        key: 'lint',
        name: 'Build lint',
        state: 'failed',
        url: 'https://ci.example/1',
        description: 'It said so',
      });
      expect(calls()).toHaveLength(isCloud ? 4 : 2);
    });

    test('no commits cost no call', async () => {
      expect((await open().builds({ owner: owner(), name: 'x' }, [])).size).toBe(0);
      expect(calls()).toEqual([]);
    });
  });

  describe('webhooks', () => {
    const admin = () => open(isCloud ? 'api-token' : 'personal-http-developer');
    const hook = { url: 'https://suture.example/hooks/1', secret: 's3cret' };

    test('are made once, repaired, and removed, in at most two calls', async () => {
      const repo = await repository();
      const host = admin();
      const hooks = () => emulator.world.hooks(repo);
      await host.ensureHook(slugOf(repo), hook);
      expect(calls()).toHaveLength(2);
      await host.ensureHook(slugOf(repo), hook);
      expect(hooks()).toHaveLength(1);
      const { events } = hooks()[0]!;
      emulator.world.updateHook(hooks()[0]!, { active: false, events: [events[0]!] });
      emulator.requests.clear();
      await host.ensureHook(slugOf(repo), { ...hook, secret: 'newer' });
      expect(calls()).toHaveLength(2);
      expect(hooks()).toEqual([
        expect.objectContaining({ active: true, events, secret: 'newer', url: hook.url }),
      ]);
      await host.removeHook(slugOf(repo), hook.url);
      await host.removeHook(slugOf(repo), hook.url);
      expect(hooks()).toEqual([]);
    });

    test('what they deliver is read, and an altered copy is not', async () => {
      const repo = await repository();
      const received: { headers: Record<string, string | undefined>; body: Buffer }[] = [];
      const receiver = createServer(async (request, response) => {
        const body = Buffer.concat(await collect(request));
        received.push({ headers: request.headers as Record<string, string>, body });
        response.end();
      });
      await new Promise<void>((done) => receiver.listen(0, '127.0.0.1', done));
      const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`;
      await admin().ensureHook(slugOf(repo), { ...hook, url });
      await pushTo(repo, 'suture/a/b');
      await emulator.settled();
      receiver.close();
      const readings = received.map((request) => driver.readHook(request, hook.secret));
      const slug = slugOf(repo);
      expect(readings).toContainEqual({
        status: 'event',
        id: expect.stringMatching(/.+/),
        event: expect.objectContaining({ kind: 'pushed', slug, branches: ['suture/a/b'] }),
      });
      const { headers, body } = received[0]!;
      const altered = Buffer.concat([body, Buffer.from(' ')]);
      expect(driver.readHook({ headers, body: altered }, hook.secret).status).toBe('rejected');
      const signed = `sha256=${createHmac('sha256', 'other').update(body).digest('hex')}`;
      const forged = { headers: { ...headers, 'x-hub-signature': signed }, body };
      expect(driver.readHook(forged, hook.secret).status).toBe('rejected');
    });
  });

  describe('trouble', () => {
    test.each([true, false])('429 (headers: %s) is waited out', async (headers) => {
      emulator.faults.set([{ fault: 'rate-limit', headers, match: { edition }, times: 2 }]);
      const repo = await repository('suture/a');
      await open().openPullRequest(slugOf(repo), draft('suture/a'));
      expect(calls().map(({ status }) => status)).toEqual([429, 429, 201]);
    });

    test('429 without end is given back to the queue with a time', async () => {
      faults('rate-limit');
      const { retryAfter } = await open()
        .openPullRequests({ owner: owner(), name: 'x' })
        .catch((error) => error);
      expect(retryAfter).toBeGreaterThanOrEqual(1000);
      expect(calls()).toHaveLength(3);
    });

    test('5xx and dropped connections to reading are tried again', async () => {
      const repo = await repository();
      emulator.faults.set([
        { fault: 'server-error', status: 555, match: { edition }, times: 1 },
        { ...drop({}), times: 1 },
      ]);
      expect(await open().openPullRequests(slugOf(repo))).toEqual([]);
      expect(calls()).toHaveLength(3);
    });

    test('a revoked token is a failed login, not worth a retry', async () => {
      const repo = await repository();
      faults('revoked');
      await expect(open().openPullRequests(slugOf(repo))).rejects.toMatchObject({
        code: 'login-failed',
        retry: false,
        remedy: expect.stringContaining('revoked'),
      });
      expect(calls()).toHaveLength(1);
    });

    test('no error carries the secret', async () => {
      const repo = await repository();
      const name = isCloud ? 'api-token-expired' : 'personal-http-expired';
      const error = await open(name)
        .openPullRequests(slugOf(repo))
        .catch((thrown) => thrown);
      expect(error).toMatchObject({
        name: 'HostError',
        code: expect.stringMatching(/login-failed|token-expired/),
      });
      const { secret } = tokenNamed(name);
      expect(`${error.message} ${error.remedy} ${error.stack}`).not.toContain(secret);
    });

    test('one in five calls fails, and all is there once', async () => {
      const branches = ['1', '2', '3', '4', '5', '6'].map((n) => `suture/${n}`);
      const repo = await repository(...branches);
      const share = 0.07;
      emulator.faults.set([
        { fault: 'rate-limit', match: { edition }, share, seed: 7 },
        { fault: 'server-error', match: { edition }, share, seed: 8 },
        { ...drop({}), after: true, share, seed: 9 },
      ]);
      const host = open();
      for (const branch of branches) {
        const { number } = await host.openPullRequest(slugOf(repo), draft(branch));
        await host.comment(slugOf(repo), number, { marker: '[//]: # (suture:build)', body: 'Red.' });
      }
      expect(emulator.world.pulls(repo)).toHaveLength(6);
      expect(commentsOf(repo)).toHaveLength(6);
    });
  });

  describe('check', () => {
    const statuses = async (host: CodeHost) =>
      (await host.check()).map(({ name, subject, status }) =>
        [name, ...(subject ? [subject] : []), status].join(' '),
      );

    test('passes every rung of a good connection', async () => {
      await repository();
      const all = await statuses(open());
      expect(all.filter((line) => !/passed$|^tls skipped$|^scope skipped$/.test(line))).toEqual([]);
      expect(all).toContain(`repository-read ${owner()} passed`);
      expect(all).toContain(isCloud ? 'pull-request-write passed' : `pull-request-write ${owner()} passed`);
      expect(calls().length).toBeLessThanOrEqual(isCloud ? 2 : 3);
    });

    test('names a workspace or project that is not visible', async () => {
      await repository();
      const checks = await open(undefined, { scope: [owner(), 'NOWHERE'] }).check();
      expect(checks).toContainEqual(
        expect.objectContaining({
          name: 'repository-read',
          subject: 'NOWHERE',
          status: 'failed',
          detail: expect.stringContaining('NOWHERE'),
          remedy: expect.stringMatching(/address/),
        }),
      );
    });

    test('finds that a token may only read', async () => {
      await repository();
      const all = await statuses(open(isCloud ? 'api-token-read-only' : 'personal-http-read-only'));
      const failed = all.filter((line) => line.endsWith('failed'));
      expect(failed).toEqual(
        isCloud
          ? [
              'scope write:repository:bitbucket failed',
              'scope write:pullrequest:bitbucket failed',
              'pull-request-write failed',
            ]
          : [`pull-request-write ${owner()} failed`],
      );
    });

    test('stops at a failed login with the cause', async () => {
      const all = await open(isCloud ? 'api-token-expired' : 'personal-http-expired').check();
      expect(all.find(({ name }) => name === 'login')).toMatchObject({
        status: 'failed',
        remedy: expect.stringMatching(/expired/),
      });
      expect(all.at(-1)).toMatchObject({ name: 'pull-request-write', status: 'skipped' });
    });

    test('tells that nothing listens, and that a name does not resolve', async () => {
      const closed = createServer();
      await new Promise<void>((done) => closed.listen(0, '127.0.0.1', done));
      const { port } = closed.address() as AddressInfo;
      await new Promise((done) => closed.close(done));
      const [first, ...rest] = await open(undefined, { baseUrl: `http://127.0.0.1:${port}` }).check();
      expect(first).toMatchObject({
        name: 'reach',
        status: 'failed',
        detail: expect.stringContaining('refuses'),
      });
      expect(new Set(rest.map(({ status }) => status))).toEqual(new Set(['skipped']));
      const [unknown] = await open(undefined, { baseUrl: 'http://bitbucket.invalid' }).check();
      expect(unknown).toMatchObject({
        name: 'reach',
        status: 'failed',
        detail: expect.stringContaining('resolve'),
      });
    });
  });

  function credentialOf(token: Token): Credential {
    const { secret, kind } = token;
    if (!isCloud) return { kind: 'http-access-token', secret };
    const isPersonal = kind === 'api-token' || kind === 'app-password';
    return isPersonal
      ? { kind: 'api-token', email: token.user!.email, secret }
      : { kind: 'access-token', secret };
  }

  function asReviewer({ id, name, displayName }: { id: string; name: string; displayName: string }) {
    return { id: isCloud ? id : name, name: displayName };
  }

  function reviewersOf(repo: Repo): string[] {
    return emulator.world.pulls(repo)[0]!.reviewers.map(({ displayName }) => displayName);
  }

  function commentsOf(repo: Repo): string[] {
    return emulator.world
      .pulls(repo)
      .flatMap((pull) => emulator.world.comments(pull).map(({ text }) => text));
  }

  function drop(match: object) {
    return { fault: 'drop' as const, match: { edition, ...match } };
  }
}

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

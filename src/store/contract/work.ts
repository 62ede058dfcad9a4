import { expect, test } from 'vitest';
import type { PlanState } from '../../domain/fix.ts';
import { finding, type Harness, seed } from './harness.ts';

/** Findings, plans and pull requests: what the work on a repository leaves behind. */
export function workCases(of: () => Harness): void {
  findingCases(of);
  planCases(of);
  pullRequestCases(of);
}

function findingCases(of: () => Harness): void {
  test('findings open, stay, close and reopen', async () => {
    const { store } = of();
    const { repository, connection } = await seed(store);
    const settle = (names: string[], commit: string) =>
      store.findings.settle(
        repository.id,
        names.map((name) => finding(name)),
        commit,
      );
    expect(await settle(['a', 'b', 'b'], 'c1')).toEqual({ opened: ['a', 'b'], closed: [] });
    await store.findings.setLeft(repository.id, [{ fingerprint: 'a', because: 'no version is free of it' }]);
    expect(await settle(['b', 'c'], 'c2')).toEqual({ opened: ['c'], closed: ['a'] });
    expect(await settle(['b', 'c'], 'c3')).toEqual({ opened: [], closed: [] });
    const [a] = await store.findings.list({ state: 'closed' });
    expect(a).toMatchObject({ ...finding('a'), state: 'closed', closedBy: 'c2', repository: repository.id });
    expect(a?.closedAt).toBeDefined();
    expect(await settle(['a'], 'c4')).toEqual({ opened: ['a'], closed: ['b', 'c'] });
    const [back] = await store.findings.list({ state: 'open', connection: connection.id });
    expect(back?.firstSeen).toBe(a?.firstSeen);
    expect(back).not.toHaveProperty('closedBy');
    expect(await store.findings.counts()).toEqual([{ repository: repository.id, open: 1, closed: 2 }]);
    expect(await store.findings.counts({ connection: 'other' })).toEqual([]);
  });

  test('findings come worst first, then by package, with why they were left', async () => {
    const { store } = of();
    const { repository } = await seed(store);
    await store.findings.settle(
      repository.id,
      [
        finding('1', { severity: 'low', package: 'a' }),
        finding('2', { severity: 'critical', package: 'z' }),
        finding('3', { severity: 'critical', package: 'b' }),
        finding('4', { severity: 'unknown', package: 'a' }),
      ],
      'c1',
    );
    await store.findings.setLeft(repository.id, [
      { fingerprint: '1', because: 'first' },
      { fingerprint: '2', because: 'second' },
    ]);
    await store.findings.setLeft(repository.id, [{ fingerprint: '1', because: null }]);
    const found = await store.findings.list({ repository: repository.id });
    expect(found.map(({ fingerprint, left }) => [fingerprint, left])).toEqual([
      ['3', undefined],
      ['2', 'second'],
      ['1', undefined],
      ['4', undefined],
    ]);
  });

  test('text that PostgreSQL refuses is replaced, whatever carries it', async () => {
    const { store } = of();
    const { repository } = await seed(store);
    const title = 'NUL \0, lone \ud800 and \udc00, pair 😀, words \\u0000 \\\\u0000';
    await store.findings.settle(repository.id, [finding('f\0', { title, package: 'p\0' })], 'c\0');
    const [kept] = await store.findings.list({ repository: repository.id });
    expect(kept).toMatchObject({
      title: 'NUL \ufffd, lone \ufffd and \ufffd, pair 😀, words \\u0000 \\\\u0000',
      package: 'p\ufffd',
    });
  });

  test('20,000 findings settle twice', { timeout: 60_000 }, async () => {
    const { store } = of();
    const { repository } = await seed(store);
    const many = Array.from({ length: 20_000 }, (_, index) => finding(`finding-${index}`));
    const first = await store.findings.settle(repository.id, many, 'c1');
    const second = await store.findings.settle(repository.id, many.slice(1), 'c2');
    expect([first.opened.length, first.closed.length]).toEqual([20_000, 0]);
    expect(second).toEqual({ opened: [], closed: ['finding-0'] });
  });
}

function planCases(of: () => Harness): void {
  test('a plan is replaced by the next of its name, and found by repository and run', async () => {
    const { store } = of();
    const { repository } = await seed(store);
    const first = planOf(repository.id, 'run-1', 'npm-minimist');
    const other = planOf(repository.id, 'run-1', 'npm-other');
    const next: PlanState = {
      ...first,
      run: 'run-2',
      status: 'left',
      rejected: [{ how: 'direct', because: 'a\0' }],
    };
    await store.plans.put(first);
    await store.plans.put(other);
    expect(await store.plans.ofRun('run-1')).toEqual([first, other]);
    await store.plans.put(next);
    const kept = { ...next, rejected: [{ how: 'direct', because: 'a\ufffd' }] };
    expect(await store.plans.get(repository.id, 'npm-minimist')).toEqual(kept);
    expect(await store.plans.get(repository.id, 'npm-none')).toBeUndefined();
    expect(await store.plans.list({ repository: repository.id })).toEqual([kept, other]);
  });
}

function planOf(repository: string, run: string, id: string): PlanState {
  const target = {
    ecosystem: 'npm',
    manifest: 'package-lock.json',
    package: 'minimist',
    versions: ['1.2.5'],
    avoid: { ranges: [{ introduced: '0', fixed: '1.2.6' }], versions: [] },
    fingerprints: ['f'],
    malicious: false,
  };
  const plan = { id, target, candidates: [], rejected: [] };
  return { plan, repository, run, commit: 'c1', status: 'open', trying: 0, rejected: [] };
}

function pullRequestCases(of: () => Harness): void {
  test('a pull request is put by number, updated and found', async () => {
    const { store } = of();
    const { connection, repositories } = await seed(store, { repositories: 2 });
    const [repository, other] = [repositories[0]!.id, repositories[1]!.id];
    const given = {
      repository,
      plan: 'npm-minimist',
      number: 1,
      url: 'https://example.com/1',
      branch: 'suture/npm-minimist',
      head: 'h1',
      base: 'b1',
      state: 'open',
      build: 'none',
      touchedByHuman: false,
      resolves: ['f'],
      ours: ['h1'],
      digest: 'd1',
      title: 'Fix minimist',
    } as const;
    const put = { ...given, resolves: ['f'], ours: ['h1'] };
    await store.pullRequests.put(put);
    await store.pullRequests.put({ ...put, head: 'h2', ours: ['h1', 'h2'], resolves: [] });
    await store.pullRequests.put({
      ...put,
      number: 7,
      state: 'declined',
      closedAt: '2026-01-02T03:04:05.000Z',
    });
    await store.pullRequests.put({ ...put, repository: other });
    const [first] = await store.pullRequests.list({ repository, state: 'open' });
    expect(first).toEqual({
      ...put,
      id: first?.id,
      connection: connection.id,
      createdAt: first?.createdAt,
      head: 'h2',
      ours: ['h1', 'h2'],
      resolves: [],
    });
    expect(await store.pullRequests.ofPlan(repository, 'npm-minimist')).toMatchObject({
      number: 7,
      closedAt: '2026-01-02T03:04:05.000Z',
    });
    await store.pullRequests.update(repository, 1, {});
    await store.pullRequests.update(repository, 1, {
      state: 'merged',
      build: 'passed',
      touchedByHuman: true,
    });
    expect(await store.pullRequests.list({ repository })).toMatchObject([
      { number: 1, state: 'merged', build: 'passed', touchedByHuman: true, head: 'h2' },
      { number: 7 },
    ]);
    expect(await store.pullRequests.list({ connection: connection.id })).toHaveLength(3);
    expect(await store.pullRequests.ofPlan(repository, 'npm-none')).toBeUndefined();
  });

  test('commits are announced once, in order', async () => {
    const { store } = of();
    const { repository } = await seed(store);
    for (const commit of ['h2', 'h1', 'h2'])
      await store.pullRequests.announce(repository.id, 'suture/x', commit);
    expect(await store.pullRequests.announced(repository.id, 'suture/x')).toEqual(['h2', 'h1']);
    expect(await store.pullRequests.announced(repository.id, 'suture/y')).toEqual([]);
  });
}

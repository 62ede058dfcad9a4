import { describe, expect, it } from 'vitest';
import { advisoryOf, indexOf, inventoryOf } from '../../test/fakes/inventory.ts';
import { pullRequestOf, repository, runOf, targetOf, verifiedOf } from '../../test/fakes/states.ts';
import type { Health } from '../domain/connection.ts';
import { match } from '../domain/match.ts';
import type { Target } from '../domain/plan.ts';
import type { Trigger } from '../domain/run.ts';
import { versions } from '../ecosystems/npm/versions.ts';
import type { StoredPullRequest } from '../store/store.ts';
import type { Followed, Outcome, Published } from '../tasks/task.ts';
import { advance } from './advance.ts';
import { planIdFor } from './plans.ts';

const now = new Date('2026-02-01T00:00:00.000Z');
const advisories = indexOf({
  bad: [advisoryOf('GHSA-bad', { ranges: [{ introduced: '0', fixed: '2.0.0' }] })],
});
const rulesOf = () => ({ versions, normalise: (name: string) => name });
const judging = {
  now,
  advisories,
  rulesOf,
  targetsOf: (findings: { package: string; fingerprint: string }[]): Target[] =>
    findings.map((f) => ({ ...targetOf(f.package), fingerprints: [f.fingerprint] })),
};

describe('after connecting', () => {
  const outcome: Outcome<'connect'> = {
    kind: 'connect',
    run: 'run-1',
    checks: [],
    repositories: [{ remoteId: '{1}', slug: repository.slug, archived: false, head: 'abc' }],
    complete: true,
    full: true,
    startedAt: '2026-01-31T00:00:00.000Z',
  };
  const settle = (
    indexed: string | undefined,
    more: Partial<Outcome<'connect'>> = {},
    health: Health['state'] = 'connected',
    trigger: Trigger = 'schedule',
  ) =>
    advance(runOf({ kind: 'connect', stage: 'connecting', trigger }), {
      kind: 'connect',
      outcome: { ...outcome, ...more },
      facts: {
        now,
        cursor: undefined,
        health,
        repositories: [{ ...repository, ...(indexed ? { indexed } : {}), fresh: false }],
      },
    });

  it('starts a run for a repository whose head moved, and none where it did not', () => {
    expect(settle('old').starts).toMatchObject([{ repository: 'repository-1' }]);
    expect(settle('abc').starts).toEqual([]);
  });

  it('starts a run for every repository when a person asks', () => {
    const { starts } = settle('abc', {}, 'connected', 'person');
    expect(starts).toMatchObject([{ repository: 'repository-1' }]);
  });

  it('lets an empty repository be until it has a commit', () => {
    const empty = { ...repository, state: 'empty', fresh: false } as const;
    const starts = (head: string | null) =>
      advance(runOf({ kind: 'connect', stage: 'connecting', trigger: 'schedule' }), {
        kind: 'connect',
        outcome: { ...outcome, repositories: [{ ...outcome.repositories[0]!, head }] },
        facts: { now, cursor: undefined, health: 'connected', repositories: [empty] },
      }).starts.length;
    expect([starts(null), starts('abc')]).toEqual([0, 1]);
  });

  it('marks as gone only after a full listing', () => {
    expect(settle('abc').writes.map((w) => w.what)).toContain('gone');
    expect(settle('abc', { full: false }).writes.map((w) => w.what)).not.toContain('gone');
  });

  it('is well again after a failure as soon as a listing runs to its end', () => {
    const written = (health: Health['state']) =>
      settle('abc', {}, health).writes.flatMap((write) =>
        write.what === 'health' ? [write.health.state] : [],
      );
    expect([written('failed'), written('degraded'), written('connected')]).toEqual([['connected'], [], []]);
  });

  it('fails the connection, and touches nothing else, where the login fails', () => {
    const checks = [{ name: 'login', status: 'failed', detail: 'The token expired.' }] as const;
    const next = settle('abc', { checks: [...checks], complete: false, repositories: [] });
    expect(next.writes).toMatchObject([
      { what: 'health', health: { state: 'failed', because: 'The token expired.' } },
    ]);
    expect(next.run.stage).toBe('done');
  });
});

describe('after indexing', () => {
  const vulnerable = inventoryOf(['app > bad@1.0.0']);
  const [finding] = match(vulnerable, advisories, rulesOf);
  const settle = (
    outcome: Partial<Outcome<'index'>> & { status: string },
    pullRequests: StoredPullRequest[] = [],
    judgedWith = advisories.about.builtAt,
    { trigger = 'schedule' as Trigger, unfixed = false, failedBefore = false } = {},
  ) =>
    advance(runOf({ trigger }), {
      kind: 'index',
      outcome: { kind: 'index', run: 'run-1', ...outcome } as Outcome<'index'>,
      facts: {
        ...judging,
        repository,
        pullRequests,
        unfixed,
        failedBefore,
        stored: { commit: '1'.repeat(40), inventory: vulnerable, judgedWith },
      },
    });
  const read = (inventory = vulnerable) =>
    ({ status: 'read', branch: 'main', commit: '2'.repeat(40), inventory }) as const;

  it('plans what is vulnerable', () => {
    const next = settle(read());
    expect(next.run).toMatchObject({ stage: 'planning', commit: '2'.repeat(40), branch: 'main' });
    expect(next.tasks).toEqual([{ ref: { kind: 'plan', run: 'run-1' } }]);
  });

  it('ends where nothing is', () => {
    expect(settle(read(inventoryOf(['app > good@1.0.0']))).run.stage).toBe('done');
  });

  it('does nothing about an unchanged commit, unless the advisories are newer than its last judgement', () => {
    const unchanged = { status: 'unchanged', commit: '1'.repeat(40) } as const;
    expect(settle(unchanged)).toMatchObject({ run: { stage: 'done' }, writes: [], tasks: [] });
    expect(settle(unchanged, [], '2020-01-01').run.stage).toBe('planning');
  });

  it('looks for a fix again when a person asks and something has none', () => {
    const unchanged = { status: 'unchanged', commit: '1'.repeat(40) } as const;
    const again = (trigger: Trigger, unfixed: boolean) =>
      settle(unchanged, [], undefined, { trigger, unfixed }).run.stage;
    expect([again('person', true), again('person', false), again('schedule', true)]).toEqual([
      'planning',
      'done',
      'done',
    ]);
  });

  it('says of what no change is tried for that no release is free of it', () => {
    const facts = { ...judging, targetsOf: () => [] };
    const next = advance(runOf(), {
      kind: 'index',
      outcome: { kind: 'index', run: 'run-1', ...read() },
      facts: {
        ...facts,
        repository,
        pullRequests: [],
        stored: undefined,
        unfixed: false,
        failedBefore: false,
      },
    });
    const because = 'no release of bad is known to be free of it';
    expect(next.writes).toContainEqual({
      what: 'left',
      repository: 'repository-1',
      left: [{ fingerprint: finding!.fingerprint, because }],
    });
  });

  it('takes up again what a failed run left undone', () => {
    const unchanged = { status: 'unchanged', commit: '1'.repeat(40) } as const;
    expect(settle(unchanged, [], undefined, { failedBefore: true }).run.stage).toBe('planning');
  });

  it('leaves alone what a person declined, until something new comes up in it', () => {
    const plan = planIdFor(repository, targetOf('bad'));
    const declined = pullRequestOf('bad', { plan, state: 'declined', resolves: [finding!.fingerprint] });
    expect(settle(read(), [declined]).run.stage).toBe('done');
    expect(settle(read(), [{ ...declined, resolves: ['something else'] }]).run.stage).toBe('planning');
  });

  it('declines open pull requests whose findings are gone, but not one that a person works on', () => {
    const open = pullRequestOf('old');
    const clean = read(inventoryOf(['app > good@1.0.0']));
    expect(settle(clean, [open]).run.stage).toBe('publishing');
    expect(settle(clean, [{ ...open, touchedByHuman: true }]).run.stage).toBe('done');
  });
});

describe('after a fix was tried', () => {
  const before = inventoryOf(['app > bad@1.0.0']);
  const [finding] = match(before, advisories, rulesOf);
  const open = (() => {
    const { fix, ...state } = verifiedOf('bad', { status: 'open' });
    const target = { ...state.plan.target, fingerprints: [finding!.fingerprint] };
    return {
      ...state,
      plan: {
        ...state.plan,
        target,
        candidates: [fix!.candidate, { ...fix!.candidate, how: 'override' as const }],
      },
    };
  })();
  const settle = (attempt: Outcome<'fix'>['attempt'], plans = [open], candidate = 0) =>
    advance(runOf({ stage: 'fixing' }), {
      kind: 'fix',
      outcome: { kind: 'fix', run: 'run-1', plan: 'plan-bad', candidate, attempt },
      facts: { ...judging, repository, inventory: before, plans, pullRequests: [] },
    });
  const changed = (chains: string[]): Outcome<'fix'>['attempt'] => ({
    status: 'changed',
    edits: [{ path: 'package-lock.json', after: '' }],
    after: inventoryOf(chains),
    summary: '',
  });

  it('publishes what is proved', () => {
    const next = settle(changed(['app > bad@2.0.0']));
    expect(next.run.stage).toBe('publishing');
    expect(next.writes[0]).toMatchObject({
      what: 'plan',
      state: { status: 'verified', fix: { resolves: [finding!.fingerprint] } },
    });
  });

  it('tries the next rung when the proof fails, and keeps the reason', () => {
    const next = settle(changed(['app > bad@1.5.0']));
    expect(next.tasks).toEqual([{ ref: { kind: 'fix', run: 'run-1', plan: 'plan-bad', candidate: 1 } }]);
    expect(next.writes).toMatchObject([
      {
        state: {
          status: 'open',
          trying: 1,
          rejected: [{ how: 'direct', because: expect.stringContaining('would still be installed') }],
        },
      },
    ]);
  });

  it('says why nothing can be done after the last rung', () => {
    const next = settle({ status: 'cannot', because: 'no release fits' }, [{ ...open, trying: 1 }], 1);
    expect(next.run.stage).toBe('done');
    expect(next.writes).toContainEqual({
      what: 'left',
      repository: 'repository-1',
      left: [{ fingerprint: finding!.fingerprint, because: 'override: no release fits' }],
    });
  });

  it('waits for the other plans of the run', () => {
    const other = { ...open, plan: { ...open.plan, id: 'plan-other' } };
    expect(settle(changed(['app > bad@2.0.0']), [open, other]).run.stage).toBeUndefined();
  });

  it('ignores an outcome that comes twice', () => {
    expect(settle(changed(['app > bad@2.0.0']), [{ ...open, trying: 1 }]).writes).toEqual([]);
  });
});

describe('after publishing', () => {
  const settle = (published: Published[], pullRequests: StoredPullRequest[] = []) =>
    advance(runOf({ stage: 'publishing' }), {
      kind: 'publish',
      outcome: { kind: 'publish', run: 'run-1', published, closed: [] },
      facts: { now, repository, plans: [verifiedOf('bad')], pullRequests, findings: [] },
    });
  const opened = {
    plan: 'plan-bad',
    status: 'open',
    number: 7,
    url: 'u',
    head: 'b'.repeat(40),
    branch: 'suture/x',
    created: true,
  } as const;

  it('remembers every commit that was ever pushed to the branch', () => {
    const next = settle([opened], [pullRequestOf('bad', { number: 7 })]);
    expect(next.writes).toMatchObject([
      { pullRequest: { number: 7, ours: ['a'.repeat(40), 'b'.repeat(40)], build: 'none' } },
    ]);
  });

  it('keeps its hands off a branch that a person pushed to', () => {
    const next = settle([{ plan: 'plan-bad', status: 'human', number: 7 }]);
    expect(next.writes).toMatchObject([
      { what: 'pull-request-change', number: 7, change: { touchedByHuman: true } },
    ]);
  });

  it('remembers a push whose pull request could not be opened, and says why', () => {
    const failed = {
      plan: 'plan-bad',
      status: 'failed',
      code: 'missing-scope',
      because: 'no right',
      head: 'c'.repeat(40),
      branch: 'suture/x',
    } as const;
    const next = settle([failed]);
    expect(next.writes).toEqual([
      { what: 'announced', repository: 'repository-1', branch: 'suture/x', commit: 'c'.repeat(40) },
    ]);
    expect(next.run.error).toEqual({ code: 'missing-scope', message: 'no right' });
  });
});

describe('after following', () => {
  const settle = (seen: Partial<Followed>, known = pullRequestOf('bad')) =>
    advance(runOf({ kind: 'follow', stage: 'following' }), {
      kind: 'follow',
      outcome: {
        kind: 'follow',
        run: 'run-1',
        seen: [{ repository: 'repository-1', number: 1, state: 'open', head: 'aaaaaaaaaaaa', ...seen }],
      },
      facts: { now, pullRequests: [known] },
    });
  const cases: [string, Partial<Followed>, object, boolean][] = [
    ['a merge starts a scan of the default branch', { state: 'merged' }, { state: 'merged' }, true],
    ['a decline is remembered', { state: 'declined' }, { state: 'declined' }, false],
    ['one that is gone counts as declined', { state: 'gone' }, { state: 'declined' }, false],
    ['a build is noted', { build: { state: 'failed', builds: [] } }, { build: 'failed' }, false],
    ['a foreign commit means hands off', { head: 'ffffffffffff' }, { touchedByHuman: true }, false],
  ];
  it.each(cases)('%s', (_, seen, change, starts) => {
    const next = settle(seen);
    expect(next.writes).toMatchObject([{ what: 'pull-request-change', change }]);
    expect(next.starts.length).toBe(starts ? 1 : 0);
  });

  it('writes nothing where nothing changed, or where the pull request is closed already', () => {
    expect(settle({}).writes).toEqual([]);
    expect(settle({ state: 'merged' }, pullRequestOf('bad', { state: 'merged' })).starts).toEqual([]);
  });
});

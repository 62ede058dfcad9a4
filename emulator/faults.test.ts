import { describe, expect, test } from 'vitest';
import { type FaultSpec, makeFaults } from './faults.ts';

const request = { edition: 'cloud', method: 'GET', endpoint: '/2.0/user', use: 'rest' } as const;

function withFaults(specs: FaultSpec[]) {
  const faults = makeFaults();
  faults.set(specs);
  return faults;
}

describe('what a fault matches', () => {
  test.each([
    [{}, true],
    [{ edition: 'cloud' }, true],
    [{ edition: 'data-center' }, false],
    [{ method: 'get' }, true],
    [{ method: 'POST' }, false],
    [{ endpoint: '/user' }, true],
    [{ endpoint: '/pullrequests' }, false],
    [{ use: 'git' }, false],
    [{ edition: 'cloud', method: 'POST' }, false],
  ] as const)('%j', (match, hit) => {
    expect(withFaults([{ match, fault: 'server-error' }]).judge(request).answer !== undefined).toBe(hit);
  });
});

describe('what a fault does', () => {
  test.each([
    [{ fault: 'rate-limit' }, { answer: { status: 429 } }],
    [{ fault: 'rate-limit', headers: true }, { answer: { status: 429, headers: { 'Retry-After': '1' } } }],
    [{ fault: 'server-error', status: 555 }, { answer: { status: 555 } }],
    [{ fault: 'slow', ms: 30 }, { delay: 30 }],
    [{ fault: 'drop' }, { drop: 'before' }],
    [{ fault: 'drop', after: true }, { drop: 'after' }],
    [{ fault: 'gone' }, { answer: { status: 410 } }],
    [{ fault: 'revoked' }, { revoked: true }],
  ] satisfies [FaultSpec, object][])('%j', (spec, verdict) => {
    const given = withFaults([spec]).judge(request);
    expect(given).toMatchObject(verdict);
    if (spec.fault === 'rate-limit' && !('headers' in spec))
      expect(given.answer).not.toHaveProperty('headers');
  });

  test('the notice of a removed function is worded as the real one', () => {
    const { answer } = withFaults([{ fault: 'gone' }]).judge(request);
    const notice = { announcement_url: expect.stringMatching(/#CHANGE-2770$/) };
    const message = 'CHANGE-2770 - Functionality has been deprecated';
    expect(answer?.body).toMatchObject({ type: 'error', error: { message, data: notice }, data: notice });
  });

  test('a slow one goes together with the next', () => {
    const verdict = withFaults([{ fault: 'slow', ms: 5 }, { fault: 'drop' }]).judge(request);
    expect(verdict).toMatchObject({ delay: 5, drop: 'before' });
  });
});

describe('how often a fault hits', () => {
  const run = (spec: FaultSpec, calls: number) => {
    const faults = withFaults([spec]);
    return Array.from({ length: calls }, () => faults.judge(request).answer !== undefined);
  };

  test('a share, and the same calls with the same seed', () => {
    const hits = run({ fault: 'server-error', share: 0.2, seed: 7 }, 2_000);
    expect(hits.filter(Boolean).length / hits.length).toBeCloseTo(0.2, 1);
    expect(run({ fault: 'server-error', share: 0.2, seed: 7 }, 2_000)).toEqual(hits);
    expect(run({ fault: 'server-error', share: 0.2, seed: 8 }, 2_000)).not.toEqual(hits);
    expect(run({ fault: 'server-error', share: 0 }, 50)).not.toContain(true);
  });

  test('so many times', () => {
    expect(run({ fault: 'server-error', times: 2 }, 4)).toEqual([true, true, false, false]);
  });
});

test.each([
  'x',
  {},
  [{ fault: 'unknown' }],
  [{ fault: 'slow' }],
  [{ fault: 'server-error', status: 200 }],
  [{ fault: 'drop', share: 2 }],
  [{ fault: 'drop', typo: 1 }],
])('refuses %j and keeps what was', (bad) => {
  const faults = withFaults([{ fault: 'drop' }]);
  expect(() => faults.set(bad)).toThrow();
  expect(faults.list()).toMatchObject([{ fault: 'drop', share: 1, hits: 0 }]);
});

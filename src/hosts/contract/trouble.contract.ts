import { describe, expect, test } from 'vitest';
import { type Bench, collect } from './bench.contract.ts';

/** Rate limits, errors of servers and lines, refusals. */
export function troubleContract(bench: Bench): void {
  const { open, tokenNamed, repository, slugOf, draft, calls, posts, faults, commentsOf, owner, isCloud } =
    bench;

  describe('trouble', () => {
    test.each([true, false])('429 (headers: %s) is waited out', async (headers) => {
      faults({ fault: 'rate-limit', headers, times: 2 });
      const repo = await repository('suture/a');
      await open().openPullRequest(slugOf(repo), draft('suture/a'));
      expect(calls().map(({ status }) => status)).toEqual([429, 429, 201]);
    });

    test('429 without end is given back to the queue with a time', async () => {
      faults({ fault: 'rate-limit' });
      const { retryAfter } = await open()
        .openPullRequests({ owner: owner(), name: 'x' })
        .catch((error) => error);
      expect(retryAfter).toBeGreaterThanOrEqual(1000);
      expect(calls()).toHaveLength(3);
    });

    test('5xx and dropped connections to reading are tried again', async () => {
      const repo = await repository();
      faults({ fault: 'server-error', status: 555, times: 1 }, { fault: 'drop', times: 1 });
      expect(await open().openPullRequests(slugOf(repo))).toEqual([]);
      expect(calls()).toHaveLength(3);
    });

    test('a revoked token is a failed login, not worth a retry', async () => {
      const repo = await repository();
      faults({ fault: 'revoked' });
      await expect(open().openPullRequests(slugOf(repo))).rejects.toMatchObject({
        code: 'login-failed',
        retry: false,
        remedy: expect.stringContaining('revoked'),
      });
      expect(calls()).toHaveLength(1);
    });

    test('a branch without changes and one that is missing are refused for good', async () => {
      const { world } = bench.emulator;
      const repo = await repository();
      await world.addBranch(repo, 'suture/same', (await world.tip(repo, 'main'))!, world.developer);
      for (const branch of ['suture/same', 'suture/missing'])
        await expect(open().openPullRequest(slugOf(repo), draft(branch))).rejects.toMatchObject({
          name: 'HostError',
          retry: false,
          message: expect.stringMatching(/no changes|up-to-date|branch/),
        });
      expect(posts()).toBe(2);
    });

    test('a cancelled call stops', async () => {
      const cancelled = AbortSignal.abort();
      const reading = collect(open().repositories({ signal: cancelled }));
      await expect(reading).rejects.toMatchObject({ retry: false });
      expect(calls()).toEqual([]);
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
      faults(
        { fault: 'rate-limit', share, seed: 7 },
        { fault: 'server-error', share, seed: 8 },
        { fault: 'drop', after: true, share, seed: 9 },
      );
      const host = open();
      for (const branch of branches) {
        const { number } = await host.openPullRequest(slugOf(repo), draft(branch));
        await host.comment(slugOf(repo), number, { marker: '[//]: # (suture:build)', body: 'Red.' });
      }
      expect(bench.emulator.world.pulls(repo)).toHaveLength(6);
      expect(commentsOf(repo)).toHaveLength(6);
    });
  });
}

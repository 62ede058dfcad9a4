import { describe, expect, test } from 'vitest';
import type { Bench } from './bench.contract.ts';

/** Builds of commits. */
export function buildsContract(bench: Bench): void {
  const { open, repository, pushTo, slugOf, calls, owner, isCloud } = bench;

  describe('builds', () => {
    test('are taken together by commit, with the failed ones named', async () => {
      const repo = await repository();
      const commits = [];
      for (const branch of ['suture/a', 'suture/b', 'suture/c', 'suture/d'])
        commits.push(await pushTo(repo, branch));
      const [red, running, green, none] = commits as [string, string, string, string];
      const put = (commit: string, key: string, state: 'SUCCESSFUL' | 'FAILED' | 'INPROGRESS') =>
        bench.emulator.world.putStatus({
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
      bench.emulator.requests.clear();
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
}

import { describe, expect, test } from 'vitest';
import type { Bench } from './bench.contract.ts';

/** Comments, found again by their marker. */
export function commentsContract(bench: Bench): void {
  const { open, user, repository, slugOf, draft, calls, faults, commentsOf } = bench;

  describe('comments', () => {
    test('are written once per marker and edited in place', async () => {
      const repo = await repository('suture/a');
      const host = open();
      const slug = slugOf(repo);
      const { number } = await host.openPullRequest(slug, draft('suture/a'));
      const marker = '[//]: # (suture:build)';
      bench.emulator.world.addComment(
        bench.emulator.world.pulls(repo)[0]!,
        user('Dana Lang'),
        `I quote:\n\n${marker}`,
      );
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
      faults({ fault: 'drop', match: { endpoint: 'comments', method: 'POST' }, after: true, times: 1 });
      await host.comment(slugOf(repo), number, { marker: '[//]: # (suture:build)', body: 'Red.' });
      expect(commentsOf(repo)).toHaveLength(1);
    });

    test('are found behind the first page', async () => {
      const repo = await repository('suture/a');
      const host = open();
      const { number } = await host.openPullRequest(slugOf(repo), draft('suture/a'));
      const marker = '[//]: # (suture:build)';
      await host.comment(slugOf(repo), number, { marker, body: 'Red.' });
      const pull = bench.emulator.world.pulls(repo)[0]!;
      for (let n = 0; n < 520; n += 1) bench.emulator.world.addComment(pull, user('Dana Lang'), `${n}`);
      await host.comment(slugOf(repo), number, { marker, body: 'Green.' });
      expect(commentsOf(repo).filter((text) => text.includes(marker))).toEqual([`Green.\n\n${marker}`]);
    });
  });
}

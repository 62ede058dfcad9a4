import { describe, expect, test } from 'vitest';
import { type Bench, collect } from './bench.contract.ts';

/** Opening, changing, declining, listing pull requests. */
export function pullRequestsContract(bench: Bench): void {
  const {
    open,
    user,
    repository,
    signal,
    slugOf,
    draft,
    calls,
    posts,
    faults,
    asReviewer,
    reviewersOf,
    commentsOf,
    isCloud,
  } = bench;

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
      const tip = await bench.emulator.world.tip(repo, 'suture/npm/a');
      expect(tip?.startsWith(opened.head)).toBe(true);
      expect(opened.head.length).toBeGreaterThanOrEqual(12);
      await host.openPullRequest(slug, draft('feature/x'));
      expect((await host.openPullRequests(slug)).map(({ number }) => number)).toEqual([opened.number]);
      expect(await host.pullRequest(slug, opened.number)).toMatchObject({ title: 'fix(deps): suture/npm/a' });
      expect(await host.pullRequest(slug, 4711)).toBeUndefined();
    });

    test('the newest of a branch is found, whatever became of it', async () => {
      const repo = await repository('suture/a', 'suture/a-b', 'suture/b');
      const host = open();
      const slug = slugOf(repo);
      const newest = async (branch: string) => {
        const found = await host.newestPullRequest(slug, branch);
        return found && [found.number, found.branch, found.state];
      };
      expect(await newest('suture/a')).toBeUndefined();
      const first = await host.openPullRequest(slug, draft('suture/a'));
      await host.openPullRequest(slug, draft('suture/a-b'));
      expect(await newest('suture/a')).toEqual([first.number, 'suture/a', 'open']);
      await host.declinePullRequest(slug, first.number, 'Not wanted.');
      expect(await newest('suture/a')).toEqual([first.number, 'suture/a', 'declined']);
      const second = await host.openPullRequest(slug, draft('suture/a'));
      expect(await newest('suture/a')).toEqual([second.number, 'suture/a', 'open']);
      expect(await newest('suture/b')).toBeUndefined();
    });

    test('cost 3 calls each, and 8 for five', async () => {
      const branches = ['1', '2', '3', '4', '5'].map((n) => `suture/${n}`);
      const repo = await repository(...branches);
      repo.defaultReviewers = [user('Dana Lang'), user('Suture'), user('Lee Gone')];
      const host = open();
      const slug = slugOf(repo);
      const all = await collect(host.repositories({ signal }));
      const { remoteId } = all.find((one) => one.slug.name === repo.slug)!;
      bench.emulator.requests.clear();
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
      expect(bench.emulator.world.pulls(repo)).toHaveLength(1);
    });

    test('a connection that drops after the POST leaves one', async () => {
      const repo = await repository('suture/a');
      faults({ fault: 'drop', match: { method: 'POST' }, after: true, times: 1 });
      const opened = await open().openPullRequest(slugOf(repo), draft('suture/a'));
      expect(bench.emulator.world.pulls(repo).map(({ number }) => number)).toEqual([opened.number]);
      expect(posts()).toBe(1);
    });

    test('a connection that drops before the POST is tried again', async () => {
      const repo = await repository('suture/a');
      faults({ fault: 'drop', match: { method: 'POST' }, times: 1 });
      await open().openPullRequest(slugOf(repo), draft('suture/a'));
      expect(bench.emulator.world.pulls(repo)).toHaveLength(1);
      expect(posts()).toBe(2);
    });

    test('5xx to the POST is tried again only after a look', async () => {
      const repo = await repository('suture/a');
      faults({ fault: 'server-error', status: 503, match: { method: 'POST' }, times: 2 });
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
      bench.emulator.requests.clear();
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
      faults({ fault: 'drop', match: { endpoint: 'decline' }, after: true, times: 1 });
      await host.declinePullRequest(slugOf(repo), number, 'Obsolete.');
      expect(bench.emulator.world.pulls(repo)[0]?.state).toBe('DECLINED');
    });

    test('of ours in every state come newest change first, page by page', async () => {
      const repo = await repository('suture/a', 'suture/b', 'suture/c', 'dana/a');
      const { world } = bench.emulator;
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
      bench.emulator.requests.clear();
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
}

import { describe, expect, test } from 'vitest';
import { type Bench, collect } from './bench.contract.ts';

/** Who we are, what we see, how git reaches it. */
export function repositoriesContract(bench: Bench): void {
  const { open, user, repository, signal, slugOf, draft, calls, owner, isCloud, edition, http } = bench;

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
      bench.emulator.world.renameRepository(repo, renamed);
      const again = await collect(open().repositories({ signal }));
      expect(again.find(({ remoteId }) => remoteId === found?.remoteId)?.slug.name).toBe(renamed);
    });

    test('keep answering under their old name', async () => {
      const repo = await repository('suture/a');
      const host = open();
      const slug = slugOf(repo);
      const moved = `${repo.slug}-moved`;
      bench.emulator.world.renameRepository(repo, moved);
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

    test('500 cost at most 20 calls, the account included', async () => {
      const { world } = bench.emulator;
      const before = world.repositories(edition, owner()).length;
      for (let n = before; n < 500; n += 1)
        await world.addRepository({ edition, owner: owner(), slug: `empty-${n}` });
      bench.emulator.requests.clear();
      const host = open();
      await host.account();
      const all = await collect(host.repositories({ signal }));
      expect(new Set(all.map(({ remoteId }) => remoteId)).size).toBe(500);
      expect(calls().length).toBeLessThanOrEqual(isCloud ? 6 : 2);
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
}

import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startServer, type TestServer } from '../../../test/fakes/git-server.ts';
import type { Git } from './git.ts';
import { makeGit } from './make-git.ts';

let server: TestServer;
let git: Git;

beforeEach(async () => {
  server = await startServer();
  git = makeGit({ env: process.env });
});

afterEach(() => server.close());

const read = (commit: string) =>
  git.readCommit({
    remote: { url: server.url, auth: { kind: 'none' } },
    dir: join(server.root, 'cache.git'),
    commit,
  });

it('tells what a commit says of itself, in 2 requests and without its files', async () => {
  const parent = server.commit({ 'large.bin': 'x'.repeat(100_000) });
  const commit = server.commit({ 'a.txt': 'a' });
  server.requests.length = 0;
  const ann = { name: 'Ann', email: 'ann@example.com', date: '2023-11-14T22:13:20.000Z' };
  const facts = { parents: [parent], author: ann, committer: ann, message: 'Try' };
  expect(await read(commit)).toEqual(facts);
  expect(server.requests.reduce((sum, { bytesOut }) => sum + bytesOut, 0)).toBeLessThan(3_000);
  const asked = server.requests.length;
  expect(asked).toBeLessThanOrEqual(3);
  expect(await read(commit)).toEqual(facts);
  expect(server.requests).toHaveLength(asked);
});

it('takes odd commits as they are', async () => {
  const tree = server.git(['mktree'], '');
  const odd = `tree ${tree}\nauthor <> 99999999999999 +0000\ncommitter A > B <c@d> 5 -0730\nauthor x\n\n\n\nauthor y\n`;
  const commit = server.git(['hash-object', '-t', 'commit', '-w', '--literally', '--stdin'], odd);
  server.git(['update-ref', 'refs/heads/odd', commit]);
  expect(await read(commit)).toEqual({
    parents: [],
    author: { name: '', email: '', date: '1970-01-01T00:00:00.000Z' },
    committer: { name: 'A > B', email: 'c@d', date: '1970-01-01T00:00:05.000Z' },
    message: '\n\nauthor y\n',
  });
});

it('says when there is no such commit', async () => {
  server.commit({ 'a.txt': 'a' });
  await expect(read('1'.repeat(40))).rejects.toMatchObject({ code: 'not-found' });
});

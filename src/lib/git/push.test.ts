import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startServer, type TestServer } from '../../../test/fakes/git-server.ts';
import type { Git, Remote } from './git.ts';
import { makeGit } from './make-git.ts';

let server: TestServer;
let git: Git;
let remote: Remote;
let dir: string;
let base: string;

const branch = 'suture/npm/minimist-1.2.8';
const author = { name: 'Suture', email: 'suture@example.com', date: '2026-01-02T03:04:05.678Z' };
const files = {
  'package.json': '{"v":1}\n',
  'docs/readme.md': 'x'.repeat(5000),
  'other/a.txt': 'a',
};

beforeEach(async () => {
  server = await startServer();
  git = makeGit({ env: process.env });
  remote = { url: server.url, auth: { kind: 'none' } };
  dir = join(server.root, 'cache.git');
  server.commit(files);
  base = server.commit({ 'bin/run.sh': '#!/bin/sh\n' }, { mode: '100755' });
});

afterEach(() => server.close());

const snapshot = () => git.snapshot({ remote, dir, commit: base, wanted: (path) => path === 'package.json' });
const push = (
  text: string,
  expected: string | undefined,
  more: Partial<Parameters<Git['pushCommit']>[0]> = {},
) =>
  git.pushCommit({
    remote,
    dir,
    base,
    branch,
    edits: [{ path: 'package.json', after: text }],
    message: 'Raise minimist\n\n# not a comment\nBecause of CVE-2021-44906.\n',
    author,
    expected,
    ...more,
  });
const tip = (name = branch) => server.git(['rev-parse', `refs/heads/${name}`]);

describe('pushCommit', () => {
  it('pushes one commit on top of the base in 2 requests', async () => {
    await snapshot();
    server.requests.length = 0;
    const result = await push('{"v":2}\n', undefined, {
      edits: [
        { path: 'package.json', after: '{"v":2}\n' },
        { path: 'bin/run.sh', after: '#!/bin/bash\n' },
        { path: 'new/file.txt', after: 'ünï' },
        { path: 'other/a.txt', after: null },
      ],
    });
    expect(result).toEqual({ status: 'pushed', commit: tip() });
    expect(server.requests.map((request) => request.line)).toEqual([
      'GET /info/refs?service=git-receive-pack',
      'POST /git-receive-pack',
    ]);
    expect(server.git(['diff-tree', '-r', '--no-renames', '--format=', `${base}..${branch}`])).toMatch(
      /^:100755 100755 \w+ \w+ M\tbin\/run.sh\n:000000 100644 \w+ \w+ A\tnew\/file.txt\n:100644 000000 \w+ \w+ D\tother\/a.txt\n:100644 100644 \w+ \w+ M\tpackage.json$/,
    );
    expect(server.git(['show', `${branch}:new/file.txt`])).toBe('ünï');
    expect(server.git(['log', '-1', '--format=%P|%an <%ae>|%cn|%at|%ct|%B', branch])).toBe(
      `${base}|Suture <suture@example.com>|Suture|1767323045|1767323045|Raise minimist\n\n# not a comment\nBecause of CVE-2021-44906.`,
    );
    server.git(['fsck', '--strict']);
    expect(readdirSync(dir).filter((name) => name.startsWith('index'))).toEqual([]);
  });

  it('is the same commit again, from another directory too, and then changes nothing', async () => {
    await snapshot();
    const first = await push('{"v":2}\n', undefined);
    const before = tip();
    for (const other of [dir, join(server.root, 'elsewhere.git')])
      expect(await push('{"v":2}\n', undefined, { dir: other })).toEqual({
        status: 'unchanged',
        commit: before,
      });
    expect(first).toEqual({ status: 'pushed', commit: before });
  });

  it('replaces a branch that is where it was expected, and no other', async () => {
    await snapshot();
    const first = await push('{"v":2}\n', undefined);
    expect(first.status).toBe('pushed');
    const second = await push('{"v":3}\n', tip());
    expect(second).toEqual({ status: 'pushed', commit: tip() });
    expect(server.git(['rev-parse', `${branch}^`])).toBe(base);

    const human = server.commit({ 'package.json': 'theirs' }, { branch });
    expect(await push('{"v":4}\n', undefined)).toEqual({ status: 'moved', found: human });
    expect(await push('{"v":4}\n', base)).toEqual({ status: 'moved', found: human });
    expect(tip()).toBe(human);

    server.git(['update-ref', '-d', `refs/heads/${branch}`]);
    expect(await push('{"v":4}\n', human)).toEqual({ status: 'moved', found: undefined });
  });

  it('pushes although the target branch has moved on, without fetching what it never had', async () => {
    await snapshot();
    server.commit({ 'docs/readme.md': 'newer' });
    server.requests.length = 0;
    expect(await push('{"v":2}\n', undefined)).toEqual({ status: 'pushed', commit: tip() });
    expect(server.requests.length).toBeLessThanOrEqual(5);
    expect(server.requests.reduce((sum, request) => sum + request.bytesOut, 0)).toBeLessThan(3_000);
    server.git(['fsck', '--strict']);
  });

  it('says what the server’s rules refuse', async () => {
    await snapshot();
    server.git(['config', 'receive.denyDeletes', 'true']);
    server.git(['config', 'transfer.hideRefs', 'refs/heads/suture']);
    await expect(push('{"v":2}\n', undefined)).rejects.toMatchObject({ code: 'rejected', retry: false });
  });

  it.each(['../x', '/etc/passwd', '.git/hooks/post-checkout', 'a/../../b', ''])(
    'refuses the path %j',
    async (path) => {
      await snapshot();
      const edits = [{ path, after: 'x' }];
      await expect(push('', undefined, { edits })).rejects.toMatchObject({ code: 'broken' });
    },
  );

  it('refuses to write through a symlink, and edits that change nothing', async () => {
    base = server.commit({ 'package-lock.json': '/etc/passwd' }, { mode: '120000' });
    const edits = [{ path: 'package-lock.json', after: 'x' }];
    await expect(push('', undefined, { edits })).rejects.toMatchObject({ code: 'broken' });
    await expect(push(files['package.json'], undefined)).rejects.toMatchObject({ code: 'broken' });
    await expect(push('x', undefined, { branch: 'a b' })).rejects.toMatchObject({ code: 'rejected' });
  });

  it('runs no hook of the local repository', async () => {
    await snapshot();
    mkdirSync(join(dir, 'hooks'));
    writeFileSync(join(dir, 'hooks', 'pre-push'), '#!/bin/sh\nexit 1\n', { mode: 0o755 });
    expect((await push('{"v":2}\n', undefined)).status).toBe('pushed');
  });
});

describe('deleteBranch', () => {
  it('deletes a branch that is where it was expected, and no other', async () => {
    const at = server.commit({ 'package.json': 'x' }, { branch });
    expect(await git.deleteBranch({ remote, branch, expected: base })).toBe('moved');
    expect(tip()).toBe(at);
    server.requests.length = 0;
    expect(await git.deleteBranch({ remote, branch, expected: at })).toBe('deleted');
    expect(server.requests).toHaveLength(2);
    expect(await git.deleteBranch({ remote, branch, expected: at })).toBe('gone');
  });
});

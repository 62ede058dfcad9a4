import { writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startServer, type TestServer } from '../../../test/fakes/git-server.ts';
import type { Git, Remote } from './git.ts';
import { makeGit } from './make-git.ts';

let server: TestServer;
let git: Git;
let remote: Remote;
let dir: string;

beforeEach(async () => {
  server = await startServer();
  git = makeGit({ env: process.env });
  remote = { url: server.url, auth: { kind: 'none' } };
  dir = join(server.root, 'cache', 'pay.git');
});

afterEach(() => server.close());

const isManifest = (path: string) => path.endsWith('package.json');
const snapshot = (commit: string, wanted: (path: string) => boolean = isManifest) =>
  git.snapshot({ remote, dir, commit, wanted });
const lines = () => server.requests.map((request) => request.line);

describe('heads', () => {
  it('gives the default branch and all others in 2 requests', async () => {
    const main = server.commit({ a: '1' });
    const fix = server.commit({ a: '2' }, { branch: 'suture/npm/a' });
    server.git(['update-ref', 'refs/pull-requests/1/from', fix]);
    server.git(['tag', 'v1', main]);
    const heads = await git.heads(remote);
    expect(heads.head).toEqual({ branch: 'main', commit: main });
    expect(heads.branches).toEqual(
      new Map([
        ['main', main],
        ['suture/npm/a', fix],
      ]),
    );
    expect(lines()).toHaveLength(2);
  });

  it('gives no head for an empty repository, nor where HEAD names a branch that is gone', async () => {
    expect(await git.heads(remote)).toEqual({ branches: new Map() });
    const fix = server.commit({ a: '2' }, { branch: 'other' });
    expect(await git.heads(remote)).toEqual({ branches: new Map([['other', fix]]) });
  });
});

describe('snapshot', () => {
  const files = {
    'package.json': '{"name":"root"}',
    'packages/a/package.json': '{"name":"a"}\r\n\ufeff✓',
    'packages/b/package.json': '{"name":"root"}',
    'src/big.bin': 'x'.repeat(100_000),
  };

  it('reads the wanted files of a commit in 4 requests, and nothing else', async () => {
    const commit = server.commit(files);
    const snap = await snapshot(commit);
    expect(lines()).toEqual([
      'GET /info/refs?service=git-upload-pack',
      'POST /git-upload-pack',
      'GET /info/refs?service=git-upload-pack',
      'POST /git-upload-pack',
    ]);
    expect(snap.commit).toBe(commit);
    expect(snap.paths.map((entry) => entry.path)).toEqual(Object.keys(files).sort());
    expect(snap.paths[0]).toMatchObject({ mode: '100644', blob: expect.stringMatching(/^[0-9a-f]{40}$/) });
    for (const path of Object.keys(files).filter(isManifest))
      expect(await snap.read(path)).toBe(files[path as keyof typeof files]);
    expect(await snap.read('src/big.bin')).toBeUndefined();
    expect(await snap.read('absent')).toBeUndefined();
    expect(server.requests.reduce((sum, request) => sum + request.bytesOut, 0)).toBeLessThan(5_000);
  });

  it('takes a branch by name in one request more', async () => {
    server.commit(files);
    const commit = server.commit({ 'package.json': '{}' }, { branch: 'suture/x' });
    const snap = await snapshot('refs/heads/suture/x');
    expect([snap.commit, await snap.read('package.json')]).toEqual([commit, '{}']);
    expect(lines()).toHaveLength(5);
  });

  it('transfers nothing for a commit that is here, and only what is new for the next', async () => {
    const many = Object.fromEntries(
      Array.from({ length: 500 }, (_, i) => [`p${i}/package.json`, `{"n":${i}}`]),
    );
    const first = server.commit(many);
    await snapshot(first);
    const whole = server.requests.reduce((sum, request) => sum + request.bytesOut, 0);
    server.requests.length = 0;
    expect(await (await snapshot(first)).read('p7/package.json')).toBe('{"n":7}');
    expect(lines()).toEqual([]);

    const second = server.commit({ 'p7/package.json': '{"n":"seven"}' });
    const snap = await snapshot(second);
    expect(snap.paths).toHaveLength(500);
    expect(await snap.read('p7/package.json')).toBe('{"n":"seven"}');
    expect(await snap.read('p8/package.json')).toBe('{"n":8}');
    expect(lines()).toHaveLength(4);
    const again = server.requests.reduce((sum, request) => sum + request.bytesOut, 0);
    expect(again).toBeLessThan(whole / 10);
  });

  it.each([
    ['knows no filters', false, { 'uploadpack.allowFilter': 'false' }],
    ['knows no protocol 2', true, {}],
    [
      'knows neither, nor gives out single commits',
      true,
      { 'uploadpack.allowFilter': 'false', 'uploadpack.allowAnySHA1InWant': 'false' },
    ],
    ['knows filters, but gives out no single files', true, { 'uploadpack.allowAnySHA1InWant': 'false' }],
  ])('falls back on a server that %s', async (_name, old, config) => {
    server.commit(files, { branch: 'release/1' });
    const commit = server.commit({ 'package.json': '{"version":"2"}' }, { branch: 'release/1' });
    server.commit(files);
    server.old = old;
    for (const [key, value] of Object.entries(config)) server.git(['config', key, value]);
    for (const source of [commit, 'refs/heads/release/1']) {
      const snap = await snapshot(source);
      expect(snap.commit).toBe(commit);
      expect(await snap.read('package.json')).toBe('{"version":"2"}');
      expect(await snap.read('packages/a/package.json')).toBe(files['packages/a/package.json']);
    }
  });

  it('does not find a commit, or a branch, that is not there', async () => {
    server.commit(files);
    const absent = '1234567890123456789012345678901234567890';
    await expect(snapshot(absent)).rejects.toMatchObject({ code: 'not-found', retry: false });
    await expect(snapshot('refs/heads/absent')).rejects.toMatchObject({ code: 'not-found' });
    for (const name of ['refs/heads/*', 'refs/heads/a..b', '--upload-pack=touch x', ''])
      await expect(snapshot(name)).rejects.toMatchObject({ code: 'rejected' });
  });

  it('makes a damaged or locked directory anew', async () => {
    await snapshot(server.commit(files));
    writeFileSync(join(dir, 'shallow.lock'), '');
    const second = server.commit({ 'package.json': '{"v":2}' });
    expect(await (await snapshot(second)).read('package.json')).toBe('{"v":2}');
    await rm(join(dir, 'objects'), { recursive: true });
    expect(await (await snapshot(second)).read('package.json')).toBe('{"v":2}');
  });

  it('takes several at once into one directory', async () => {
    const commits = ['1', '2', '3', '4'].map((text) => server.commit({ 'package.json': text }));
    const snaps = await Promise.all(commits.map((commit) => snapshot(commit)));
    expect(await Promise.all(snaps.map((snap) => snap.read('package.json')))).toEqual(['1', '2', '3', '4']);
  });

  it('takes no file over 50 MB', async () => {
    const size = 50 * 1024 * 1024;
    const commit = server.commit({
      'a/package.json': 'x'.repeat(size),
      'b/package.json': 'x'.repeat(size + 1),
    });
    const snap = await snapshot(commit);
    expect(snap.tooLarge).toEqual(['b/package.json']);
    expect((await snap.read('a/package.json'))?.length).toBe(size);
    expect(await snap.read('b/package.json')).toBeUndefined();
  });

  it('reads what it does not hold in memory when asked', async () => {
    const size = 45 * 1024 * 1024;
    const texts = ['1', '2', '3'].map((digit) => digit.repeat(size));
    const snap = await snapshot(
      server.commit(Object.fromEntries(texts.map((text, i) => [`${i}/package.json`, text]))),
    );
    for (const [i, text] of texts.entries())
      expect((await snap.read(`${i}/package.json`)) === text).toBe(true);
  });
});

describe('snapshot of hostile repositories', () => {
  const tree = (...entries: [mode: string, name: string | Buffer, id: string][]) => {
    const raw = entries.map(([mode, name, id]) =>
      Buffer.concat([Buffer.from(`${mode} `), Buffer.from(name), Buffer.from([0]), Buffer.from(id, 'hex')]),
    );
    return server.git(['hash-object', '-t', 'tree', '-w', '--stdin', '--literally'], Buffer.concat(raw));
  };
  const commitOf = (id: string) => {
    const env = ['-c', 'user.name=a', '-c', 'user.email=a@b'];
    const commit = server.git([...env, 'commit-tree', id, '-m', 'x']);
    server.git(['update-ref', 'refs/heads/main', commit]);
    return commit;
  };
  const blob = (text: string) => server.git(['hash-object', '-w', '--stdin'], text);

  it('skips symlinks, submodules and unsafe or unreadable names', async () => {
    const file = blob('{}');
    const inner = tree(['100644', 'package.json', file]);
    const commit = commitOf(
      tree(
        ['40000', '..', inner],
        ['40000', '.GIT', inner],
        ['40000', '.git', inner],
        ['160000', 'module', '1'.repeat(40)],
        ['100755', 'run\n\t"me"', file],
        ['120000', 'sym', blob('/etc/passwd')],
        ['100644', Buffer.from([0xff, 0xfe]), file],
      ),
    );
    const snap = await snapshot(commit, () => true);
    expect(snap.paths).toEqual([{ path: 'run\n\t"me"', mode: '100755', blob: file }]);
    expect(snap.skipped).toEqual([
      '../package.json',
      '.GIT/package.json',
      '.git/package.json',
      'module',
      'sym',
      '\ufffd\ufffd',
    ]);
    expect(await snap.read('run\n\t"me"')).toBe('{}');
    expect(await snap.read('../package.json')).toBeUndefined();
    expect(await snap.read('sym')).toBeUndefined();
  });

  it('reads 100,000 files', async () => {
    const file = blob('{}');
    const name = (i: number) => `f${String(i).padStart(3, '0')}`;
    const leaf = tree(
      ...Array.from({ length: 100 }, (_, i) => ['100644', name(i), file] as [string, string, string]),
    );
    const top = tree(
      ...Array.from({ length: 1000 }, (_, i) => ['40000', name(i), leaf] as [string, string, string]),
    );
    const snap = await snapshot(commitOf(top), () => true);
    expect(snap.paths).toHaveLength(100_000);
    expect(await snap.read('f999/f099')).toBe('{}');
  });

  it('gives up on a tree that holds itself many times over', async () => {
    let level = tree(['100644', 'a', blob('{}')]);
    for (let depth = 0; depth < 12; depth++)
      level = tree(
        ...Array.from('0123456789', (digit) => ['40000', digit, level] as [string, string, string]),
      );
    await expect(snapshot(commitOf(level))).rejects.toMatchObject({ code: 'broken', retry: false });
  });
});

import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ServedGit, serveGit } from './serve.ts';

let root: string;
let server: Server;
let url: string;
let write: boolean;
let asked: { line: string; protocol: string | undefined; encoding: string | undefined }[];
let served: Promise<ServedGit>[];

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'suture-serve-'));
  write = true;
  asked = [];
  served = [];
  server = createServer((request, response) => {
    const { pathname, search } = new URL(request.url ?? '/', 'http://localhost');
    asked.push({
      line: `${request.method} ${pathname}`,
      protocol: request.headers['git-protocol']?.toString(),
      encoding: request.headers['transfer-encoding'],
    });
    const path = pathname.replace(/^\/acme\/pay\.git/, '');
    const dir = join(root, 'pay.git');
    const answer = serveGit(request, response, {
      dir,
      path,
      query: search.slice(1),
      remoteUser: 'ann',
      write,
    });
    answer.catch(() => {});
    served.push(answer);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/acme/pay.git`;
  await git('init', '--quiet', '--bare', '--initial-branch=main', 'pay.git');
  await git('init', '--quiet', '--initial-branch=main', 'work');
  await writeFile(join(root, 'work', 'a.txt'), 'one\n');
  await git('-C', 'work', 'add', '.');
  await git('-C', 'work', 'commit', '--quiet', '-m', 'One');
});

afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await rm(root, { recursive: true, force: true });
});

async function git(...args: string[]): Promise<string> {
  const env = {
    PATH: process.env.PATH,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_TERMINAL_PROMPT: '0',
    GIT_AUTHOR_NAME: 'Ann',
    GIT_AUTHOR_EMAIL: 'ann@example.com',
    GIT_COMMITTER_NAME: 'Ann',
    GIT_COMMITTER_EMAIL: 'ann@example.com',
  };
  return (await promisify(execFile)('git', args, { cwd: root, env })).stdout.trim();
}

const pushes = async () => (await Promise.all(served)).flatMap((answer) => answer.pushed);

describe('serveGit', () => {
  it('takes pushes and reports what they changed', async () => {
    const first = await git('-C', 'work', 'rev-parse', 'HEAD');
    await git('-C', 'work', 'push', url, 'main', 'main:refs/heads/suture/x');
    expect(await pushes()).toEqual([
      { ref: 'refs/heads/main', before: null, after: first },
      { ref: 'refs/heads/suture/x', before: null, after: first },
    ]);
    await git('-C', 'work', 'commit', '--quiet', '--allow-empty', '-m', 'Two');
    const second = await git('-C', 'work', 'rev-parse', 'HEAD');
    served = [];
    await git('-C', 'work', 'push', url, 'main', ':suture/x');
    expect(await pushes()).toEqual([
      { ref: 'refs/heads/main', before: first, after: second },
      { ref: 'refs/heads/suture/x', before: first, after: null },
    ]);
    expect(await git('-C', 'pay.git', 'rev-parse', 'main')).toBe(second);
    const sizes = await Promise.all(served);
    expect(sizes.some((size) => size.bytesIn > 0 && size.bytesOut > 0)).toBe(true);
  });

  it('takes a push too large for one buffer, sent in chunks', async () => {
    const noise = Buffer.from(Array.from({ length: 2_000_000 }, (_, i) => (i * 2_654_435_761) >>> 13));
    await writeFile(join(root, 'work', 'big.bin'), noise);
    await git('-C', 'work', 'add', '.');
    await git('-C', 'work', 'commit', '--quiet', '-m', 'Big');
    await git('-C', 'work', '-c', 'http.postBuffer=65536', '-c', 'core.compression=0', 'push', url, 'main');
    expect(asked.map((each) => each.encoding)).toContain('chunked');
    expect((await pushes()).map((push) => push.ref)).toEqual(['refs/heads/main']);
  });

  it('serves clones by protocol 2, whole and partial, and single commits', async () => {
    await git('-C', 'work', 'push', url, 'main');
    asked = [];
    await git('clone', '--quiet', url, 'whole');
    expect(await git('-C', 'whole', 'log', '--format=%s')).toBe('One');
    expect(asked.map((each) => each.protocol)).toEqual(['version=2', 'version=2', 'version=2']);

    await git('clone', '--quiet', '--bare', '--filter=blob:none', url, 'partial.git');
    const missing = await git('-C', 'partial.git', 'rev-list', '--objects', '--missing=print', 'HEAD');
    expect(missing).toMatch(/^\?[0-9a-f]{40}$/m);

    await git('init', '--quiet', '--bare', 'single.git');
    const commit = await git('-C', 'work', 'rev-parse', 'HEAD');
    await git('-C', 'single.git', 'fetch', '--quiet', '--depth=1', url, commit);
    expect(await git('-C', 'single.git', 'cat-file', '-t', commit)).toBe('commit');
    expect(await pushes()).toHaveLength(1);
  });

  it('understands gzip request bodies', async () => {
    await git('-C', 'work', 'push', url, 'main');
    const tip = await git('-C', 'work', 'rev-parse', 'HEAD');
    const lines = [`want ${tip} no-progress\n`, '', 'done\n'];
    const body = lines
      .map((line) => (line === '' ? '0000' : (line.length + 4).toString(16).padStart(4, '0') + line))
      .join('');
    const answer = await fetch(`${url}/git-upload-pack`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-git-upload-pack-request', 'content-encoding': 'gzip' },
      body: gzipSync(body),
    });
    expect(answer.status).toBe(200);
    expect(await answer.text()).toMatch(/^0008NAK\nPACK/);
  });

  it('refuses a push without the right to, and lets it read', async () => {
    await git('-C', 'work', 'push', url, 'main');
    write = false;
    await git('-C', 'work', 'commit', '--quiet', '--allow-empty', '-m', 'Two');
    await expect(git('-C', 'work', 'push', url, 'main')).rejects.toThrow(/403/);
    await git('clone', '--quiet', url, 'copy');
  });

  it.each([
    ['GET', '/HEAD'],
    ['GET', '/objects/info/packs'],
    ['GET', '/info/refs'],
    ['GET', '/info/refs?service=git-upload-archive'],
    ['GET', '/git-upload-pack'],
    ['POST', '/../../etc/passwd'],
  ])('answers 404 to %s %s', async (method, path) => {
    expect((await fetch(url + path, { method })).status).toBe(404);
  });

  it('runs no hook of the repository', async () => {
    const hook = join(root, 'pay.git', 'hooks', 'post-receive');
    await mkdir(join(root, 'pay.git', 'hooks'), { recursive: true });
    await writeFile(hook, `#!/bin/sh\ntouch ${root}/ran\n`);
    await chmod(hook, 0o755);
    await git('-C', 'work', 'push', url, 'main');
    expect(existsSync(join(root, 'ran'))).toBe(false);
  });

  it('ends when the client hangs up in the middle', async () => {
    const half = request(`${url}/git-receive-pack`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-git-receive-pack-request' },
    });
    half.on('error', () => {});
    half.write('00');
    while (served.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    half.destroy();
    expect(await served[0]).toMatchObject({ pushed: [] });
  });

  it('answers 404 when the repository is gone', async () => {
    await rm(join(root, 'pay.git'), { recursive: true });
    const answer = await fetch(`${url}/info/refs?service=git-upload-pack`);
    expect(answer.status).toBe(404);
  });
});

import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startServer, type TestServer } from '../../../test/fakes/git-server.ts';
import type { GitError, Remote } from './git.ts';
import { makeGit } from './make-git.ts';

const secret = 'ATCTT3x/+secret"with odd=signs';
const basic = Buffer.from(`x-token-auth:${secret}`).toString('base64');
const env = { PATH: process.env.PATH };

let server: TestServer;

beforeEach(async () => {
  server = await startServer();
});

afterEach(() => server.close());

const none = (): Remote => ({ url: server.url, auth: { kind: 'none' } });

describe('credentials', () => {
  it.each([
    ['header', { kind: 'header', header: `Authorization: Bearer ${secret}` }, `Bearer ${secret}`],
    ['basic', { kind: 'basic', username: 'x-token-auth', secret }, `Basic ${basic}`],
    ['none', { kind: 'none' }, undefined],
  ] as const)(
    'of kind %s go along with every request, and into no argument or file',
    async (_kind, auth, sent) => {
      const bin = join(server.root, 'bin');
      const real = execFileSync('which', ['git'], { encoding: 'utf8' }).trim();
      mkdirSync(bin);
      writeFileSync(join(bin, 'git'), `#!/bin/sh\necho "$@" >> ${server.root}/argv\nexec ${real} "$@"\n`);
      chmodSync(join(bin, 'git'), 0o755);
      const git = makeGit({ env: { PATH: `${bin}:${env.PATH}` } });
      const commit = server.commit({ a: '1' });
      const dir = join(server.root, 'cache.git');
      const remote = { url: server.url.replace('http://', 'http://ann@'), auth };

      await git.heads(remote);
      await git.snapshot({ remote, dir, commit, wanted: () => true });
      const author = { name: 'S', email: 's@example.com', date: '2026-01-01T00:00:00Z' };
      const edits = [{ path: 'a', after: '2' }];
      await git.pushCommit({
        remote,
        dir,
        base: commit,
        branch: 'b',
        edits,
        message: 'm',
        author,
        expected: undefined,
      });

      expect(server.requests).toHaveLength(8);
      for (const request of server.requests) expect(request.headers.authorization).toBe(sent);
      const argv = readFileSync(join(server.root, 'argv'), 'utf8');
      expect(argv).toContain('--force-with-lease=refs/heads/b: origin');
      const pattern = `ATCTT|${basic}|127\\.0\\.0\\.1`;
      const grep = ['-rlaE', pattern, server.root, '--exclude-dir=server.git'];
      const { stdout: written } = spawnSync('grep', grep, { encoding: 'utf8' });
      expect(written).toBe('');
    },
  );

  it('do not follow a redirect to another origin', async () => {
    const elsewhere: IncomingMessage[] = [];
    const other = createServer((request, response) => {
      elsewhere.push(request);
      response.writeHead(404).end();
    });
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    server.intercept = (request, response) => {
      response.writeHead(302, { location: `http://127.0.0.1:${port}${request.url}` }).end();
      return true;
    };
    const remote: Remote = { url: server.url, auth: { kind: 'basic', username: 'u', secret } };
    await expect(makeGit({ env }).heads(remote)).rejects.toMatchObject({
      code: 'not-found',
      remedy: expect.stringContaining('redirect'),
    });
    expect(elsewhere).toEqual([]);
    other.close();
  });

  it('are not taken from the user’s .netrc or configuration', async () => {
    server.commit({ a: '1' });
    writeFileSync(join(server.root, '.netrc'), 'machine 127.0.0.1 login me password mine\n');
    writeFileSync(join(server.root, '.gitconfig'), '[http]\n\textraHeader = X-Mine: 1\n');
    await makeGit({ env: { ...env, HOME: server.root } }).heads(none());
    for (const { headers } of server.requests)
      expect([headers.authorization, headers['x-mine']]).toEqual([undefined, undefined]);
  });

  it('with a line break are refused', async () => {
    const remote: Remote = {
      url: server.url,
      auth: { kind: 'header', header: 'Authorization: a\nX-Evil: b' },
    };
    await expect(makeGit({ env }).heads(remote)).rejects.toMatchObject({ code: 'login-failed' });
  });

  it('are masked where a server repeats them', async () => {
    server.intercept = (request, response) => {
      const echo = `you sent ${request.headers.authorization} and ${secret} \x1b[31mred\x07`;
      response.writeHead(403, { 'content-type': 'text/plain' }).end(echo);
      return true;
    };
    const remote: Remote = { url: server.url, auth: { kind: 'basic', username: 'x-token-auth', secret } };
    const error: GitError = await makeGit({ env })
      .heads(remote)
      .then(
        () => expect.unreachable(),
        (thrown) => thrown,
      );
    expect(error.code).toBe('forbidden');
    expect(error.message).toContain('you sent Basic [masked] and [masked] red');
    for (const part of ['ATCTT', 'secret', basic, '\x1b', '\x07']) expect(error.message).not.toContain(part);
  });
});

describe('proxies', () => {
  it('are used, and never shown the credential of an https remote', async () => {
    const connects: IncomingMessage[] = [];
    const proxy = createServer();
    proxy.on('connect', (request, socket) => {
      connects.push(request);
      socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    const { port } = proxy.address() as AddressInfo;
    const proxies = { HTTPS_PROXY: `http://127.0.0.1:${port}`, NO_PROXY: '127.0.0.1' };
    const git = makeGit({ env: { ...env, ...proxies }, wait: async () => {} });
    const auth = { kind: 'basic', username: 'u', secret } as const;
    const refused = git.heads({ url: 'https://bitbucket.invalid/a/b.git', auth });
    await expect(refused).rejects.toMatchObject({
      code: 'unreachable',
      remedy: expect.stringContaining('PROXY'),
    });
    const asked = connects.map(({ url, headers }) => [url, headers.authorization]);
    expect(asked).toEqual(Array(3).fill(['bitbucket.invalid:443', undefined]));
    await git.heads(none());
    expect(connects).toHaveLength(asked.length);
    proxy.close();
  });
});

describe('failures', () => {
  const cloud410 =
    'CHANGE-3222 - Functionality has been deprecated\nApp passwords are deprecated and must be replaced with API tokens.\n';

  it.each([
    [401, '', 'login-failed', false],
    [403, '', 'forbidden', false],
    [404, 'Repository not found', 'not-found', false],
    [410, cloud410, 'app-password', false],
    [410, '', 'app-password', false],
    [429, 'Rate limit for this resource has been exceeded', 'rate-limited', true],
    [500, '', 'unreachable', true],
    [503, '', 'unreachable', true],
    [200, '<html>a login page</html>', 'not-found', false],
    [200, '<html>\na login page\n</html>\n', 'not-found', false],
    [200, '', 'not-found', false],
  ])('status %i %j is %s', async (status, body, code, retry) => {
    server.intercept = (_request, response) => {
      response.writeHead(status, { 'content-type': 'text/plain' }).end(body);
      return true;
    };
    await expect(makeGit({ env }).heads(none())).rejects.toMatchObject({ code, retry });
  });

  it.each([
    ['no such host', 'http://bitbucket.invalid/a.git', 'unreachable', true],
    ['a closed port', 'http://127.0.0.1:1/a.git', 'unreachable', true],
    ['no URL', 'acme/pay', 'not-found', false],
    ['a file', 'file:///etc', 'not-found', false],
    ['an option', '--upload-pack=touch /tmp/x', 'not-found', false],
    ['a transport helper', 'ext::sh -c id', 'not-found', false],
  ])('%s', async (_name, url, code, retry) => {
    const heads = makeGit({ env }).heads({ url, auth: { kind: 'none' } });
    await expect(heads).rejects.toMatchObject({ code, retry });
  });

  it('a server that speaks no TLS', async () => {
    const url = server.url.replace('http:', 'https:');
    const heads = makeGit({ env }).heads({ url, auth: { kind: 'none' } });
    await expect(heads).rejects.toMatchObject({ code: 'tls', retry: false });
  });

  it('a connection dropped in the middle', async () => {
    server.commit({ a: '1' });
    server.intercept = (request, response) => {
      if (request.method === 'POST') response.destroy();
      return request.method === 'POST';
    };
    await expect(makeGit({ env }).heads(none())).rejects.toMatchObject({ code: 'unreachable', retry: true });
  });

  it('git is not installed', async () => {
    const git = makeGit({ env: { PATH: '/nonexistent' } });
    await expect(git.heads(none())).rejects.toMatchObject({ code: 'git-missing' });
  });
});

describe('a server that never answers', () => {
  let closed: Promise<void>;

  beforeEach(() => {
    closed = new Promise((resolve) => {
      server.intercept = (request) => {
        request.socket.once('close', resolve);
        return true;
      };
    });
  });

  it('runs into the time-out, and every process of git ends', async () => {
    const heads = makeGit({ env }).heads(none(), { timeout: 300 });
    await expect(heads).rejects.toMatchObject({ code: 'timeout', retry: true });
    await closed;
  });

  it('is left when the caller aborts', async () => {
    const controller = new AbortController();
    const heads = makeGit({ env }).heads(none(), { signal: controller.signal });
    const outcome = expect(heads).rejects.toMatchObject({ code: 'aborted', retry: false });
    while (server.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    controller.abort();
    await outcome;
    await closed;
    await expect(makeGit({ env }).heads(none(), { signal: controller.signal })).rejects.toMatchObject({
      code: 'aborted',
    });
  });
});

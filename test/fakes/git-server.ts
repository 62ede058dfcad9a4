import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serveGit } from '../../emulator/git/serve.ts';

/** A real git server on loopback for tests: one repository, every request counted. */
export interface TestServer {
  /** Scratch directory; the server's repository is `<root>/server.git`. */
  root: string;
  /** Of the repository. */
  url: string;
  /** `GET /info/refs?…` and `POST /git-…`, as asked below the repository. */
  requests: { line: string; headers: IncomingMessage['headers']; bytesOut: number }[];
  /** Answers instead of git where it returns true. */
  intercept: (request: IncomingMessage, response: ServerResponse) => boolean;
  /** Ignores protocol 2, as old servers do. */
  old: boolean;
  /** Runs git in the server's repository and gives its trimmed output. */
  git(args: string[], input?: string | Buffer): string;
  /** Commits files (null deletes) on `branch`; gives the commit. */
  commit(files: Record<string, string | null>, options?: { branch?: string; mode?: string }): string;
  close(): void;
}

export async function startServer(): Promise<TestServer> {
  const root = mkdtempSync(join(tmpdir(), 'suture-git-test-'));
  const dir = join(root, 'server.git');
  const http = createServer((request, response) => {
    const { pathname, search } = new URL(request.url ?? '/', 'http://localhost');
    const path = pathname.replace('/context/scm/acme/pay.git', '');
    const counted = { line: `${request.method} ${path}${search}`, headers: request.headers, bytesOut: 0 };
    server.requests.push(counted);
    if (server.intercept(request, response)) return;
    if (server.old) delete request.headers['git-protocol'];
    serveGit(request, response, { dir, path, query: search.slice(1), write: true }).then(
      (served) => {
        counted.bytesOut = served.bytesOut;
      },
      () => response.destroy(),
    );
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const { port } = http.address() as AddressInfo;
  const server: TestServer = {
    root,
    url: `http://127.0.0.1:${port}/context/scm/acme/pay.git`,
    requests: [],
    intercept: () => false,
    old: false,
    git: (args, input) => runGit(dir, args, input),
    commit: (files, options) => commit(dir, files, options),
    close() {
      http.closeAllConnections();
      http.close();
      rmSync(root, { recursive: true, force: true });
    },
  };
  runGit(root, ['init', '--quiet', '--bare', '--initial-branch=main', 'server.git']);
  // Compressing large test files takes seconds.
  server.git(['config', 'core.compression', '0']);
  server.git(['config', 'core.bigFileThreshold', '1m']);
  return server;
}

function runGit(cwd: string, args: string[], input: string | Buffer = ''): string {
  const env = { PATH: process.env.PATH, GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null' };
  return execFileSync('git', args, { cwd, env, input, encoding: 'utf8', maxBuffer: 1 << 28 }).trim();
}

function commit(
  dir: string,
  files: Record<string, string | null>,
  { branch = 'main', mode = '100644' }: { branch?: string; mode?: string } = {},
): string {
  const parts = [
    `commit refs/heads/${branch}\ncommitter Ann <ann@example.com> 1700000000 +0000\ndata 3\nTry\n`,
  ];
  const tips = runGit(dir, ['for-each-ref', '--format=%(refname)', `refs/heads/${branch}`]);
  if (tips !== '') parts.push(`from refs/heads/${branch}^0\n`);
  for (const [path, text] of Object.entries(files)) {
    const name = `"${path.replaceAll('\n', '\\n')}"`;
    if (text === null) parts.push(`D ${name}\n`);
    else parts.push(`M ${mode} inline ${name}\ndata ${Buffer.byteLength(text)}\n${text}\n`);
  }
  runGit(dir, ['fast-import', '--quiet', '--date-format=raw'], parts.join(''));
  return runGit(dir, ['rev-parse', `refs/heads/${branch}`]);
}

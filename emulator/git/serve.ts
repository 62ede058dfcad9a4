import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import type { Readable } from 'node:stream';

/** A ref that a push created (`before` null), moved, or deleted (`after` null). */
export interface PushedRef {
  ref: string;
  before: string | null;
  after: string | null;
}

/** One git request that was answered; bytes of the bodies as they went over the wire. */
export interface ServedGit {
  pushed: PushedRef[];
  bytesIn: number;
  bytesOut: number;
}

export interface ServeGitOptions {
  /** Bare repository. */
  dir: string;
  /** What was asked below the repository: `/info/refs`, `/git-upload-pack` or `/git-receive-pack`. */
  path: string;
  /** Without the question mark. */
  query: string;
  remoteUser?: string;
  /** Whether a push is allowed; otherwise it is refused with 403. */
  write: boolean;
  signal?: AbortSignal;
}

/**
 * Answers one request of git's smart HTTP protocol through `git http-backend` as CGI. The caller has authenticated it.
 * What it serves stands in `gitconfig` beside this file; a repository's own configuration overrides it (to play a server
 * without partial clones: `uploadpack.allowFilter=false`).
 * Two pushes into one repository at the same time may each report the other's refs too.
 * A client that hangs up ends the exchange quietly; what it had pushed by then is still reported.
 * @throws when git is missing or dies without an answer (a 500 has been sent then).
 */
export async function serveGit(
  request: IncomingMessage,
  response: ServerResponse,
  options: ServeGitOptions,
): Promise<ServedGit> {
  const refusal = refuse(request, options);
  if (refusal !== undefined) return answerPlainly(request, response, refusal);
  const push = options.path === '/git-receive-pack';
  const before = push ? await readRefs(options.dir) : new Map<string, string>();
  const bytes = await runBackend(request, response, options);
  return { pushed: push ? compare(before, await readRefs(options.dir)) : [], ...bytes };
}

interface Refusal {
  status: number;
  text: string;
}

function refuse(request: IncomingMessage, options: ServeGitOptions): Refusal | undefined {
  const service = serviceOf(request.method, options);
  if (service === undefined) return { status: 404, text: 'Not found\n' };
  if (service === 'git-receive-pack' && !options.write)
    return { status: 403, text: 'You do not have permission to push to this repository\n' };
  return undefined;
}

/** The smart protocol's service; undefined for the dumb protocol's files, which Bitbucket does not serve either. */
function serviceOf(method: string | undefined, { path, query }: ServeGitOptions): string | undefined {
  const services = ['git-upload-pack', 'git-receive-pack'];
  const asked = path === '/info/refs' ? new URLSearchParams(query).get('service') : path.slice(1);
  if (method !== (path === '/info/refs' ? 'GET' : 'POST')) return undefined;
  return services.find((service) => service === asked);
}

function answerPlainly(request: IncomingMessage, response: ServerResponse, refusal: Refusal): ServedGit {
  request.resume();
  response.writeHead(refusal.status, { 'content-type': 'text/plain' }).end(refusal.text);
  return { pushed: [], bytesIn: 0, bytesOut: Buffer.byteLength(refusal.text) };
}

async function runBackend(request: IncomingMessage, response: ServerResponse, options: ServeGitOptions) {
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  const signal = options.signal === undefined ? gone.signal : AbortSignal.any([gone.signal, options.signal]);
  const backend = spawn('git', ['http-backend'], { env: cgi(request, options), stdio: 'pipe', signal });
  const failed = new Promise<Error | undefined>((resolve) => {
    backend.once('error', resolve).once('close', () => resolve(undefined));
  });
  let stderr = '';
  backend.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(-4_000);
  });
  let bytesIn = 0;
  request.on('data', (chunk: Buffer) => {
    bytesIn += chunk.length;
  });
  // The backend may answer and exit before it has read the whole body; that is no fault.
  backend.stdin.on('error', () => {});
  request.pipe(backend.stdin);

  const bytesOut = await relay(backend.stdout, response, signal).catch((error: unknown) => {
    if (signal.aborted) return 0;
    throw error;
  });
  const error = await failed;
  if (!response.headersSent && !signal.aborted) {
    response.writeHead(500, { 'content-type': 'text/plain' }).end('git http-backend gave no answer\n');
    throw new Error(`git http-backend gave no answer: ${stderr.trim()}`, { cause: error });
  }
  if (options.signal?.aborted) response.destroy();
  return { bytesIn, bytesOut };
}

/** Sends the CGI answer on, its header block turned into HTTP's; gives the body's length. */
async function relay(output: Readable, response: ServerResponse, signal: AbortSignal): Promise<number> {
  let head: Buffer | undefined = Buffer.alloc(0);
  let sent = 0;
  for await (const part of output as AsyncIterable<Buffer>) {
    let chunk = part;
    if (head !== undefined) {
      head = Buffer.concat([head, part]);
      const end = head.indexOf('\r\n\r\n');
      if (end < 0) continue;
      writeHead(response, head.subarray(0, end).toString('latin1'));
      chunk = head.subarray(end + 4);
      head = undefined;
    }
    sent += chunk.length;
    if (!response.write(chunk)) await once(response, 'drain', { signal });
  }
  if (head === undefined) response.end();
  return sent;
}

function writeHead(response: ServerResponse, block: string): void {
  let status = 200;
  const headers: Record<string, string> = {};
  for (const line of block.split('\r\n')) {
    const [, name, value] = /^([^:]+):\s*(.*)$/.exec(line) ?? [];
    if (name === undefined || value === undefined) continue;
    if (name.toLowerCase() === 'status') status = Number.parseInt(value, 10);
    else headers[name] = value;
  }
  response.writeHead(status, headers);
}

function cgi(request: IncomingMessage, options: ServeGitOptions): NodeJS.ProcessEnv {
  const header = (name: string) => request.headers[name]?.toString();
  // CONTENT_LENGTH stays away on purpose: the backend then reads to the end, as chunked bodies need.
  const given = {
    CONTENT_TYPE: header('content-type'),
    HTTP_CONTENT_ENCODING: header('content-encoding'),
    GIT_PROTOCOL: header('git-protocol'),
    REMOTE_USER: options.remoteUser,
    REMOTE_ADDR: request.socket.remoteAddress,
  };
  return {
    ...cleanEnvironment(),
    ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
    GATEWAY_INTERFACE: 'CGI/1.1',
    SERVER_PROTOCOL: 'HTTP/1.1',
    REQUEST_METHOD: request.method,
    QUERY_STRING: options.query,
    GIT_PROJECT_ROOT: options.dir,
    PATH_INFO: options.path,
    GIT_HTTP_EXPORT_ALL: '1',
  };
}

/** Nothing of the user's configuration, and no hooks. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  return {
    PATH: process.env.PATH,
    LC_ALL: 'C',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: join(import.meta.dirname, 'gitconfig'),
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: 'core.hooksPath',
    GIT_CONFIG_VALUE_0: '/dev/null',
  };
}

async function readRefs(dir: string): Promise<Map<string, string>> {
  const args = ['--git-dir', dir, 'for-each-ref', '--format=%(objectname) %(refname)'];
  const child = spawn('git', args, { env: cleanEnvironment(), stdio: ['ignore', 'pipe', 'ignore'] });
  const closed = once(child, 'close');
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (part: string) => {
    text += part;
  });
  await closed;
  const lines = text.split('\n').filter((line) => line !== '');
  return new Map(lines.map((line) => [line.slice(line.indexOf(' ') + 1), line.slice(0, line.indexOf(' '))]));
}

function compare(before: Map<string, string>, after: Map<string, string>): PushedRef[] {
  return [...new Set([...before.keys(), ...after.keys()])]
    .sort()
    .map((ref) => ({ ref, before: before.get(ref) ?? null, after: after.get(ref) ?? null }))
    .filter((change) => change.before !== change.after);
}

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface SandboxRequest {
  /** Program and arguments; no shell. */
  command: [program: string, ...args: string[]];
  cwd: string;
  /** The environment of this process; the program sees only what is on an allow-list: how to reach the network. */
  env: Record<string, string | undefined>;
  /** Variables for the program besides. */
  set?: Record<string, string>;
  seconds: number;
  /** Bytes of output that are kept: the last ones. */
  maxOutput: number;
  signal?: AbortSignal;
}

export interface SandboxResult {
  /** `null` when it was killed or could not be started. */
  code: number | null;
  /** Standard output and error as they came. */
  output: string;
  timedOut: boolean;
}

const passed = [
  'PATH',
  'LANG',
  'TZ',
  'SYSTEMROOT',
  'HTTPS_PROXY',
  'https_proxy',
  'HTTP_PROXY',
  'http_proxy',
  'NO_PROXY',
  'no_proxy',
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
  'NODE_EXTRA_CA_CERTS',
];

/** Milliseconds that a stray child may hold the output open after the program's end. */
const grace = 1_000;

/**
 * Runs a program for a customer's files: a throw-away home, none of our secrets in its environment, no input, bounded
 * output and time. Its whole process group is killed in the end, so nothing stays behind in the background. No boundary
 * against a program bent on escaping: that is the container's part.
 * @throws the signal's reason when aborted.
 */
export async function runSandboxed(request: SandboxRequest): Promise<SandboxResult> {
  request.signal?.throwIfAborted();
  const home = await mkdtemp(join(tmpdir(), 'suture-home-'));
  try {
    const result = await run(request, home);
    request.signal?.throwIfAborted();
    return result;
  } finally {
    await rm(home, { recursive: true, force: true, maxRetries: 3 });
  }
}

async function run(request: SandboxRequest, home: string): Promise<SandboxResult> {
  const [program, ...args] = request.command;
  const child = spawn(program, args, {
    cwd: request.cwd,
    env: childEnvironment(request, home),
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const output = collectTail(child, request.maxOutput);
  const deadline = AbortSignal.timeout(request.seconds * 1000);
  const stop = request.signal === undefined ? deadline : AbortSignal.any([deadline, request.signal]);
  const kill = () => killGroup(child);
  stop.addEventListener('abort', kill, { once: true });
  if (stop.aborted) kill();
  try {
    const closed = once(child, 'close');
    closed.catch(() => {});
    const [code] = (await once(child, 'exit')) as [number | null];
    kill();
    await Promise.race([closed, new Promise((resolve) => setTimeout(resolve, grace).unref())]);
    return { code, output: output(), timedOut: deadline.aborted && code === null };
  } catch (error) {
    return {
      code: null,
      output: `${program} cannot be started: ${(error as Error).message}`,
      timedOut: false,
    };
  } finally {
    stop.removeEventListener('abort', kill);
    child.stdout?.destroy();
    child.stderr?.destroy();
  }
}

function childEnvironment({ env, set }: SandboxRequest, home: string): NodeJS.ProcessEnv {
  const chosen = passed.filter((name) => env[name] !== undefined).map((name) => [name, env[name]]);
  return { ...Object.fromEntries(chosen), HOME: home, TMPDIR: home, TEMP: home, TMP: home, CI: '1', ...set };
}

function collectTail(child: ChildProcess, limit: number): () => string {
  let tail = Buffer.alloc(0);
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (part: Buffer) => {
      // Cut at twice the limit, so that a chatty program does not cost a copy for every line.
      tail = Buffer.concat([tail, part.subarray(-limit)]);
      if (tail.length > 2 * limit) tail = Buffer.from(tail.subarray(-limit));
    });
  return () => tail.subarray(-limit).toString('utf8');
}

function killGroup(child: ChildProcess): void {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  } catch {
    // Nobody is left in it.
  }
}

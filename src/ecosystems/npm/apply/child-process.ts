import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Answer } from './protocol.ts';

/** One question may take this long, in milliseconds: a cold tree of a thousand packages takes about one minute. */
const timeLimit = 300_000;

/** npm refused: its own code (`ERESOLVE`, `ETARGET`, `E404`, …), or ours (`TIMEOUT`, `CRASHED`). */
export class NpmError extends Error {
  override name = 'NpmError';
  readonly code: string;
  /** The registry could not be reached: trying again later makes sense. */
  readonly retry: boolean;
  /** The process is gone: no further answer comes from it. */
  readonly broken: boolean;
  constructor(code: string, message: string, retry: boolean) {
    super(message);
    this.code = code;
    this.retry = retry;
    this.broken = code === 'TIMEOUT' || code === 'CRASHED';
  }
}

/** Nothing of our environment but what reaching a registry needs: no secrets, no npm configuration of this machine. */
const passedOn = /^(PATH|SYSTEMROOT|NODE_EXTRA_CA_CERTS|SSL_CERT_(FILE|DIR)|(HTTPS?|NO)_PROXY)$/i;

/**
 * Starts Arborist's process with a home of its own. Node's permission model holds it: no further processes (git,
 * scripts), no native code, writes to two folders alone.
 */
export function startChild(home: string, cacheDir: string): ChildProcess {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => passedOn.test(name)));
  return fork(fileURLToPath(new URL('child/main.ts', import.meta.url)), [], {
    cwd: home,
    env: { ...env, HOME: home, USERPROFILE: home, TMPDIR: home, NODE_NO_WARNINGS: '1' },
    execArgv: [
      '--permission',
      '--allow-fs-read=*',
      `--allow-fs-write=${home}/*`,
      `--allow-fs-write=${cacheDir}/*`,
      '--max-old-space-size=1536',
    ],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    serialization: 'json',
  });
}

/**
 * Sends one message and waits for its answer.
 * @throws {NpmError} when npm refuses, takes too long or crashes; the signal's reason when aborted.
 */
export async function exchange(child: ChildProcess, message: object, signal: AbortSignal): Promise<unknown> {
  signal.throwIfAborted();
  const answer = await new Promise<Answer>((resolve, reject) => {
    let complaints = '';
    const listen = (text: Buffer) => {
      complaints = (complaints + text).slice(-2000);
    };
    const settle = (end: () => void) => {
      clearTimeout(timer);
      child.off('message', heard).off('exit', died).stderr?.off('data', listen);
      end();
    };
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      settle(() => reject(new NpmError('TIMEOUT', `npm took more than ${timeLimit / 1000} seconds`, true)));
    }, timeLimit);
    const heard = (text: unknown) => settle(() => resolve(text as Answer));
    const died = () =>
      settle(() =>
        reject(signal.aborted ? signal.reason : new NpmError('CRASHED', crash(complaints), false)),
      );
    child.once('message', heard).once('exit', died).stderr?.on('data', listen);
    if (child.exitCode !== null || child.signalCode !== null) died();
    else child.send(message);
  });
  if (answer.ok) return answer.output;
  throw new NpmError(answer.code, answer.message, unreachable.test(answer.code));
}

/** Codes of Node's sockets and of npm's fetch that say: no answer, or the registry's own fault. */
const unreachable =
  /^(E(CONN\w+|TIMEDOUT|AI_AGAIN|NOTFOUND|HOSTUNREACH|NETUNREACH|PIPE|RR_SOCKET_TIMEOUT|5\d\d|429)|ERR_SOCKET\w*|FETCH_ERROR|UND_ERR\w*|\w*CERT\w*|DEPTH_ZERO\w+|UNABLE_TO\w+)$/;

function crash(complaints: string): string {
  const line = complaints.split('\n').find((text) => /Error|FATAL/.test(text));
  return `npm's resolver ended without an answer${line === undefined ? '' : `: ${line.trim().slice(0, 300)}`}`;
}

import { type ChildProcess, fork } from 'node:child_process';
import { mkdir, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Workspace } from '../../../workspace/workspace.ts';
import type { PlanTools } from '../../ecosystem.ts';
import { type Project, readProject } from './project.ts';
import type { Answer, Settings, Verbs } from './protocol.ts';
import { stage } from './stage.ts';

/** One question may take this long, in milliseconds: a cold tree of a thousand packages takes about one minute. */
const timeLimit = 300_000;

/** npm refused: its own code (`ERESOLVE`, `ETARGET`, `E404`, …), or ours (`TIMEOUT`, `CRASHED`). */
export class NpmError extends Error {
  override name = 'NpmError';
  readonly code: string;
  /** The registry could not be reached: trying again later makes sense. */
  readonly retry: boolean;
  constructor(code: string, message: string, retry: boolean) {
    super(message);
    this.code = code;
    this.retry = retry;
  }
}

/** npm at work on a copy of a project's manifests. Dispose it to end the process and delete the copy. */
export interface Session {
  project: Project;
  ask<V extends keyof Verbs>(verb: V, input: Verbs[V]['input']): Promise<Verbs[V]['output']>;
  /** Copies the project's manifests again, as they are in the workspace now; the lockfile stays. */
  refresh(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * Copies the manifests that belong to a lockfile (or lone `package.json`) into a temporary folder and starts Arborist
 * there. The workspace itself is never written by npm.
 * @throws {NpmError} when npm refuses, takes too long or crashes; the signal's reason when aborted.
 */
export async function openSession(manifest: string, files: Workspace, tools: PlanTools): Promise<Session> {
  tools.signal.throwIfAborted();
  const project = await readProject(manifest, files, tools);
  const home = await realpath(await mkdtemp(join(tmpdir(), 'suture-npm-')));
  const dir = join(home, 'project');
  await mkdir(dir);
  await mkdir(tools.cacheDir, { recursive: true });
  const cacheDir = await realpath(tools.cacheDir);
  await stage(project, files, dir, 'all');
  const child = start(home, cacheDir);
  const stop = () => child.kill('SIGKILL');
  tools.signal.addEventListener('abort', stop, { once: true });
  const settings: Settings = { dir, cacheDir, ...project.settings };
  await exchange(child, settings, tools.signal);
  return {
    project,
    ask: (verb, input) => exchange(child, { verb, input }, tools.signal) as Promise<never>,
    refresh: () => stage(project, files, dir, 'manifests'),
    async [Symbol.asyncDispose]() {
      tools.signal.removeEventListener('abort', stop);
      stop();
      await rm(home, { recursive: true, force: true });
    },
  };
}

/** Nothing of our environment but what reaching a registry needs: no secrets, no npm configuration of this machine. */
const passedOn = /^(PATH|SYSTEMROOT|NODE_EXTRA_CA_CERTS|SSL_CERT_(FILE|DIR)|(HTTPS?|NO)_PROXY)$/i;

function start(home: string, cacheDir: string): ChildProcess {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => passedOn.test(name)));
  return fork(fileURLToPath(new URL('child/main.ts', import.meta.url)), [], {
    cwd: home,
    env: { ...env, HOME: home, USERPROFILE: home, TMPDIR: home, NODE_NO_WARNINGS: '1' },
    // Node's permission model: no further processes (git, scripts), no native code, writes to two folders alone.
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

/** Sends one message and waits for its answer. */
async function exchange(child: ChildProcess, message: object, signal: AbortSignal): Promise<unknown> {
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

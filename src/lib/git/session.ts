import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { makeRedactor } from '../redact.ts';
import { type Environment, gitEnvironment, secretsOf } from './environment.ts';
import { failure } from './failure.ts';
import { GitError, type GitOptions, type Remote } from './git.ts';

/** Git for the length of one operation: one remote, one deadline. */
export interface Session {
  /** Runs git and gives its stdout. @throws {GitError} when it exits with anything but 0. */
  run(args: string[], more?: RunOptions): Promise<Buffer>;
  /** Runs git whatever its exit code says; throws only on time-out, abort, too much output, or without git. */
  attempt(args: string[], more?: RunOptions): Promise<Outcome>;
  /** The error that an attempt's outcome stands for. */
  failure(args: string[], outcome: Outcome): GitError;
}

export interface RunOptions {
  /** The repository; without it git sees none. */
  dir?: string;
  input?: string | Buffer;
  env?: Environment;
  /** Bytes of stdout; 64 MiB unless told. */
  limit?: number;
}

export interface Outcome {
  code: number | null;
  stdout: Buffer;
  stderr: string;
}

/** Milliseconds. */
const defaultTimeout = 120_000;
const defaultLimit = 64 * 1024 * 1024;
const stderrLimit = 64 * 1024;

/** Opens a session; `own` is the environment of this process, of which git sees an allow-list. */
export function openSession(own: Environment, remote: Remote | undefined, options: GitOptions = {}): Session {
  const env = gitEnvironment(own, remote);
  const deadline = AbortSignal.timeout(options.timeout ?? defaultTimeout);
  const signal = options.signal === undefined ? deadline : AbortSignal.any([options.signal, deadline]);
  const redact = makeRedactor(secretsOf(remote));
  const session: Session = {
    attempt: (args, more = {}) => spawnGit(args, more, env, signal),
    failure: (args, outcome) => failure(nameOf(args), `${outcome.stderr}\n${outcome.stdout}`, redact),
    async run(args, more) {
      const outcome = await session.attempt(args, more);
      if (outcome.code !== 0)
        throw failure(nameOf(args), outcome.stderr || `exit code ${outcome.code}`, redact);
      return outcome.stdout;
    },
  };
  return session;
}

async function spawnGit(
  args: string[],
  { dir, input, env, limit = defaultLimit }: RunOptions,
  base: Environment,
  signal: AbortSignal,
): Promise<Outcome> {
  if (signal.aborted) throw stopped(args, signal);
  const child = spawn('git', args, {
    // No repository may be discovered: it is named, or there is none.
    cwd: '/',
    env: { ...base, ...(dir === undefined ? {} : { GIT_DIR: resolve(dir) }), ...env } as NodeJS.ProcessEnv,
    stdio: 'pipe',
    // A group of its own, so that git's helpers die with it.
    detached: true,
  });
  const kill = () => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    } catch {
      // It has ended already.
    }
  };
  signal.addEventListener('abort', kill, { once: true });
  // Git may exit without having read all of its input.
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  const stdout = collect(child.stdout, limit, kill);
  const stderr = collect(child.stderr, stderrLimit);
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject).once('close', resolve);
    });
    if (signal.aborted) throw stopped(args, signal);
    if (stdout.over) throw new GitError('broken', `git ${nameOf(args)} gave more than ${limit} bytes.`);
    return {
      code,
      stdout: Buffer.concat(stdout.parts),
      stderr: Buffer.concat(stderr.parts).toString('utf8'),
    };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw missing(error);
    throw error;
  } finally {
    signal.removeEventListener('abort', kill);
  }
}

function collect(stream: Readable, limit: number, onOver: () => void = () => {}) {
  const collected = { parts: [] as Buffer[], size: 0, over: false };
  stream.on('data', (part: Buffer) => {
    collected.size += part.length;
    if (collected.size <= limit) collected.parts.push(part);
    else if (!collected.over) {
      collected.over = true;
      onOver();
    }
  });
  return collected;
}

function stopped(args: string[], signal: AbortSignal): GitError {
  const late = (signal.reason as Error | undefined)?.name === 'TimeoutError';
  return late
    ? new GitError('timeout', `git ${nameOf(args)} took too long and was stopped.`, { retry: true })
    : new GitError('aborted', `git ${nameOf(args)} was stopped.`, { cause: signal.reason });
}

function missing(cause: unknown): GitError {
  return new GitError('git-missing', 'git cannot be started.', {
    cause,
    remedy: 'Install git 2.31 or newer and see that it is on the PATH.',
  });
}

/** The subcommand, which stands behind `-c key=value` pairs. */
function nameOf(args: string[]): string {
  return args.find((arg, index) => arg !== '-c' && args[index - 1] !== '-c') ?? '';
}

import { spawn } from 'node:child_process';

/** What one git command left behind. */
export interface GitResult {
  code: number;
  stdout: Buffer;
  stderr: string;
}

/** Answers larger than this (bytes) end the command: a hostile repository must not fill the memory. */
const outputLimit = 64 * 1024 * 1024;

/**
 * Runs git in a repository, free of the user's configuration. Resolves for every exit code.
 * @throws when git cannot be started, or prints more than 64 MiB.
 */
export function runGit(
  dir: string,
  args: string[],
  options: { input?: Buffer | string; env?: Record<string, string> } = {},
): Promise<GitResult> {
  return new Promise((resolve, reject) => {
    const env = { ...cleanEnvironment(), ...options.env };
    const child = spawn('git', ['--git-dir', dir, ...args], { env, stdio: 'pipe' });
    const stdout: Buffer[] = [];
    let [size, stderr, tooLarge] = [0, '', false];
    child.stdout.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= outputLimit) stdout.push(chunk);
      else if (!tooLarge) {
        tooLarge = true;
        child.kill('SIGKILL');
      }
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr = (stderr + text).slice(-4_000);
    });
    child.on('error', reject);
    child.on('close', (code) => {
      if (tooLarge) reject(new Error(`git ${args[0]} printed more than ${outputLimit} bytes`));
      else resolve({ code: code ?? -1, stdout: Buffer.concat(stdout), stderr });
    });
    // Git may end before it has read everything; its exit code says what that means.
    child.stdin.on('error', () => {});
    child.stdin.end(options.input);
  });
}

/** Like `runGit`, for commands that have no reason to fail. @throws with git's own words when one does. */
export async function git(
  dir: string,
  args: string[],
  options: { input?: Buffer | string; env?: Record<string, string> } = {},
): Promise<Buffer> {
  const result = await runGit(dir, args, options);
  if (result.code !== 0) throw new Error(`git ${args[0]} ended with ${result.code}: ${result.stderr.trim()}`);
  return result.stdout;
}

/** Environment for git: nothing of the user's or the machine's configuration, no prompts, English, UTC. */
export function cleanEnvironment(): Record<string, string> {
  return {
    PATH: process.env.PATH ?? '',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_TERMINAL_PROMPT: '0',
    GIT_AUTHOR_NAME: 'Bitbucket',
    GIT_AUTHOR_EMAIL: 'noreply@example.com',
    GIT_COMMITTER_NAME: 'Bitbucket',
    GIT_COMMITTER_EMAIL: 'noreply@example.com',
    LC_ALL: 'C',
    TZ: 'UTC',
  };
}

import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Repo, World } from '../world.ts';
import { checkOut } from './checkout.ts';
import { runScript } from './shell.ts';
import { readPipeline, type Steps } from './steps.ts';

/** A commit to be built. */
export interface Build {
  id: string;
  number: number;
  repo: Repo;
  branch: string;
  commit: string;
}

/** Milliseconds that one build may take. */
const buildTimeout = 5 * 60 * 1000;

/** What a commit's own configuration wants built; undefined: nothing. A broken file is a build that fails. */
export async function planBuild(
  world: World,
  repo: Repo,
  branch: string,
  commit: string,
): Promise<{ status: 'ok'; steps: Steps | undefined } | { status: 'fault'; fault: string }> {
  if (repo.edition === 'data-center') {
    const steps = repo.ciCommand ? { steps: [{ name: 'Check', lines: [repo.ciCommand] }] } : undefined;
    return { status: 'ok', steps };
  }
  const file = await world.file(repo, commit, 'bitbucket-pipelines.yml');
  if (file === undefined) return { status: 'ok', steps: undefined };
  return readPipeline(Buffer.from(file).toString('utf8'), branch);
}

/** Runs the steps in a fresh clone with a clean environment. Never throws: what goes wrong is a failed build. */
export async function runBuild(
  build: Build,
  steps: Steps,
  options: {
    npmCache: string;
    environment: Record<string, string>;
    signal: AbortSignal;
    write(text: string): void;
    /** Milliseconds for all steps; 5 minutes unless told. */
    timeout?: number;
  },
): Promise<'SUCCESSFUL' | 'FAILED' | 'STOPPED'> {
  const { write, signal } = options;
  const timeout = options.timeout ?? buildTimeout;
  const deadline = performance.now() + timeout;
  const home = await mkdtemp(join(tmpdir(), 'suture-build-'));
  const dir = join(home, 'clone');
  try {
    await mkdir(options.npmCache, { recursive: true });
    await checkOut(build.repo.dir, build.commit, dir);
    const environment = buildEnvironment(build, home, dir, options);
    for (const step of steps.steps) {
      write(`== ${step.name}\n${step.lines.map((line) => `+ ${line}\n`).join('')}`);
      const left = Math.max(0, deadline - performance.now());
      const end = await runScript({ lines: step.lines, dir, environment, timeout: left, signal, write });
      if (end.kind === 'stopped') return 'STOPPED';
      if (end.kind === 'timed-out') {
        write(`\nStopped after ${Math.round(timeout / 1000)} seconds.\n`);
        return 'FAILED';
      }
      if (end.code !== 0) {
        write(`\nEnded with exit code ${end.code}.\n`);
        return 'FAILED';
      }
    }
    return 'SUCCESSFUL';
  } catch (error) {
    write(`${error instanceof Error ? error.message : String(error)}\n`);
    return 'FAILED';
  } finally {
    await rm(home, { recursive: true, force: true, maxRetries: 3 }).catch(() => {});
  }
}

function buildEnvironment(
  build: Build,
  home: string,
  dir: string,
  options: { npmCache: string; environment: Record<string, string> },
): Record<string, string> {
  const certificates = process.env.NODE_EXTRA_CA_CERTS;
  return {
    PATH: process.env.PATH ?? '',
    HOME: home,
    TMPDIR: home,
    LANG: 'C.UTF-8',
    CI: 'true',
    npm_config_cache: options.npmCache,
    npm_config_update_notifier: 'false',
    npm_config_fund: 'false',
    npm_config_audit: 'false',
    ...(certificates !== undefined && { NODE_EXTRA_CA_CERTS: certificates }),
    BITBUCKET_BRANCH: build.branch,
    BITBUCKET_BUILD_NUMBER: String(build.number),
    BITBUCKET_CLONE_DIR: dir,
    BITBUCKET_COMMIT: build.commit,
    BITBUCKET_REPO_SLUG: build.repo.slug,
    ...options.environment,
  };
}

import { existsSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { branchRef } from './branch.ts';
import { GitError } from './git.ts';
import { readHeads } from './heads.ts';
import type { Session } from './session.ts';

/** Keeps the newest snapshot reachable, so that the next fetch names it as had and receives only what is new. */
const kept = 'refs/suture/snapshot';

const common = ['--quiet', '--no-tags', '--no-write-fetch-head'];

/** Tells git for one command that absent blobs are no fault; never written to the repository's own configuration. */
export const partial = [
  '-c',
  'remote.origin.promisor=true',
  '-c',
  'remote.origin.partialclonefilter=blob:none',
];

/**
 * Makes the bare repository if it is not there yet.
 * @returns whether it is new, and so holds nothing that one could look for
 */
export async function ensureRepository(session: Session, dir: string): Promise<boolean> {
  if (existsSync(join(dir, 'HEAD'))) return false;
  await mkdir(dirname(dir), { recursive: true });
  await mkdir(dir, { recursive: true, mode: 0o700 });
  await session.run(['init', '--quiet', '--bare', '--template=', resolve(dir)]);
  return true;
}

/** Fetches a commit that a branch points to, without history and files. 2 HTTP requests, 0 where it is here already. */
export async function fetchTip(session: Session, dir: string, commit: string): Promise<void> {
  if (await hasCommit(session, dir, commit)) return;
  const plain = ['fetch', ...common, '--depth=1', 'origin', commit];
  // Nothing points to it here: a repository that is kept for its snapshot need not keep it.
  await session.run([...partial, ...plain.toSpliced(1, 0, '--filter=blob:none')], { dir });
}

export async function recreateRepository(session: Session, dir: string): Promise<void> {
  await rm(dir, { recursive: true, force: true });
  await ensureRepository(session, dir);
}

/**
 * Fetches one commit (full id, or `refs/heads/x`) without history and, where `blobs` is false and the server can leave
 * them out, without file contents. 2 HTTP requests for an id, 3 for a branch.
 * @returns its id
 */
export async function fetchCommit(
  session: Session,
  dir: string,
  commit: string,
  blobs: boolean,
): Promise<string> {
  const byId = /^[0-9a-f]{40}$/.test(commit);
  if (!byId) branchRef(commit.replace(/^refs\/heads\//, ''));
  try {
    await fetchOne(session, dir, commit, blobs);
    if (byId) return commit;
  } catch (error) {
    if (!byId || !refusesIds(error)) throw error;
    await fetchOne(session, dir, await branchAt(session, commit, error), blobs);
  }
  const output = await session.run(['rev-parse', '--verify', '--quiet', `${kept}^{commit}`], { dir });
  const found = output.toString('latin1').trim();
  if (byId && found !== commit)
    throw new GitError('not-found', `The branch moved away from commit ${commit} meanwhile.`, {
      retry: true,
    });
  return found;
}

/** Fetches file contents by their ids: 2 HTTP requests, however many. */
export async function fetchBlobs(session: Session, dir: string, ids: string[]): Promise<void> {
  const args = [...partial, '-c', 'fetch.negotiationAlgorithm=noop'];
  await session.run([...args, 'fetch', ...common, '--filter=blob:none', '--stdin', 'origin'], {
    dir,
    input: `${ids.join('\n')}\n`,
  });
}

/** Servers without protocol 2 or `allowAnySHA1InWant` give out tips of branches alone. */
export function refusesIds(error: unknown): boolean {
  return error instanceof GitError && /unadvertised object|not our ref/i.test(error.message);
}

/** Whether a commit (full id) was fetched before. Never asks the remote. */
export async function hasCommit(session: Session, dir: string, commit: string): Promise<boolean> {
  if (!/^[0-9a-f]{40}$/.test(commit)) return false;
  return (await session.attempt(['cat-file', '-e', `${commit}^{tree}`], { dir })).code === 0;
}

async function fetchOne(session: Session, dir: string, source: string, blobs: boolean): Promise<void> {
  const plain = ['fetch', ...common, '--depth=1'];
  const target = ['origin', `+${source}:${kept}`];
  if (blobs) return void (await session.run([...plain, ...target], { dir }));
  try {
    await session.run([...partial, ...plain, '--filter=blob:none', ...target], { dir });
  } catch (error) {
    // Most old servers ignore the filter; some fail on it.
    if (!(error instanceof GitError) || !/filter|promisor/i.test(error.message)) throw error;
    await session.run([...plain, ...target], { dir });
  }
}

async function branchAt(session: Session, commit: string, cause: unknown): Promise<string> {
  const { branches } = await readHeads(session);
  const branch = branches.entries().find(([, tip]) => tip === commit)?.[0];
  if (branch !== undefined) return branchRef(branch);
  const text = `The server gives out tips of branches alone, and commit ${commit} is none (any more).`;
  throw new GitError('not-found', text, { cause });
}

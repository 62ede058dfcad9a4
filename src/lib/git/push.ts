import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { branchRef } from './branch.ts';
import { makeCommit } from './commit.ts';
import { ensureRepository, fetchCommit, hasCommit, partial } from './fetch.ts';
import type { Git } from './git.ts';
import { readBranch } from './heads.ts';
import type { Outcome, Session } from './session.ts';

type PushRequest = Parameters<Git['pushCommit']>[0];

/** Makes the commit and pushes it: 2 HTTP requests, 5 where the target branch has moved on since `base` was fetched. */
export async function pushCommit(session: Session, request: PushRequest): ReturnType<Git['pushCommit']> {
  const { dir, expected } = request;
  const ref = branchRef(request.branch);
  await ensureRepository(session, dir);
  if (!(await hasCommit(session, dir, request.base))) await fetchCommit(session, dir, request.base, false);
  const commit = await makeCommit(session, request);
  const args = pushArgs(ref, expected, commit);
  let outcome = await session.attempt(args, { dir });
  if (lacksObjects(outcome))
    outcome = await session.attempt([...partial, '-c', 'push.negotiate=true', ...args], { dir });
  const flag = flagOf(outcome);
  if (flag === '=') return { status: 'unchanged', commit };
  if (outcome.code === 0) return { status: 'pushed', commit };
  if (!isStale(outcome)) throw session.failure(args, outcome);
  const found = await readBranch(session, ref);
  return found === commit ? { status: 'unchanged', commit } : { status: 'moved', found };
}

/** Deletes a branch where it is at `expected`: 2 HTTP requests, 2 more where it is not. */
export async function deleteBranch(
  session: Session,
  branch: string,
  expected: string,
): ReturnType<Git['deleteBranch']> {
  const ref = branchRef(branch);
  // `git push` wants a repository, even to delete.
  const dir = await mkdtemp(join(tmpdir(), 'suture-git-'));
  try {
    await ensureRepository(session, dir);
    const args = pushArgs(ref, expected, '');
    const outcome = await session.attempt(args, { dir });
    if (outcome.code === 0) return 'deleted';
    if (!isStale(outcome)) throw session.failure(args, outcome);
    return (await readBranch(session, ref)) === undefined ? 'gone' : 'moved';
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

/** The lease makes the server's branch a condition; an empty one means that it must not exist. */
function pushArgs(ref: string, expected: string | undefined, commit: string): string[] {
  return ['push', '--porcelain', `--force-with-lease=${ref}:${expected ?? ''}`, 'origin', `${commit}:${ref}`];
}

/**
 * The commit stands on one that is no tip of the server's any more, so git, not knowing that the server has it, wants
 * to send every file of it, most of which are not here. The second try asks the server what it has.
 */
function lacksObjects(outcome: Outcome): boolean {
  return outcome.code !== 0 && /unable to read|missing blob|bad object|could not read/i.test(outcome.stderr);
}

/** Porcelain output: flag, tab, `from:to`, tab, summary. */
function flagOf(outcome: Outcome): string | undefined {
  return /^([ +\-*=!])\t/m.exec(outcome.stdout.toString('utf8'))?.[1];
}

/** The lease failed here, or another push came between on the server. */
function isStale(outcome: Outcome): boolean {
  const summary = outcome.stdout.toString('utf8');
  return /^!\t.*\[rejected\]|^!\t.*\(.*(cannot lock ref|failed to update ref|incorrect old value).*\)/m.test(
    summary,
  );
}

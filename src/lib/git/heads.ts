import { GitError, type RemoteHeads } from './git.ts';
import type { Session } from './session.ts';

const prefix = 'refs/heads/';

/** Default branch and every branch of the remote: 2 HTTP requests. */
export async function readHeads(session: Session): Promise<RemoteHeads> {
  const args = ['ls-remote', '--quiet', '--symref', 'origin'];
  const output = await session.run(args);
  if (output.length === 0) await assertGit(session, args);
  const branches = new Map<string, string>();
  let target: string | undefined;
  for (const line of output.toString('utf8').split('\n')) {
    const [value = '', name = ''] = line.split('\t');
    if (name === 'HEAD' && value.startsWith(`ref: ${prefix}`)) target = value.slice(`ref: ${prefix}`.length);
    else if (name.startsWith(prefix)) branches.set(name.slice(prefix.length), value);
  }
  const commit = target === undefined ? undefined : branches.get(target);
  if (target === undefined || commit === undefined) return { branches };
  return { head: { branch: target, commit }, branches };
}

/**
 * Some log-in page or proxy answered 200: git takes that for the old protocol without references, and the repository
 * would seem to be empty. Only git's own protocol comes in packets.
 */
async function assertGit(session: Session, args: string[]): Promise<void> {
  const traced = await session.attempt(args, { env: { GIT_TRACE_PACKET: '1' } });
  if (/ packet: .*(version 2|# service=)/.test(traced.stderr)) return;
  throw new GitError('not-found', 'The server answers, but not with git.', {
    remedy: 'Check the base address, and whether a proxy or a log-in page answers in place of Bitbucket.',
  });
}

/** Where one branch is; undefined when there is none: 2 HTTP requests. */
export async function readBranch(session: Session, ref: string): Promise<string | undefined> {
  const output = await session.run(['ls-remote', '--quiet', 'origin', ref]);
  // ls-remote takes the name as a pattern for the end of refs.
  const lines = output.toString('utf8').split('\n');
  return lines.map((line) => line.split('\t')).find(([, name]) => name === ref)?.[0];
}

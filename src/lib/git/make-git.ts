import { resolve } from 'node:path';
import type { Environment } from './environment.ts';
import type { Git, GitOptions, Remote } from './git.ts';
import { readHeads } from './heads.ts';
import { deleteBranch, pushCommit } from './push.ts';
import { makeQueue } from './queue.ts';
import { readCommit } from './read-commit.ts';
import { persist, systemWait, type Wait } from './retry.ts';
import { openSession, type Session } from './session.ts';
import { takeSnapshot } from './snapshot.ts';

/**
 * Git by the system's own program. Of `env`, the environment of this process, git sees an allow-list: PATH, proxies
 * (`HTTPS_PROXY`, `NO_PROXY`, …) and certificate authorities (`GIT_SSL_CAINFO`, `SSL_CERT_FILE`, …).
 * Work in one repository directory waits for its turn, so a lock file met there is a dead process's; two processes
 * must not share a directory. What breaks off is tried again a little later; `wait` is how tests wait less.
 */
export function makeGit({ env, wait = systemWait }: { env: Environment; wait?: Wait | undefined }): Git {
  const queue = makeQueue();
  const session = <T>(
    { remote, options }: { remote: Remote; options?: GitOptions },
    work: (session: Session) => Promise<T>,
  ) => persist(async () => work(openSession(env, remote, options)), wait, options?.signal);
  return {
    heads: (remote, options = {}) => session({ remote, options }, readHeads),
    snapshot: (request) =>
      queue(resolve(request.dir), () =>
        session(request, (opened) => takeSnapshot(opened, request, () => openSession(env, undefined))),
      ),
    pushCommit: (request) =>
      queue(resolve(request.dir), () => session(request, (opened) => pushCommit(opened, request))),
    readCommit: (request) =>
      queue(resolve(request.dir), () => session(request, (opened) => readCommit(opened, request))),
    deleteBranch: (request) =>
      session(request, (opened) => deleteBranch(opened, request.branch, request.expected)),
  };
}

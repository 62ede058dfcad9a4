import { resolve } from 'node:path';
import type { Environment } from './environment.ts';
import type { Git } from './git.ts';
import { readHeads } from './heads.ts';
import { deleteBranch, pushCommit } from './push.ts';
import { makeQueue } from './queue.ts';
import { openSession } from './session.ts';
import { takeSnapshot } from './snapshot.ts';

/**
 * Git by the system's own program. Of `env`, the environment of this process, git sees an allow-list: PATH, proxies
 * (`HTTPS_PROXY`, `NO_PROXY`, …) and certificate authorities (`GIT_SSL_CAINFO`, `SSL_CERT_FILE`, …).
 * Work in one repository directory waits for its turn, so a lock file met there is a dead process's; two processes
 * must not share a directory.
 */
export function makeGit({ env }: { env: Environment }): Git {
  const queue = makeQueue();
  return {
    heads: async (remote, options) => readHeads(openSession(env, remote, options)),
    snapshot: ({ remote, options, ...request }) =>
      queue(resolve(request.dir), async () =>
        takeSnapshot(openSession(env, remote, options), request, () => openSession(env, undefined)),
      ),
    pushCommit: (request) =>
      queue(resolve(request.dir), async () =>
        pushCommit(openSession(env, request.remote, request.options), request),
      ),
    deleteBranch: async ({ remote, branch, expected, options }) =>
      deleteBranch(openSession(env, remote, options), branch, expected),
  };
}

import type { Environment } from './environment.ts';
import type { Git } from './git.ts';
import { readHeads } from './heads.ts';
import { deleteBranch, pushCommit } from './push.ts';
import { openSession } from './session.ts';
import { takeSnapshot } from './snapshot.ts';

/**
 * Git by the system's own program. Of `env`, the environment of this process, git sees an allow-list: PATH, proxies
 * (`HTTPS_PROXY`, `NO_PROXY`, …) and certificate authorities (`GIT_SSL_CAINFO`, `SSL_CERT_FILE`, …).
 */
export function makeGit({ env }: { env: Environment }): Git {
  return {
    heads: async (remote, options) => readHeads(openSession(env, remote, options)),
    snapshot: async ({ remote, options, ...request }) =>
      takeSnapshot(openSession(env, remote, options), request, () => openSession(env, undefined)),
    pushCommit: async (request) => pushCommit(openSession(env, request.remote, request.options), request),
    deleteBranch: async ({ remote, branch, expected, options }) =>
      deleteBranch(openSession(env, remote, options), branch, expected),
  };
}

import { systemClock } from '../client/clock.ts';
import type { HostDriver } from '../host.ts';
import { makeIdentity } from './account.ts';
import { builds } from './builds.ts';
import { check } from './check.ts';
import { makeClient } from './client.ts';
import { comment } from './comments.ts';
import { ensureHook, removeHook } from './hooks.ts';
import {
  declinePullRequest,
  newestPullRequest,
  openPullRequest,
  openPullRequests,
  ownPullRequests,
  pullRequest,
  updatePullRequest,
} from './pull-requests.ts';
import { readHook } from './read-hook.ts';
import { remote, repositories } from './repositories.ts';
import { defaultReviewers } from './reviewers.ts';
import { neededScopes } from './scopes.ts';

/** Bitbucket Cloud, REST API 2.0. */
export const bitbucketCloud: HostDriver = {
  kind: 'bitbucket-cloud',
  credentials: [
    {
      kind: 'api-token',
      scopes: allScopes('api-token'),
      howTo:
        'At https://id.atlassian.com/manage-profile/security/api-tokens choose "Create API token with scopes", the app Bitbucket, and the scopes below. It acts as your account; an account of its own for Suture is better. You need its e-mail address and the token. It lasts a year at most.',
    },
    {
      kind: 'access-token',
      scopes: allScopes('access-token'),
      howTo:
        'In the settings of the workspace (Premium), project or repository choose "Access tokens", and the scopes below. It acts as a bot, so its pull requests are found per repository, which costs more calls.',
    },
  ],
  open(connection, credential, http, clock = systemClock) {
    const client = makeClient(connection, credential, http, clock);
    const { scope } = connection;
    const identity = makeIdentity(client);
    return {
      check: () => check(client, scope),
      account: identity.ask,
      repositories: (options) => repositories(client, scope, options),
      remote: (slug) => remote(client, slug),
      openPullRequests: (slug) => openPullRequests(client, slug),
      newestPullRequest: (slug, branch) => newestPullRequest(client, slug, branch),
      pullRequest: (slug, number) => pullRequest(client, slug, number),
      async ownPullRequests({ signal }) {
        // Atlassian serves this list to API tokens alone.
        const account = credential.kind === 'api-token' ? await identity.ask() : undefined;
        return account && ownPullRequests(client, scope, account, signal);
      },
      defaultReviewers: (repository) => defaultReviewers(client, identity.known(), repository),
      openPullRequest: (slug, draft) => openPullRequest(client, slug, draft),
      updatePullRequest: (slug, number, change) => updatePullRequest(client, slug, number, change),
      declinePullRequest: async (slug, number, because) =>
        declinePullRequest(client, await identity.ask(), slug, number, because),
      comment: async (slug, number, said) => comment(client, await identity.ask(), slug, number, said),
      builds: (slug, commits) => builds(client, slug, commits),
      ensureHook: (slug, hook) => ensureHook(client, slug, hook),
      removeHook: (slug, url) => removeHook(client, slug, url),
      usage: client.budget.usage,
    };
  },
  readHook,
};

function allScopes(kind: 'api-token' | 'access-token'): string[] {
  const { required, optional } = neededScopes(kind);
  return [...required, ...Object.keys(optional)];
}

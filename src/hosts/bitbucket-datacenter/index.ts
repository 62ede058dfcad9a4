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

/** Bitbucket Data Center, REST API `latest`. */
export const bitbucketDatacenter: HostDriver = {
  kind: 'bitbucket-datacenter',
  credentials: [
    {
      kind: 'http-access-token',
      scopes: ['REPO_WRITE'],
      howTo:
        'Under your profile picture > Manage account > HTTP access tokens (or in the settings of a project) make a token with the permission "Repository write". Webhooks need "Repository admin". A token of a project has no account, so its pull requests are found per repository, which costs more calls.',
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
        return (await identity.ask()) && ownPullRequests(client, scope, signal);
      },
      defaultReviewers: (repository, refs) => defaultReviewers(client, repository, refs),
      openPullRequest: (slug, draft) => openPullRequest(client, slug, draft),
      updatePullRequest: (slug, number, change) => updatePullRequest(client, slug, number, change),
      declinePullRequest: async (slug, number, because) =>
        declinePullRequest(client, await identity.ask(), slug, number, because),
      comment: async (slug, number, said) => comment(client, await identity.ask(), slug, number, said),
      builds: (_, commits) => builds(client, commits),
      ensureHook: (slug, hook) => ensureHook(client, slug, hook),
      removeHook: (slug, url) => removeHook(client, slug, url),
      usage: client.budget.usage,
    };
  },
  readHook,
};

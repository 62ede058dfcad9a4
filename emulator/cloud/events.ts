import type { HookPayload } from '../http.ts';
import { type CommitRecord, resolveCommit } from '../rest/commits.ts';
import { readTips } from '../rest/tips.ts';
import type { Repo, User, World, WorldEvent } from '../world.ts';
import { commentShape } from './shapes/comment.ts';
import { commitShape } from './shapes/commit.ts';
import { projectShape, workspaceShape } from './shapes/owner.ts';
import { pullShape } from './shapes/pull.ts';
import { apiUrl, htmlUrl, repositoryReference } from './shapes/repository.ts';
import { statusShape } from './shapes/status.ts';
import { teamShape, userShape } from './shapes/user.ts';

/** Most commits that a push shows. */
const commitLimit = 5;

/** Bitbucket Cloud's webhook for an event. A declined pull request is "rejected", a merged one "fulfilled". */
export async function hookPayload(
  event: WorldEvent,
  baseUrl: string,
  _profile: string,
  world: World,
): Promise<HookPayload | undefined> {
  switch (event.kind) {
    case 'push':
      if (event.repo.edition !== 'cloud') return undefined;
      return payload('repo:push', {
        push: { changes: [await change(world, event, baseUrl)] },
        ...context(world, event.repo, event.actor, baseUrl),
      });
    case 'pull': {
      const { pull, comment, actor } = event;
      if (pull.repo.edition !== 'cloud') return undefined;
      const tips = (await readTips(world, [pull]))(pull);
      return payload(pullEvents[event.what], {
        ...(comment ? { comment: commentShape(comment, baseUrl) } : {}),
        pullrequest: pullShape(world, pull, tips, baseUrl),
        ...context(world, pull.repo, actor, baseUrl),
      });
    }
    case 'status': {
      const { status } = event;
      if (status.repo.edition !== 'cloud') return undefined;
      const commit = await resolveCommit(world, status.repo, status.commit);
      return payload(`repo:commit_status_${event.what}`, {
        commit_status: {
          ...statusShape(status, baseUrl),
          ...(commit ? { commit: commitShape(world, status.repo, commit, baseUrl) } : {}),
        },
        ...context(world, status.repo, undefined, baseUrl),
      });
    }
  }
}

const pullEvents = {
  created: 'pullrequest:created',
  updated: 'pullrequest:updated',
  merged: 'pullrequest:fulfilled',
  declined: 'pullrequest:rejected',
  commented: 'pullrequest:comment_created',
} as const;

function payload(eventKey: string, body: object): HookPayload {
  return {
    eventKey,
    body,
    headers: {
      'Content-Type': 'application/json',
      'User-Agent': 'Bitbucket-Webhooks/2.0',
      'X-Event-Key': eventKey,
    },
  };
}

/** Who did it and where. Bitbucket's own doings show the workspace as actor. */
function context(world: World, repo: Repo, actor: User | undefined, baseUrl: string): object {
  return {
    repository: {
      ...repositoryReference(repo, baseUrl),
      scm: 'git',
      website: null,
      is_private: true,
      owner: teamShape(world, baseUrl),
      workspace: workspaceShape(world, baseUrl),
      project: projectShape(world, baseUrl),
      parent: null,
    },
    actor: actor ? userShape(actor, baseUrl) : teamShape(world, baseUrl),
  };
}

type Push = WorldEvent & { kind: 'push' };

async function change(world: World, push: Push, baseUrl: string): Promise<object> {
  const { repo, before, after } = push;
  const old = before ? await resolveCommit(world, repo, before) : undefined;
  const tip = after ? await resolveCommit(world, repo, after) : undefined;
  const exclude = before ? [before] : await others(world, push);
  const commits = tip ? await world.commits(repo, tip.id, commitLimit + 1, { exclude }) : [];
  return {
    old: old ? refShape(world, push, old, baseUrl) : null,
    new: tip ? refShape(world, push, tip, baseUrl) : null,
    created: before === null,
    closed: after === null,
    forced: before !== null && after !== null && (await world.mergeBase(repo, before, after)) !== before,
    truncated: commits.length > commitLimit,
    commits: commits.slice(0, commitLimit).map((commit) => commitShape(world, repo, commit, baseUrl)),
    links: {
      html: { href: `${htmlUrl(repo, baseUrl)}/branches/compare/${after ?? ''}..${before ?? ''}` },
      commits: { href: `${apiUrl(repo, baseUrl)}/commits?include=${after ?? ''}` },
      diff: { href: `${apiUrl(repo, baseUrl)}/diff/${after ?? ''}..${before ?? ''}` },
    },
  };
}

/** A new branch brings the commits that no other branch has. */
async function others(world: World, push: Push): Promise<string[]> {
  const branches = await world.branches(push.repo);
  return branches
    .filter(({ name, commit }) => name !== push.branch && commit !== push.after)
    .map(({ commit }) => commit);
}

function refShape(world: World, { repo, branch }: Push, tip: CommitRecord, baseUrl: string): object {
  const path = branch.split('/').map(encodeURIComponent).join('/');
  return {
    type: 'branch',
    name: branch,
    target: commitShape(world, repo, tip, baseUrl),
    links: {
      self: { href: `${apiUrl(repo, baseUrl)}/refs/branches/${path}` },
      commits: { href: `${apiUrl(repo, baseUrl)}/commits/${path}` },
      html: { href: `${htmlUrl(repo, baseUrl)}/branch/${path}` },
    },
    merge_strategies: ['merge_commit', 'squash', 'fast_forward'],
    default_merge_strategy: 'merge_commit',
  };
}

import { markup } from '../../rest/markdown.ts';
import type { Tips } from '../../rest/tips.ts';
import type { Pull, User, World } from '../../world.ts';
import { commitReference } from './commit.ts';
import { apiUrl, htmlUrl, repositoryReference } from './repository.ts';
import { micros } from './time.ts';
import { userShape } from './user.ts';

/** What lists leave out of each pull request unless `fields` asks for it. */
export const hiddenInLists = ['values.reviewers', 'values.participants', 'values.rendered'];

/** A pull request inside a comment. */
export function pullReference(pull: Pull, baseUrl: string): object {
  return {
    type: 'pullrequest',
    id: pull.number,
    title: pull.title,
    links: {
      self: { href: `${apiUrl(pull.repo, baseUrl)}/pullrequests/${pull.number}` },
      html: { href: `${htmlUrl(pull.repo, baseUrl)}/pull-requests/${pull.number}` },
    },
  };
}

/** A pull request in full; lists drop `hiddenInLists`. */
export function pullShape(world: World, pull: Pull, tips: Tips, baseUrl: string): object {
  const comments = world.comments(pull).filter(({ deleted }) => !deleted);
  const commenters = new Set(comments.map(({ author }) => author));
  return {
    ...pullReference(pull, baseUrl),
    comment_count: comments.length,
    task_count: 0,
    description: pull.description,
    rendered: { title: markup(pull.title), description: markup(pull.description) },
    summary: markup(pull.description),
    state: pull.state,
    draft: pull.draft,
    queued: false,
    merge_commit: pull.mergeCommit
      ? commitReference(pull.repo, pull.mergeCommit.slice(0, 12), baseUrl)
      : null,
    close_source_branch: false,
    closed_by: pull.closedBy ? userShape(pull.closedBy, baseUrl) : null,
    reason: pull.reason ?? '',
    created_on: micros(pull.createdAt),
    updated_on: micros(pull.updatedAt),
    author: userShape(pull.author, baseUrl),
    reviewers: pull.reviewers.map((reviewer) => userShape(reviewer, baseUrl)),
    participants: [
      ...pull.reviewers.map((user) => participant(user, 'REVIEWER', baseUrl)),
      ...[...commenters]
        .filter((user) => !pull.reviewers.includes(user))
        .map((user) => participant(user, 'PARTICIPANT', baseUrl)),
    ],
    source: end(pull, pull.source, tips.source, baseUrl),
    destination: end(pull, pull.target, tips.target, baseUrl),
    links: links(pull, tips, baseUrl),
  };
}

/** Where a pull request's `/diff` and `/diffstat` redirect to: source and target parted by a carriage return. */
export function diffPath(pull: Pull, tips: Tips): string {
  const { owner, slug } = pull.repo;
  const [source, target] = [tips.source?.slice(0, 12), tips.target?.slice(0, 12)];
  return `${owner}/${slug}:${source}%0D${target}?from_pullrequest_id=${pull.number}&topic=true`;
}

function links(pull: Pull, tips: Tips, baseUrl: string): object {
  const api = apiUrl(pull.repo, baseUrl);
  const own = `${api}/pullrequests/${pull.number}`;
  const below = [
    'commits',
    'approve',
    'request-changes',
    'merge',
    'decline',
    'comments',
    'activity',
    'statuses',
  ];
  return {
    ...(pullReference(pull, baseUrl) as { links: object }).links,
    ...Object.fromEntries(below.map((name) => [name, { href: `${own}/${name}` }])),
    diff: { href: `${api}/diff/${diffPath(pull, tips)}` },
    diffstat: { href: `${api}/diffstat/${diffPath(pull, tips)}` },
  };
}

/** One end. Its commit is null when the branch is gone and nobody remembers. */
function end(pull: Pull, branch: string, commit: string | undefined, baseUrl: string): object {
  return {
    branch: { name: branch },
    commit: commit ? commitReference(pull.repo, commit.slice(0, 12), baseUrl) : null,
    repository: repositoryReference(pull.repo, baseUrl),
  };
}

function participant(user: User, role: string, baseUrl: string): object {
  return {
    type: 'participant',
    user: userShape(user, baseUrl),
    role,
    approved: false,
    state: null,
    participated_on: null,
  };
}

import type { Tips } from '../../rest/tips.ts';
import type { Pull } from '../../world.ts';
import { refShape } from './branch.ts';
import { commitReference } from './commit.ts';
import type { Dialect } from './dialect.ts';
import { htmlUrl, repositoryShape } from './repository.ts';
import { participantShape } from './user.ts';

/** A pull request. */
export function pullShape(pull: Pull, tips: Tips, dialect: Dialect): object {
  const closed = pull.state !== 'OPEN';
  return {
    id: pull.number,
    version: pull.version,
    title: pull.title,
    description: pull.description,
    state: pull.state,
    open: !closed,
    closed,
    draft: pull.draft,
    createdDate: dialect.time(pull.createdAt),
    updatedDate: dialect.time(pull.updatedAt),
    ...(closed ? { closedDate: dialect.time(pull.updatedAt) } : {}),
    fromRef: end(pull, pull.source, tips.source, dialect),
    toRef: end(pull, pull.target, tips.target, dialect),
    locked: false,
    author: participantShape(pull.author, 'AUTHOR', dialect),
    reviewers: pull.reviewers.map((user) => participantShape(user, 'REVIEWER', dialect)),
    participants: [],
    ...(pull.mergeCommit ? { properties: { mergeCommit: commitReference(pull.mergeCommit) } } : {}),
    links: { self: [{ href: `${htmlUrl(pull.repo, dialect.baseUrl)}/pull-requests/${pull.number}` }] },
  };
}

function end(pull: Pull, branch: string, commit: string | undefined, dialect: Dialect): object {
  return {
    ...refShape(branch),
    ...(commit ? { latestCommit: commit } : {}),
    repository: repositoryShape(pull.repo, dialect),
  };
}

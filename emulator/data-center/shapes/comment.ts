import type { PullComment } from '../../world.ts';
import { numberOf } from '../access.ts';
import type { Dialect } from './dialect.ts';
import { userShape } from './user.ts';

/** A comment on a pull request. */
export function commentShape(comment: PullComment, dialect: Dialect): object {
  return {
    properties: { repositoryId: numberOf(comment.pull.repo.id) },
    id: comment.id,
    version: comment.version,
    text: comment.text,
    author: userShape(comment.author, dialect),
    createdDate: dialect.time(comment.createdAt),
    updatedDate: dialect.time(comment.updatedAt),
    comments: [],
    tasks: [],
    severity: 'NORMAL',
    state: 'OPEN',
    threadResolved: false,
    permittedOperations: { editable: true, transitionable: true, deletable: true },
  };
}

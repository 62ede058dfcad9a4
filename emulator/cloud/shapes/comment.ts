import { markup } from '../../rest/markdown.ts';
import type { PullComment } from '../../world.ts';
import { pullReference } from './pull.ts';
import { apiUrl, htmlUrl } from './repository.ts';
import { micros } from './time.ts';
import { userShape } from './user.ts';

/** A comment on a pull request. A deleted one stays, without its text. */
export function commentShape(comment: PullComment, baseUrl: string): object {
  const { pull } = comment;
  return {
    type: 'pullrequest_comment',
    id: comment.id,
    created_on: micros(comment.createdAt),
    updated_on: micros(comment.updatedAt),
    content: markup(comment.deleted ? '' : comment.text),
    user: userShape(comment.author, baseUrl),
    deleted: comment.deleted,
    pending: false,
    pullrequest: pullReference(pull, baseUrl),
    links: {
      self: { href: `${apiUrl(pull.repo, baseUrl)}/pullrequests/${pull.number}/comments/${comment.id}` },
      html: {
        href: `${htmlUrl(pull.repo, baseUrl)}/pull-requests/${pull.number}/_/diff#comment-${comment.id}`,
      },
    },
  };
}

import type { Call } from '../../http.ts';
import { at, type Json, text } from '../../rest/body.ts';
import type { User } from '../../world.ts';
import { refuse } from '../errors.ts';
import { epoch } from '../shapes/dialect.ts';
import { participantShape } from '../shapes/user.ts';

/**
 * The reviewers a body wants, none where it has none. One that cannot be fails them all with 409, which names the bad
 * (`reviewerErrors`) and the good (`validReviewers`).
 */
export function readReviewers(call: Call, body: Json | undefined, author: User): User[] {
  const wanted = at(body, 'reviewers');
  if (!Array.isArray(wanted)) return [];
  const reviewers: User[] = [];
  const reviewerErrors: object[] = [];
  for (const each of wanted.slice(0, 1000)) {
    const name = text(each, 'user', 'name') ?? '';
    const user = call.world.users.find(
      (one) => one.edition === 'data-center' && one.active && one.name.toLowerCase() === name.toLowerCase(),
    );
    const problem = user === undefined ? `${name} is not a user.` : forbidden(user, author);
    if (problem) reviewerErrors.push({ context: name, message: problem, exceptionName: null });
    else if (user && !reviewers.includes(user)) reviewers.push(user);
  }
  if (reviewerErrors.length === 0) return reviewers;
  const message = 'Errors encountered while adding some reviewers to this pull request.';
  throw refuse(409, 'InvalidPullRequestReviewersException', message, {
    context: 'reviewers',
    reviewerErrors,
    validReviewers: reviewers.map((user) => participantShape(user, 'REVIEWER', epoch(call.baseUrl))),
  });
}

function forbidden(user: User, author: User): string | undefined {
  if (user.id !== author.id) return undefined;
  return `${user.name} is the author of the pull request and may not be a reviewer.`;
}

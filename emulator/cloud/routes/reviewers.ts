import type { Call } from '../../http.ts';
import { at, type Json, text } from '../../rest/body.ts';
import type { User } from '../../world.ts';
import { badRequest } from '../errors.ts';
import { members } from './users.ts';

/**
 * The reviewers a body wants, none where it has none. Refuses the whole body with 400 in the three wordings that
 * clients parse: a list it cannot read or with a closed account, somebody who left the workspace, the author.
 */
export function readReviewers(call: Call, body: Json | undefined, author: User): User[] {
  const wanted = at(body, 'reviewers');
  if (wanted === undefined || wanted === null) return [];
  if (!Array.isArray(wanted)) throw refused(['Malformed reviewers list']);
  const problems: string[] = [];
  const reviewers: User[] = [];
  for (const each of wanted.slice(0, 1000)) {
    const id = text(each, 'uuid') ?? text(each, 'account_id');
    const user = call.world.users.find((one) => one.id === id || one.accountId === id);
    if (!id || (user && !user.active)) problems.push('Malformed reviewers list');
    else if (!user || !members(call).includes(user)) {
      problems.push(
        `${user?.displayName ?? id} is not a member of this workspace and cannot be added to this pull request`,
      );
    } else if (user.id === author.id) {
      problems.push(`${user.displayName} is the author and cannot be included as a reviewer.`);
    } else if (!reviewers.includes(user)) reviewers.push(user);
  }
  if (problems.length > 0) throw refused(problems);
  return reviewers;
}

function refused(problems: string[]) {
  return badRequest(`reviewers: ${problems[0]}`, { reviewers: problems });
}

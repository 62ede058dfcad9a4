import type { Call } from '../../http.ts';
import type { Json } from '../../rest/body.ts';
import { readTips } from '../../rest/tips.ts';
import type { Pull, PullComment } from '../../world.ts';
import { refuse } from '../errors.ts';
import { epoch } from '../shapes/dialect.ts';
import { pullShape } from '../shapes/pull.ts';

/** Refuses with 409 and the fresh pull request unless the caller knows its version; none sent counts as -1. */
export async function checkVersion(call: Call, pull: Pull, sent: Json | undefined): Promise<void> {
  const expectedVersion = readVersion(sent);
  if (expectedVersion === pull.version) return;
  const message = 'You are attempting to modify a pull request based on out-of-date information.';
  const tips = await readTips(call.world, [pull]);
  throw refuse(409, 'PullRequestOutOfDateException', message, {
    currentVersion: pull.version,
    expectedVersion,
    pullRequest: pullShape(pull, tips(pull), epoch(call.baseUrl)),
  });
}

/** The same for a comment. */
export function checkCommentVersion(comment: PullComment, sent: Json | undefined): void {
  const expectedVersion = readVersion(sent);
  if (expectedVersion === comment.version) return;
  const message = 'You are attempting to modify a comment based on out-of-date information.';
  throw refuse(409, 'CommentOutOfDateException', message, {
    currentVersion: comment.version,
    expectedVersion,
  });
}

function readVersion(sent: Json | undefined): number {
  const number = sent === null || sent === undefined || sent === '' ? -1 : Number(sent);
  return Number.isInteger(number) ? number : -1;
}

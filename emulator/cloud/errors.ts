import type { Answer, Call } from '../http.ts';
import { Refusal } from '../rest/refusal.ts';
import { WorldError } from '../world.ts';

/** Bitbucket Cloud's error body: `{type, error: {message, fields?, detail?, data?}}`. */
export function failure(
  status: number,
  message: string,
  more: { fields?: Record<string, string[]>; detail?: string | object; data?: object } = {},
): Answer {
  return { status, body: { type: 'error', error: { message, ...more } } };
}

/** A private repository without access and one that does not exist must look the same. */
export function noRepository(): Refusal {
  return new Refusal(
    failure(
      404,
      'You may not have access to this repository or it no longer exists in this workspace. If you think this repository exists and you have access, make sure you are authenticated.',
    ),
  );
}

/** A missing pull request is answered in plain text, unlike everything else (seen in recordings). */
export function noPull(): Refusal {
  return new Refusal({ status: 404, headers: { 'content-type': 'text/plain' }, body: 'Not Found' });
}

/** A 400, naming the bad fields and what is wrong with each. */
export function badRequest(message: string, fields?: Record<string, string[]>): Refusal {
  return new Refusal(failure(400, message, fields ? { fields } : {}));
}

/** Answer for a path that is no operation. */
export function notFound(_call: Call): Answer {
  return failure(404, 'Resource not found', { detail: 'There is no API hosted at this URL' });
}

/** Words an exception of a route; what it is not prepared for becomes a 500. */
export function broken(error: unknown): Answer {
  if (error instanceof Refusal) return error.answer;
  if (error instanceof WorldError) return worded(error);
  return failure(500, 'Something went wrong', { detail: 'Bitbucket could not complete this request.' });
}

function worded(error: WorldError): Answer {
  switch (error.code) {
    case 'no-such-repository':
      return noRepository().answer;
    case 'no-such-pull':
      return noPull().answer;
    case 'no-such-branch':
    case 'no-such-comment':
      return failure(404, error.message);
    case 'empty-pull':
      return failure(400, 'There are no changes to be pulled');
    case 'not-open':
      return failure(400, 'This pull request is already closed.');
    case 'conflict':
      return failure(400, "You can't merge until you resolve all merge conflicts.");
    case 'duplicate-branch':
      return failure(400, error.message, { data: { key: 'BRANCH_ALREADY_EXISTS' } });
    default:
      return failure(400, error.message);
  }
}

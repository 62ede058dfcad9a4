import type { Answer, Call } from '../http.ts';
import { Refusal } from '../rest/refusal.ts';
import { WorldError } from '../world.ts';

/** The exceptions that clients branch on, by their last name. */
const packages = {
  AuthenticationRequiredException: 'com.atlassian.bitbucket.auth',
  IncorrectPasswordAuthenticationException: 'com.atlassian.bitbucket.auth',
  AuthorisationException: 'com.atlassian.bitbucket',
  ArgumentValidationException: 'com.atlassian.bitbucket.validation',
  NoSuchProjectException: 'com.atlassian.bitbucket.project',
  NoSuchRepositoryException: 'com.atlassian.bitbucket.repository',
  NoDefaultBranchException: 'com.atlassian.bitbucket.repository',
  DuplicateRefException: 'com.atlassian.bitbucket.repository',
  NoSuchUserException: 'com.atlassian.bitbucket.user',
  NoSuchCommitException: 'com.atlassian.bitbucket.commit',
  NoSuchPathException: 'com.atlassian.bitbucket.content',
  NoSuchPullRequestException: 'com.atlassian.bitbucket.pull',
  DuplicatePullRequestException: 'com.atlassian.bitbucket.pull',
  EmptyPullRequestException: 'com.atlassian.bitbucket.pull',
  InvalidPullRequestReviewersException: 'com.atlassian.bitbucket.pull',
  IllegalPullRequestStateException: 'com.atlassian.bitbucket.pull',
  PullRequestOutOfDateException: 'com.atlassian.bitbucket.pull',
  PullRequestMergeVetoedException: 'com.atlassian.bitbucket.pull',
  NoSuchCommentException: 'com.atlassian.bitbucket.comment',
  CommentOutOfDateException: 'com.atlassian.bitbucket.comment',
  NoSuchBuildStatusException: 'com.atlassian.bitbucket.build',
  NoSuchWebhookException: 'com.atlassian.bitbucket.webhook',
} as const;

/** Data Center's error body: `{errors: [{context, message, exceptionName, …}]}`. */
export function failure(
  status: number,
  exception: keyof typeof packages,
  message: string,
  more: Record<string, unknown> = {},
): Answer {
  const exceptionName = `${packages[exception]}.${exception}`;
  return { status, body: { errors: [{ context: null, message, exceptionName, ...more }] } };
}

/** The same, thrown by a route. */
export function refuse(...args: Parameters<typeof failure>): Refusal {
  return new Refusal(failure(...args));
}

/** A rejected argument: 400 with the argument's name as context and no exception. */
export function badRequest(context: string | null, message: string): Refusal {
  return new Refusal({ status: 400, body: { errors: [{ context, message, exceptionName: null }] } });
}

/** Nobody logged in where somebody has to be. */
export function authenticationRequired(): Answer {
  return failure(401, 'AuthenticationRequiredException', 'Authentication required.');
}

/** Permission missing: 401 on Data Center, not 403. */
export function notPermitted(): Answer {
  return failure(401, 'AuthorisationException', 'You are not permitted to access this resource');
}

/** Answer for a path that is no operation: Jersey's own shape. */
export function notFound(_call: Call): Answer {
  return { status: 404, body: { message: 'HTTP 404 Not Found', 'status-code': 404, 'sub-code': -1 } };
}

/** Words an exception of a route; what it is not prepared for becomes a 500. */
export function broken(error: unknown): Answer {
  if (error instanceof Refusal) return error.answer;
  if (error instanceof WorldError) return worded(error);
  const message =
    'An error occurred while processing the request. Check the server logs for more information.';
  return { status: 500, body: { errors: [{ context: null, message, exceptionName: null }] } };
}

function worded(error: WorldError): Answer {
  switch (error.code) {
    case 'no-such-repository':
      return failure(404, 'NoSuchRepositoryException', error.message);
    case 'no-such-branch':
      return failure(404, 'NoSuchCommitException', error.message);
    case 'duplicate-branch':
      return failure(409, 'DuplicateRefException', error.message);
    case 'no-such-pull':
      return failure(404, 'NoSuchPullRequestException', error.message);
    case 'no-such-comment':
      return failure(404, 'NoSuchCommentException', error.message);
    case 'empty-pull':
      return failure(409, 'EmptyPullRequestException', error.message);
    case 'not-open':
      return failure(409, 'IllegalPullRequestStateException', error.message);
    case 'conflict':
      return conflicted();
    default:
      return failure(409, 'ArgumentValidationException', error.message);
  }
}

/** The 409 of a merge that git cannot make. */
export function conflicted(): Answer {
  const message = 'The pull request has conflicts and cannot be merged.';
  return failure(409, 'PullRequestMergeVetoedException', message, { conflicted: true, vetoes: [] });
}

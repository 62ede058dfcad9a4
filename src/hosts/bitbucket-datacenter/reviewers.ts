import type { HttpResponse } from '../../lib/http/http.ts';
import type { CodeHost, Reviewer } from '../host.ts';
import { type Client, repositoryPath } from './client.ts';
import { readFailure } from './errors.ts';
import { users } from './schema.ts';

/** Those that the repository's and project's conditions name for these refs. An API's pull request gets none by itself. */
export async function defaultReviewers(
  client: Client,
  { slug, remoteId }: Parameters<CodeHost['defaultReviewers']>[0],
  refs: Parameters<CodeHost['defaultReviewers']>[1],
): Promise<Reviewer[]> {
  const found = await client.read(users, {
    method: 'GET',
    path: `${repositoryPath(slug, 'default-reviewers')}/reviewers`,
    query: {
      sourceRepoId: remoteId,
      targetRepoId: remoteId,
      sourceRefId: `refs/heads/${refs.branch}`,
      targetRefId: `refs/heads/${refs.target}`,
    },
  });
  const us = client.userName()?.toLowerCase();
  return found
    .filter(({ id, active }) => active && id.toLowerCase() !== us)
    .map(({ id, name }) => ({ id, name }));
}

/**
 * Whom a refusal means, or undefined when it is about something else. One invalid reviewer makes Bitbucket refuse the
 * whole pull request; where it does not tell which, all are dropped.
 */
export function refusedReviewers(answer: HttpResponse, reviewers: Reviewer[]): Reviewer[] | undefined {
  const errors = readFailure(answer);
  const about = errors.filter(
    ({ exceptionName, message, context, reviewerErrors }) =>
      exceptionName.endsWith('InvalidPullRequestReviewersException') ||
      reviewerErrors != null ||
      context === 'reviewers' ||
      /reviewer/i.test(message),
  );
  if (about.length === 0 || reviewers.length === 0) return undefined;
  const blamed = about.flatMap(({ message, reviewerErrors }) => [
    ...words(message),
    ...(reviewerErrors ?? []).flatMap((one) => [one.context.toLowerCase(), ...words(one.message)]),
  ]);
  const named = reviewers.filter(({ id }) => blamed.includes(id.toLowerCase()));
  if (named.length > 0) return named;
  const valid = about.flatMap(({ validReviewers }) => validReviewers?.map(({ user }) => user.id) ?? []);
  const others = reviewers.filter(({ id }) => !valid.includes(id));
  return others.length > 0 ? others : reviewers;
}

/** A message's words as user names are written: `ann` is not named by `anna`. */
function words(text: string): string[] {
  return text
    .toLowerCase()
    .split(/[^\w.@+-]+/)
    .map((word) => word.replace(/\.$/, ''));
}

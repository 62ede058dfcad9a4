import type { HttpResponse } from '../../lib/http/http.ts';
import { path } from '../client/rest.ts';
import type { Account, CodeHost, Reviewer } from '../host.ts';
import { type Client, repositoryPath } from './client.ts';
import { readFailure } from './errors.ts';
import { defaultReviewer } from './schema.ts';

/** Those of the repository and of its project. Bitbucket adds them to no pull request that is made by its API. */
export async function defaultReviewers(
  client: Client,
  us: Account | undefined,
  { slug }: Parameters<CodeHost['defaultReviewers']>[0],
): Promise<Reviewer[]> {
  const found: Reviewer[] = [];
  const query = {
    pagelen: 100,
    fields: 'next,values.user.uuid,values.user.display_name,values.user.account_status',
  };
  const place = `${repositoryPath(slug)}/effective-default-reviewers`;
  for await (const { id, name, active } of client.pages(defaultReviewer, place, query))
    if (active && id !== us?.id) found.push({ id, name });
  return found;
}

/**
 * Whom a 400 refuses, or undefined when it is about something else. Bitbucket names people by display name ("… is the
 * author", "… is not a member of this workspace"); "Malformed reviewers list" names nobody, so that membership is asked
 * for each. Where nobody is found to blame, all are dropped: better a pull request without reviewers than none.
 */
export async function refusedReviewers(
  client: Client,
  workspace: string,
  answer: HttpResponse,
  reviewers: Reviewer[],
): Promise<Reviewer[] | undefined> {
  const { message, fields } = readFailure(answer);
  if (reviewers.length === 0 || !('reviewers' in fields || /reviewer/i.test(message))) return undefined;
  const texts = [message, ...(fields.reviewers ?? [])];
  const named = reviewers.filter(({ id, name }) =>
    texts.some((text) => text.includes(id) || text.includes(`${name} is `)),
  );
  if (named.length > 0) return named;
  const strangers = await strangersAmong(client, workspace, reviewers);
  return strangers.length > 0 ? strangers : reviewers;
}

/** The member's path answers 404 for those who left the workspace or were deactivated. */
async function strangersAmong(client: Client, workspace: string, reviewers: Reviewer[]): Promise<Reviewer[]> {
  const strangers: Reviewer[] = [];
  for (const reviewer of reviewers.slice(0, 10)) {
    const { status } = await client.request({
      method: 'GET',
      path: path`/2.0/workspaces/${workspace}/members/${reviewer.id}`,
      expect: [403, 404],
    });
    if (status === 404) strangers.push(reviewer);
  }
  return strangers;
}

import type { Slug } from '../../domain/repository.ts';
import type { HttpResponse } from '../../lib/http/http.ts';
import { once } from '../client/once.ts';
import { readBody } from '../client/rest.ts';
import { cutBody, cutTitle, sameText } from '../client/text.ts';
import { HostError } from '../error.ts';
import type { Account, Draft, RemotePullRequest, Reviewer } from '../host.ts';
import { type Client, pulls } from './client.ts';
import { comment } from './comments.ts';
import { isException, readFailure, refusal } from './errors.ts';
import { isProject } from './repositories.ts';
import { refusedReviewers } from './reviewers.ts';
import { type DataCenterPullRequest, pullRequest as schema } from './schema.ts';

/** The server takes more down to it silently. */
const limit = 100;

export async function openPullRequests(client: Client, slug: Slug): Promise<RemotePullRequest[]> {
  const found = await list(client, slug, { state: 'OPEN', limit });
  return found.filter(({ branch }) => branch.startsWith('suture/')).map(ours);
}

export async function newestPullRequest(
  client: Client,
  slug: Slug,
  branch: string,
): Promise<RemotePullRequest | undefined> {
  const found = await ofBranch(client, slug, branch, 'ALL');
  return found && ours(found);
}

export async function pullRequest(
  client: Client,
  slug: Slug,
  number: number,
): Promise<RemotePullRequest | undefined> {
  const found = await read(client, slug, number);
  return found && ours(found);
}

/** Without `state`, those of every state come. The dashboard knows no projects, so ours are picked here. */
export async function* ownPullRequests(
  client: Client,
  projects: readonly string[],
  signal: AbortSignal,
): AsyncGenerator<RemotePullRequest> {
  const place = '/rest/api/latest/dashboard/pull-requests';
  for await (const pull of client.pages(schema, place, { role: 'AUTHOR', order: 'NEWEST', limit }, signal))
    if (projects.some((project) => isProject(pull.slug, project))) yield ours(pull);
}

/** Bitbucket answers 409 with the branch's open pull request where there is one already: that one is adopted. */
export async function openPullRequest(
  client: Client,
  slug: Slug,
  draft: Draft,
): Promise<RemotePullRequest & { droppedReviewers: string[] }> {
  const title = cutTitle(draft.title);
  const description = cutBody(draft.description);
  const { answer, dropped } = await sparingReviewers(client, slug, draft.reviewers, (reviewers) =>
    once(
      client.clock,
      async () => {
        const body = {
          title,
          description,
          fromRef: end(slug, draft.branch),
          toRef: end(slug, draft.target),
          reviewers: reviewers.map(named),
        };
        const answered = await client.request({
          method: 'POST',
          path: pulls(slug),
          body,
          expect: [400, 409],
        });
        if (answered.status < 300) return readBody(schema, answered, 'The new pull request');
        return (await existing(client, slug, draft.branch, answered)) ?? answered;
      },
      () => ofBranch(client, slug, draft.branch, 'OPEN'),
    ),
  );
  if (!sameText(answer.title, title) || !sameText(answer.description, description))
    await updatePullRequest(client, slug, answer.number, { title, description });
  return { ...ours(answer), title, description, droppedReviewers: dropped.map(({ name }) => name) };
}

/**
 * Reviewers are sent again, for leaving them out removes them. Whoever changes the pull request meanwhile (people,
 * server plugins that add reviewers) makes our version stale: then it is read and changed again, at most 3 times.
 */
export async function updatePullRequest(
  client: Client,
  slug: Slug,
  number: number,
  change: { title: string; description: string },
): Promise<void> {
  const title = cutTitle(change.title);
  const description = cutBody(change.description);
  for (let attempt = 1; ; attempt += 1) {
    const now = await read(client, slug, number);
    if (!now) throw new HostError('not-found', `Pull request ${number} is gone`);
    if (sameText(now.title, title) && sameText(now.description, description)) return;
    const { answer } = await sparingReviewers(client, slug, now.reviewers, async (reviewers) => {
      const body = { version: now.version, title, description, reviewers: reviewers.map(named) };
      const answered = await client.request({
        method: 'PUT',
        path: pulls(slug, number),
        body,
        expect: [400, 409],
      });
      if (answered.status < 300) return now;
      return isStale(answered) ? undefined : answered;
    });
    if (answer) return;
    if (attempt === 3) throw stale(number);
  }
}

/** Says why in a comment and declines. A POST, so its effect is looked for before it is sent again. */
export async function declinePullRequest(
  client: Client,
  us: Account | undefined,
  slug: Slug,
  number: number,
  because: string,
): Promise<void> {
  let now = await read(client, slug, number);
  if (now?.state !== 'open') return;
  await comment(client, us, slug, number, { marker: '[//]: # (suture:declined)', body: because });
  const closed = async () => {
    now = await read(client, slug, number);
    return now?.state === 'open' ? undefined : true;
  };
  const place = `${pulls(slug, number)}/decline`;
  const post = async () => {
    for (let attempt = 1; ; attempt += 1) {
      const query = { version: now?.version ?? 0 };
      const answer = await client.request({ method: 'POST', path: place, query, body: {}, expect: [409] });
      if (answer.status < 300 || (await closed())) return true;
      if (!isStale(answer)) throw refusal(answer, `POST ${place}`, client.credential);
      if (attempt === 3) throw stale(number);
    }
  };
  await once(client.clock, post, closed);
}

/** Sends, and where Bitbucket refuses a reviewer, sends again without. `undefined` is the caller's own affair. */
async function sparingReviewers<T extends DataCenterPullRequest | undefined>(
  client: Client,
  slug: Slug,
  wanted: Reviewer[],
  send: (reviewers: Reviewer[]) => Promise<HttpResponse | T>,
): Promise<{ answer: T; dropped: Reviewer[] }> {
  let reviewers = wanted;
  for (;;) {
    const answer = await send(reviewers);
    if (answer === undefined || !('status' in answer))
      return { answer, dropped: wanted.filter((reviewer) => !reviewers.includes(reviewer)) };
    const refused = refusedReviewers(answer, reviewers);
    if (!refused)
      throw refusal(answer, `Writing the pull request in ${slug.owner}/${slug.name}`, client.credential);
    reviewers = reviewers.filter((reviewer) => !refused.includes(reviewer));
  }
}

/** The pull request that a refusal as duplicate carries. */
async function existing(
  client: Client,
  slug: Slug,
  branch: string,
  answer: HttpResponse,
): Promise<DataCenterPullRequest | undefined> {
  const errors = readFailure(answer);
  if (!isException(errors, 'DuplicatePullRequestException')) return undefined;
  const parsed = schema.safeParse(errors.find((error) => error.existingPullRequest)?.existingPullRequest);
  return parsed.success ? parsed.data : ofBranch(client, slug, branch, 'OPEN');
}

/** The newest one. */
async function ofBranch(
  client: Client,
  slug: Slug,
  branch: string,
  state: 'OPEN' | 'ALL',
): Promise<DataCenterPullRequest | undefined> {
  const query = { state, direction: 'OUTGOING', at: `refs/heads/${branch}`, limit };
  const found = await list(client, slug, query);
  return found.filter((pull) => pull.branch === branch).sort((a, b) => b.number - a.number)[0];
}

/** A fork may have branches of our names: those are not ours. */
async function list(client: Client, slug: Slug, query: Record<string, string | number>) {
  const found = await client.all(schema, pulls(slug), query);
  return found.filter(({ fromFork }) => !fromFork);
}

async function read(client: Client, slug: Slug, number: number): Promise<DataCenterPullRequest | undefined> {
  const call = { method: 'GET', path: pulls(slug, number), expect: [404] } as const;
  const answer = await client.request(call);
  return answer.status === 404 ? undefined : readBody(schema, answer, `GET ${call.path}`);
}

function end({ owner, name }: Slug, branch: string) {
  return { id: `refs/heads/${branch}`, repository: { slug: name, project: { key: owner } } };
}

function named({ id }: Reviewer) {
  return { user: { name: id } };
}

function isStale(answer: HttpResponse): boolean {
  return isException(readFailure(answer), 'PullRequestOutOfDateException');
}

function stale(number: number): HostError {
  return new HostError('conflict', `Pull request ${number} changed each time Suture was about to change it`, {
    retry: true,
    retryAfter: 60_000,
  });
}

function ours({
  version: _,
  reviewers: __,
  fromFork: ___,
  ...pull
}: DataCenterPullRequest): RemotePullRequest {
  return pull;
}

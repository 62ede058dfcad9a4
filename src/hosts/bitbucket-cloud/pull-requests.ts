import type { Slug } from '../../domain/repository.ts';
import type { HttpResponse } from '../../lib/http/http.ts';
import { once } from '../client/once.ts';
import { path, type Query, readBody } from '../client/rest.ts';
import { cutBody, cutTitle, sameText } from '../client/text.ts';
import { HostError } from '../error.ts';
import type { Account, Draft, RemotePullRequest, Reviewer } from '../host.ts';
import { type Client, pulls } from './client.ts';
import { comment } from './comments.ts';
import { refusal } from './errors.ts';
import { refusedReviewers } from './reviewers.ts';
import { type CloudPullRequest, pullRequest as schema } from './schema.ts';

const parts = [
  'id',
  'title',
  'description',
  'state',
  'updated_on',
  'links.html.href',
  'source.branch.name',
  'source.commit.hash',
  'source.repository.full_name',
  'destination.branch.name',
  'destination.repository.full_name',
];
const fields = [...parts, 'reviewers.uuid', 'reviewers.display_name'].join(',');
const listFields = ['next', ...parts.map((part) => `values.${part}`)].join(',');
const anyState = ['OPEN', 'MERGED', 'DECLINED', 'SUPERSEDED'];
/** Bitbucket answers 400 to more for lists of pull requests. */
const pagelen = 50;

export async function openPullRequests(client: Client, slug: Slug): Promise<RemotePullRequest[]> {
  const query = { state: 'OPEN', q: 'source.branch.name ~ "suture/"', pagelen, fields: listFields };
  return (await list(client, slug, query)).filter(({ branch }) => branch.startsWith('suture/')).map(ours);
}

export async function newestPullRequest(
  client: Client,
  slug: Slug,
  branch: string,
): Promise<RemotePullRequest | undefined> {
  const found = await ofBranch(client, slug, branch, anyState);
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

/** Newest change first: who looks for certain ones can stop early. */
export async function* ownPullRequests(
  client: Client,
  workspaces: readonly string[],
  account: Account,
  signal: AbortSignal,
): AsyncGenerator<RemotePullRequest> {
  const query = { state: anyState, sort: '-updated_on', pagelen, fields: listFields };
  for (const workspace of workspaces) {
    const place = path`/2.0/workspaces/${workspace}/pullrequests/${account.id}`;
    for await (const pull of client.pages(schema, place, query, signal)) yield ours(pull);
  }
}

/** Bitbucket answers 201 with the branch's open pull request, changed, where there is one already. */
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
          source: { branch: { name: draft.branch } },
          destination: { branch: { name: draft.target } },
          reviewers: reviewers.map(({ id }) => ({ uuid: id })),
          close_source_branch: true,
        };
        const answered = await client.request({ method: 'POST', path: pulls(slug), body, expect: [400] });
        return answered.status === 400 ? answered : readBody(schema, answered, 'The new pull request');
      },
      () => ofBranch(client, slug, draft.branch, ['OPEN']),
    ),
  );
  if (!sameText(answer.title, title) || !sameText(answer.description, description))
    await updatePullRequest(client, slug, answer.number, { title, description });
  return { ...ours(answer), title, description, droppedReviewers: dropped.map(({ name }) => name) };
}

/** Reviewers are sent again, for leaving them out removes them. */
export async function updatePullRequest(
  client: Client,
  slug: Slug,
  number: number,
  change: { title: string; description: string },
): Promise<void> {
  const title = cutTitle(change.title);
  const description = cutBody(change.description);
  const now = await read(client, slug, number);
  if (!now) throw new HostError('not-found', `Pull request ${number} is gone`);
  if (sameText(now.title, title) && sameText(now.description, description)) return;
  await sparingReviewers(client, slug, now.reviewers, async (reviewers) => {
    const body = { title, description, reviewers: reviewers.map(({ id }) => ({ uuid: id })) };
    const answer = await client.request({ method: 'PUT', path: pulls(slug, number), body, expect: [400] });
    return answer.status === 400 ? answer : now;
  });
}

/** Says why in a comment and declines. A POST, so its effect is looked for before it is sent again. */
export async function declinePullRequest(
  client: Client,
  us: Account | undefined,
  slug: Slug,
  number: number,
  because: string,
): Promise<void> {
  const closed = async () => ((await read(client, slug, number))?.state === 'open' ? undefined : true);
  if (await closed()) return;
  await comment(client, us, slug, number, { marker: '[//]: # (suture:declined)', body: because });
  const place = `${pulls(slug, number)}/decline`;
  const post = async () => {
    const answer = await client.request({ method: 'POST', path: place, expect: [400, 409] });
    if (answer.status >= 400 && !(await closed())) throw refusal(answer, `POST ${place}`, client.credential);
    return true;
  };
  await once(client.clock, post, closed);
}

/** Sends, and where Bitbucket refuses a reviewer, sends again without. Other 400s are thrown. */
async function sparingReviewers(
  client: Client,
  slug: Slug,
  wanted: Reviewer[],
  send: (reviewers: Reviewer[]) => Promise<HttpResponse | CloudPullRequest>,
): Promise<{ answer: CloudPullRequest; dropped: Reviewer[] }> {
  let reviewers = wanted;
  for (;;) {
    const answer = await send(reviewers);
    if (!('status' in answer))
      return { answer, dropped: wanted.filter((reviewer) => !reviewers.includes(reviewer)) };
    const refused = await refusedReviewers(client, slug.owner, answer, reviewers);
    if (!refused)
      throw refusal(answer, `Writing the pull request in ${slug.owner}/${slug.name}`, client.credential);
    reviewers = reviewers.filter((reviewer) => !refused.includes(reviewer));
  }
}

/** The newest one. */
async function ofBranch(
  client: Client,
  slug: Slug,
  branch: string,
  state: string[],
): Promise<CloudPullRequest | undefined> {
  const q = `source.branch.name = "${branch.replace(/["\\]/g, '\\$&')}"`;
  const found = await list(client, slug, { state, q, pagelen, fields: listFields });
  return found.filter((pull) => pull.branch === branch).sort((a, b) => b.number - a.number)[0];
}

/** A fork may have branches of our names: those are not ours. */
async function list(client: Client, slug: Slug, query: Query) {
  const found = await client.all(schema, pulls(slug), query);
  return found.filter(({ fromFork }) => !fromFork);
}

async function read(client: Client, slug: Slug, number: number): Promise<CloudPullRequest | undefined> {
  const call = { method: 'GET', path: pulls(slug, number), query: { fields }, expect: [404] } as const;
  const answer = await client.request(call);
  return answer.status === 404 ? undefined : readBody(schema, answer, `GET ${call.path}`);
}

function ours({ reviewers: _, fromFork: __, ...pull }: CloudPullRequest): RemotePullRequest {
  return pull;
}

import { z } from 'zod';
import type { BuildState } from '../../domain/pull-request.ts';
import { date, link, text } from '../client/schema.ts';

/** `nextPageStart` is not start plus size: items the caller may not see are left out of a page. */
export function page<T>(item: z.ZodType<T>) {
  return z.object({
    values: z.array(item),
    isLastPage: z.boolean().nullish(),
    nextPageStart: z.number().nullish(),
  });
}

export const user = z
  .object({ name: z.string(), displayName: text, active: z.boolean().nullish() })
  .transform(({ name, displayName, active }) => ({
    id: name,
    name: displayName || name,
    active: active !== false,
  }));

export const users = z.array(user);

export const applicationProperties = z.object({ version: z.string() });

export const repository = z
  .object({
    id: z.number(),
    slug: z.string(),
    project: z.object({ key: z.string() }),
    /** Since 8.0. */
    archived: z.boolean().nullish(),
  })
  .transform(({ id, slug, project, archived }) => ({
    remoteId: String(id),
    slug: { owner: project.key, name: slug },
    archived: archived === true,
  }));

/** A ref's `id` is exact; `displayId` may be shortened. */
const ref = z
  .object({ id: z.string(), latestCommit: text, repository })
  .transform(({ id, latestCommit, repository: where }) => ({
    branch: id.replace(/^refs\/heads\//, ''),
    commit: latestCommit,
    repository: where,
  }));

const states: Record<string, 'open' | 'merged' | 'declined'> = {
  OPEN: 'open',
  MERGED: 'merged',
  DECLINED: 'declined',
};

export const pullRequest = z
  .object({
    id: z.number(),
    version: z.number(),
    title: text,
    description: text,
    state: z.string(),
    updatedDate: date,
    fromRef: ref,
    toRef: ref,
    reviewers: z.array(z.object({ user })).nullish(),
    links: z.object({ self: z.array(z.object({ href: link })).nullish() }).nullish(),
  })
  .transform((pull) => ({
    slug: pull.toRef.repository.slug,
    number: pull.id,
    url: pull.links?.self?.[0]?.href ?? '',
    state: states[pull.state] ?? ('open' as const),
    branch: pull.fromRef.branch,
    target: pull.toRef.branch,
    head: pull.fromRef.commit,
    title: pull.title,
    description: pull.description,
    ...(pull.updatedDate === undefined ? {} : { updatedAt: pull.updatedDate }),
    version: pull.version,
    reviewers: (pull.reviewers ?? []).map((reviewer) => reviewer.user),
    fromFork: pull.fromRef.repository.remoteId !== pull.toRef.repository.remoteId,
  }));

export type DataCenterPullRequest = z.output<typeof pullRequest>;

export const comment = z
  .object({ id: z.number(), version: z.number(), text, author: z.object({ name: text }).nullish() })
  .transform(({ id, version, text: raw, author }) => ({
    id,
    version,
    text: raw,
    author: author?.name ?? '',
  }));

/** Activities are of many kinds and come in unexpected shapes; only those that carry a comment matter. */
export const activity = z
  .object({ action: text, comment: comment.optional().catch(undefined) })
  .transform(({ action, comment: found }) => (action === 'COMMENTED' ? found : undefined));

const count = z.number().catch(0);

/** By full commit id; commits without builds are left out. */
export const buildStats = z.record(
  z.string(),
  z.object({ successful: count, failed: count, inProgress: count, cancelled: count, unknown: count }),
);

const buildStates: Record<string, BuildState['builds'][number]['state']> = {
  SUCCESSFUL: 'passed',
  FAILED: 'failed',
  INPROGRESS: 'running',
  CANCELLED: 'stopped',
};

export const status = z
  .object({ key: z.string(), name: text, state: z.string(), url: link, description: text })
  .transform(({ key, name, state, url, description }) => ({
    key,
    name: name || key,
    state: buildStates[state] ?? ('running' as const),
    ...(url === undefined ? {} : { url }),
    ...(description === '' ? {} : { description }),
  }));

export const hook = z.object({
  id: z.number(),
  url: z.string(),
  active: z.boolean().nullish(),
  events: z.array(z.string()),
  /** Older versions show the secret, newer ones may mask it. */
  configuration: z.object({ secret: text }).nullish().catch(undefined),
});

const failureItem = z.object({
  message: text,
  exceptionName: text,
  context: text,
  existingPullRequest: z.unknown().optional(),
  reviewerErrors: z
    .array(z.object({ context: text, message: text }))
    .nullish()
    .catch(undefined),
  validReviewers: z.array(z.object({ user })).nullish().catch(undefined),
});

export const failure = z.object({ errors: z.array(failureItem) });

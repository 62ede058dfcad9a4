import { z } from 'zod';
import type { BuildState } from '../../domain/pull-request.ts';
import type { Slug } from '../../domain/repository.ts';
import { date, link, text } from '../client/schema.ts';

/** `values` and `next` are all that a page guarantees; `next` may be left out, null or empty at the end. */
export function page<T>(item: z.ZodType<T>) {
  return z.object({ values: z.array(item), next: text });
}

export const slug = z
  .string()
  .regex(/^[^/]+\/[^/]+$/)
  .transform((fullName): Slug => {
    const [owner = '', name = ''] = fullName.split('/');
    return { owner, name };
  });

export const user = z
  .object({ uuid: z.string(), display_name: text })
  .transform(({ uuid, display_name }) => ({ id: uuid, name: display_name || uuid }));

export const repository = z
  .object({
    uuid: z.string(),
    full_name: slug,
    /** Null while the repository is empty. */
    mainbranch: z.object({ name: text }).nullish(),
    updated_on: date,
  })
  .transform(({ uuid, full_name, mainbranch, updated_on }) => ({
    remoteId: uuid,
    slug: full_name,
    ...(mainbranch?.name ? { defaultBranch: mainbranch.name } : {}),
    // Cloud has no archived repositories.
    archived: false,
    ...(updated_on === undefined ? {} : { updatedAt: updated_on }),
  }));

const states: Record<string, 'open' | 'merged' | 'declined'> = {
  OPEN: 'open',
  MERGED: 'merged',
  DECLINED: 'declined',
  SUPERSEDED: 'declined',
};

/** Repository, branch and commit of a source are null once the fork or the branch was deleted. */
const side = z.object({
  branch: z.object({ name: text }).nullish(),
  commit: z.object({ hash: text }).nullish(),
  repository: z.object({ full_name: text }).nullish(),
});

export const pullRequest = z
  .object({
    id: z.number(),
    title: text,
    description: text,
    state: z.string(),
    updated_on: date,
    links: z.object({ html: z.object({ href: link }).nullish() }).nullish(),
    source: side,
    destination: side.extend({ repository: z.object({ full_name: slug }) }),
    /** Left out of lists. */
    reviewers: z.array(user).nullish(),
  })
  .transform((pull) => ({
    slug: pull.destination.repository.full_name,
    number: pull.id,
    url: pull.links?.html?.href ?? '',
    state: states[pull.state] ?? ('open' as const),
    branch: pull.source.branch?.name ?? '',
    target: pull.destination.branch?.name ?? '',
    head: pull.source.commit?.hash ?? '',
    title: pull.title,
    description: pull.description,
    ...(pull.updated_on === undefined ? {} : { updatedAt: pull.updated_on }),
    reviewers: pull.reviewers ?? [],
    fromFork:
      pull.source.repository?.full_name.toLowerCase() !==
      `${pull.destination.repository.full_name.owner}/${pull.destination.repository.full_name.name}`.toLowerCase(),
  }));

export type CloudPullRequest = z.output<typeof pullRequest>;

export const defaultReviewer = z
  .object({ user: z.object({ uuid: z.string(), display_name: text, account_status: text }) })
  .transform(({ user: { uuid, display_name, account_status } }) => ({
    id: uuid,
    name: display_name || uuid,
    // One deactivated reviewer makes Bitbucket refuse the whole pull request.
    active: account_status === '' || account_status === 'active',
  }));

export const comment = z
  .object({
    id: z.number(),
    content: z.object({ raw: text }).nullish(),
    deleted: z.boolean().nullish(),
    user: z.object({ uuid: text }).nullish(),
  })
  .transform(({ id, content, deleted, user: author }) => ({
    id,
    text: content?.raw ?? '',
    deleted: deleted === true,
    author: author?.uuid ?? '',
  }));

const buildStates: Record<string, BuildState['builds'][number]['state']> = {
  SUCCESSFUL: 'passed',
  FAILED: 'failed',
  INPROGRESS: 'running',
  STOPPED: 'stopped',
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

export const hook = z
  .object({
    uuid: z.string(),
    url: z.string(),
  })
  .transform(({ uuid, url }) => ({ id: uuid, url }));

const messages = z.union([z.string().transform((one) => [one]), z.array(z.string())]);

/** `detail` is an object for a missing scope and a string elsewhere; `fields` a text or texts by field. */
export const failure = z.object({
  error: z.object({
    message: text,
    detail: z
      .union([
        z.string(),
        z.object({ required: z.array(z.string()).catch([]), granted: z.array(z.string()).catch([]) }),
      ])
      .nullish()
      .catch(undefined),
    fields: z
      .union([z.string().transform((one) => ({ _: [one] })), z.record(z.string(), messages)])
      .nullish()
      .catch(undefined),
  }),
});

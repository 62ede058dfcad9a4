import { basename, join } from 'node:path';
import { z } from 'zod';
import type { Pull, Repo, Status, User } from '../world.ts';
import type { Accounts, State } from './state.ts';

const edition = z.enum(['cloud', 'data-center']);
const user = z.object({
  edition,
  id: z.string(),
  name: z.string(),
  displayName: z.string(),
  email: z.string(),
  accountId: z.string(),
  active: z.boolean(),
});
const userKey = z.string();
const token = z.object({
  edition,
  name: z.string(),
  kind: z.enum([
    'api-token',
    'workspace-token',
    'project-token',
    'repository-token',
    'personal-http',
    'project-http',
    'repository-http',
    'app-password',
  ]),
  secret: z.string(),
  user: userKey.exactOptional(),
  scopes: z.array(z.string()),
  limitedTo: z.string().exactOptional(),
  expired: z.boolean().exactOptional(),
  revoked: z.boolean().exactOptional(),
});
const times = { createdAt: z.coerce.date(), updatedAt: z.coerce.date() };
const repo = z.object({
  edition,
  id: z.string(),
  owner: z.string(),
  slug: z.string(),
  name: z.string(),
  dir: z.string(),
  defaultBranch: z.string(),
  archived: z.boolean(),
  updatedAt: z.coerce.date(),
  defaultReviewers: z.array(userKey),
  ciCommand: z.string().exactOptional(),
});
const pull = z.object({
  repo: z.string(),
  number: z.number().int(),
  title: z.string(),
  description: z.string(),
  source: z.string(),
  target: z.string(),
  state: z.enum(['OPEN', 'MERGED', 'DECLINED']),
  author: userKey,
  reviewers: z.array(userKey),
  draft: z.boolean(),
  version: z.number().int(),
  ...times,
  mergeCommit: z.string().exactOptional(),
  closedAt: z.object({ source: z.string(), target: z.string() }).exactOptional(),
  closedBy: userKey.exactOptional(),
  reason: z.string().exactOptional(),
});
const comment = z.object({
  id: z.number().int(),
  pull: z.object({ repo: z.string(), number: z.number().int() }),
  author: userKey,
  text: z.string(),
  version: z.number().int(),
  deleted: z.boolean(),
  ...times,
});
const status = z.object({
  repo: z.string(),
  commit: z.string(),
  key: z.string(),
  state: z.enum(['SUCCESSFUL', 'FAILED', 'INPROGRESS', 'STOPPED', 'CANCELLED', 'UNKNOWN']),
  name: z.string(),
  url: z.string(),
  description: z.string(),
  refname: z.string().exactOptional(),
  ...times,
});
const hook = z.object({
  id: z.string(),
  edition,
  repo: z.string().exactOptional(),
  url: z.string(),
  events: z.array(z.string()),
  secret: z.string().exactOptional(),
  active: z.boolean(),
  description: z.string(),
  createdAt: z.coerce.date().exactOptional(),
});

/** The file beside the repositories; people and repositories are named by their keys. */
export const recordsSchema = z.object({
  schemaVersion: z.literal(1),
  lastId: z.number().int(),
  workspace: z.string(),
  projectKey: z.string(),
  developer: userKey,
  /** Those who can be asked to review; `bots` are the accounts that tokens and records name besides. */
  users: z.array(user),
  bots: z.array(user),
  tokens: z.array(token),
  repos: z.array(repo),
  formerSlugs: z.array(z.object({ repo: z.string(), slug: z.string() })),
  pulls: z.array(pull),
  comments: z.array(comment),
  statuses: z.array(status),
  hooks: z.array(hook),
});
export type Records = z.infer<typeof recordsSchema>;

/** The state as plain data, references turned into keys. */
export function toRecords(state: State): Records {
  const { accounts } = state;
  const bots = new Map<string, User>();
  const keyOf = (person: User) => {
    const key = `${person.edition}/${person.id}`;
    if (!accounts.users.includes(person)) bots.set(key, person);
    return key;
  };
  const repoKey = (of: Repo) => `${of.edition}/${of.id}`;
  const pullKey = (of: Pull) => ({ repo: repoKey(of.repo), number: of.number });
  const records = {
    schemaVersion: 1 as const,
    lastId: state.lastId,
    workspace: accounts.workspace,
    projectKey: accounts.projectKey,
    developer: keyOf(accounts.developer),
    users: accounts.users,
    tokens: accounts.tokens.map(({ user: owner, ...rest }) => ({
      ...rest,
      ...(owner && { user: keyOf(owner) }),
    })),
    repos: state.repos.map((one) => ({
      ...one,
      dir: basename(one.dir),
      defaultReviewers: one.defaultReviewers.map(keyOf),
    })),
    formerSlugs: state.formerSlugs.map((former) => ({ repo: repoKey(former.repo), slug: former.slug })),
    pulls: [...state.pulls.values()].flat().map(({ closedBy, ...rest }) => ({
      ...rest,
      repo: repoKey(rest.repo),
      author: keyOf(rest.author),
      reviewers: rest.reviewers.map(keyOf),
      ...(closedBy && { closedBy: keyOf(closedBy) }),
    })),
    comments: state.comments.map((one) => ({ ...one, pull: pullKey(one.pull), author: keyOf(one.author) })),
    statuses: [...state.statuses.values()].flat().map((one) => ({ ...one, repo: repoKey(one.repo) })),
    hooks: state.hooks.map(({ repo: of, ...one }) => ({ ...one, ...(of && { repo: repoKey(of) }) })),
  };
  return { ...records, bots: [...bots.values()] };
}

/** What the records mean, references resolved. @throws when one of them leads nowhere. */
export function fromRecords(
  records: Records,
  stateDir: string,
): { accounts: Accounts } & Pick<
  State,
  'repos' | 'formerSlugs' | 'pulls' | 'comments' | 'statuses' | 'hooks' | 'lastId'
> {
  const people = new Map([...records.users, ...records.bots].map((one) => [`${one.edition}/${one.id}`, one]));
  const person = (key: string) => found(people, key);
  const repos = records.repos.map((one) => ({
    ...one,
    dir: join(stateDir, 'repositories', basename(one.dir)),
    defaultReviewers: one.defaultReviewers.map(person),
  }));
  const byKey = new Map(repos.map((one) => [`${one.edition}/${one.id}`, one]));
  const pulls = new Map<Repo, Pull[]>();
  for (const { closedBy, ...one } of records.pulls) {
    const of = found(byKey, one.repo);
    const list = pulls.get(of) ?? [];
    pulls.set(of, list);
    list.push({
      ...one,
      repo: of,
      author: person(one.author),
      reviewers: one.reviewers.map(person),
      ...(closedBy !== undefined && { closedBy: person(closedBy) }),
    });
  }
  const statuses = new Map<Repo, Status[]>();
  for (const one of records.statuses) {
    const of = found(byKey, one.repo);
    // A build of ours does not outlive the process that ran it.
    const cut = one.state === 'INPROGRESS' && one.url.includes('/_emulator/builds/');
    const list = statuses.get(of) ?? [];
    statuses.set(of, list);
    list.push({ ...one, repo: of, ...(cut && { state: 'STOPPED' as const }) });
  }
  return {
    accounts: {
      users: records.users,
      tokens: records.tokens.map(({ user: owner, ...rest }) => ({
        ...rest,
        ...(owner !== undefined && { user: person(owner) }),
      })),
      developer: person(records.developer),
      workspace: records.workspace,
      projectKey: records.projectKey,
    },
    repos,
    formerSlugs: records.formerSlugs.map((one) => ({ slug: one.slug, repo: found(byKey, one.repo) })),
    pulls,
    comments: records.comments.map((one) => ({
      ...one,
      author: person(one.author),
      pull: found(
        new Map((pulls.get(found(byKey, one.pull.repo)) ?? []).map((of) => [String(of.number), of] as const)),
        String(one.pull.number),
      ),
    })),
    statuses,
    hooks: records.hooks.map(({ repo: of, ...one }) => ({
      ...one,
      ...(of !== undefined && { repo: found(byKey, of) }),
    })),
    lastId: records.lastId,
  };
}

function found<T>(known: Map<string, T>, key: string): T {
  const value = known.get(key);
  if (value === undefined) throw new Error(`the saved state names "${key}", which it does not hold`);
  return value;
}

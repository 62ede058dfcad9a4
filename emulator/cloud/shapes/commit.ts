import type { CommitRecord } from '../../rest/commits.ts';
import { markup } from '../../rest/markdown.ts';
import type { Repo, World } from '../../world.ts';
import { apiUrl, htmlUrl, repositoryReference } from './repository.ts';
import { seconds } from './time.ts';
import { userShape } from './user.ts';

/** A commit inside other objects; pull requests abbreviate `hash` to 12 digits. */
export function commitReference(repo: Repo, hash: string, baseUrl: string): object {
  return {
    type: 'commit',
    hash,
    links: {
      self: { href: `${apiUrl(repo, baseUrl)}/commit/${hash}` },
      html: { href: `${htmlUrl(repo, baseUrl)}/commits/${hash}` },
    },
  };
}

/** A commit asked for by itself or in a list. */
export function commitShape(world: World, repo: Repo, commit: CommitRecord, baseUrl: string): object {
  const api = apiUrl(repo, baseUrl);
  const link = (path: string) => ({ href: `${api}/${path}` });
  return {
    type: 'commit',
    hash: commit.id,
    repository: repositoryReference(repo, baseUrl),
    links: {
      self: link(`commit/${commit.id}`),
      html: { href: `${htmlUrl(repo, baseUrl)}/commits/${commit.id}` },
      comments: link(`commit/${commit.id}/comments`),
      patch: link(`patch/${commit.id}`),
      diff: link(`diff/${commit.id}`),
      approve: link(`commit/${commit.id}/approve`),
      statuses: link(`commit/${commit.id}/statuses`),
    },
    author: authorShape(world, commit, baseUrl),
    summary: markup(commit.message),
    parents: commit.parents.map((parent) => commitReference(repo, parent, baseUrl)),
    date: seconds(commit.date),
    message: commit.message,
  };
}

/** The author as git knows it, with the account of that email where there is one. */
function authorShape(world: World, commit: CommitRecord, baseUrl: string): object {
  const { name, email } = commit.author;
  const user = world.users.find((each) => each.edition === 'cloud' && each.email === email);
  return {
    type: 'author',
    raw: `${name} <${email}>`,
    ...(user ? { user: userShape(user, baseUrl) } : {}),
  };
}

import { hasCommits } from '../../rest/commits.ts';
import type { Repo, World } from '../../world.ts';
import { projectShape, workspaceShape } from './owner.ts';
import { micros } from './time.ts';
import { teamShape } from './user.ts';

/** A repository inside other objects. */
export function repositoryReference(repo: Repo, baseUrl: string): object {
  return {
    type: 'repository',
    full_name: `${repo.owner}/${repo.slug}`,
    links: {
      self: { href: apiUrl(repo, baseUrl) },
      html: { href: htmlUrl(repo, baseUrl) },
      avatar: { href: `${baseUrl}/ravatar/${encodeURIComponent(repo.id)}` },
    },
    name: repo.name,
    uuid: repo.id,
  };
}

/** A repository asked for by itself or in a list. `user`: shown in the clone URL, as Bitbucket does for people. */
export function repositoryShape(world: World, repo: Repo, baseUrl: string, user?: string): object {
  const shown = repositoryReference(repo, baseUrl) as { links: object };
  const api = apiUrl(repo, baseUrl);
  return {
    ...shown,
    scm: 'git',
    website: '',
    description: '',
    has_wiki: false,
    has_issues: false,
    language: '',
    is_private: true,
    fork_policy: 'no_public_forks',
    slug: repo.slug,
    size: 0,
    created_on: '2020-01-01T00:00:00.000000+00:00',
    updated_on: micros(repo.updatedAt),
    mainbranch: hasCommits(repo) ? { type: 'branch', name: repo.defaultBranch } : null,
    owner: teamShape(world, baseUrl),
    workspace: workspaceShape(world, baseUrl),
    project: projectShape(world, baseUrl),
    parent: null,
    links: {
      ...shown.links,
      ...Object.fromEntries(parts.map(([name, path]) => [name, { href: `${api}/${path}` }])),
      clone: [
        { name: 'https', href: cloneUrl(repo, baseUrl, user) },
        { name: 'ssh', href: `git@bitbucket.org:${repo.owner}/${repo.slug}.git` },
      ],
    },
  };
}

const parts: [string, string][] = [
  ['watchers', 'watchers'],
  ['branches', 'refs/branches'],
  ['tags', 'refs/tags'],
  ['commits', 'commits'],
  ['source', 'src'],
  ['hooks', 'hooks'],
  ['forks', 'forks'],
  ['downloads', 'downloads'],
  ['pullrequests', 'pullrequests'],
];

/** Where the API has a repository. */
export function apiUrl(repo: Repo, baseUrl: string): string {
  return `${baseUrl}/2.0/repositories/${repo.owner}/${repo.slug}`;
}

/** Where people look at a repository. */
export function htmlUrl(repo: Repo, baseUrl: string): string {
  return `${baseUrl}/${repo.owner}/${repo.slug}`;
}

function cloneUrl(repo: Repo, baseUrl: string, user: string | undefined): string {
  const url = `${htmlUrl(repo, baseUrl)}.git`;
  return user ? url.replace('://', `://${encodeURIComponent(user)}@`) : url;
}

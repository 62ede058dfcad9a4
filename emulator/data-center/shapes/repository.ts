import { createHash } from 'node:crypto';
import type { Repo } from '../../world.ts';
import { numberOf } from '../access.ts';
import type { Dialect } from './dialect.ts';
import { projectShape } from './owner.ts';

/** A repository. */
export function repositoryShape(repo: Repo, dialect: Dialect): object {
  const { baseUrl } = dialect;
  const clone = `${repo.owner.toLowerCase()}/${repo.slug}.git`;
  return {
    slug: repo.slug,
    id: numberOf(repo.id),
    name: repo.name,
    hierarchyId: createHash('sha256').update(repo.id).digest('hex').slice(0, 20),
    scmId: 'git',
    state: 'AVAILABLE',
    statusMessage: 'Available',
    forkable: true,
    project: projectShape(repo.owner, dialect),
    public: false,
    archived: repo.archived,
    links: {
      clone: [
        { href: `${baseUrl}/scm/${clone}`, name: 'http' },
        { href: `ssh://git@${new URL(baseUrl).hostname}:7999/${clone}`, name: 'ssh' },
      ],
      self: [{ href: `${htmlUrl(repo, baseUrl)}/browse` }],
    },
  };
}

/** Where people look at a repository. */
export function htmlUrl(repo: Repo, baseUrl: string): string {
  const owner = repo.owner.startsWith('~') ? `users/${repo.owner.slice(1)}` : `projects/${repo.owner}`;
  return `${baseUrl}/${owner}/repos/${repo.slug}`;
}

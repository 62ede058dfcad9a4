import type { Slug } from '../../domain/repository.ts';
import { path } from '../client/rest.ts';
import type { CodeHost, GitRemote, RemoteRepository } from '../host.ts';
import type { Client } from './client.ts';
import { repository } from './schema.ts';

/** Every repository of the projects in scope, archived ones too; Data Center does not tell when they changed. */
export async function* repositories(
  client: Client,
  projects: readonly string[],
  { signal }: Parameters<CodeHost['repositories']>[0],
): AsyncGenerator<RemoteRepository> {
  const place = '/rest/api/latest/repos';
  for (const project of projects) {
    const query = { projectkey: project, archived: 'ALL', state: 'AVAILABLE', limit: 1000 };
    // Before 8.0 the filter by key is unknown and everything comes.
    for await (const one of client.pages(repository, place, query, signal))
      if (isProject(one.slug, project)) yield one;
  }
}

/** Keys are compared whatever the case. */
export function isProject(slug: Slug, project: string): boolean {
  return slug.owner.toLowerCase() === project.toLowerCase();
}

/** Tokens of projects and repositories work for git as Bearer only, so all are sent so. */
export function remote(client: Client, slug: Slug): GitRemote {
  const base = client.baseUrl.replace(/\/+$/, '');
  return {
    url: `${base}${path`/scm/${slug.owner}/${slug.name}`}.git`,
    auth: { kind: 'header', header: `Authorization: Bearer ${client.credential.secret}` },
  };
}

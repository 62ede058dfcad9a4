import type { Slug } from '../../domain/repository.ts';
import { path } from '../client/rest.ts';
import type { CodeHost, GitRemote, RemoteRepository } from '../host.ts';
import { type Client, repositoryPath } from './client.ts';
import { repository } from './schema.ts';

const fields = 'next,values.uuid,values.full_name,values.mainbranch.name,values.updated_on';

/**
 * Every repository of the workspaces in scope. Newest change first: what changes while we page moves to the front, so
 * that others are seen twice rather than missed, and it itself is in the next `since`.
 */
export async function* repositories(
  client: Client,
  workspaces: readonly string[],
  { since, signal }: Parameters<CodeHost['repositories']>[0],
): AsyncGenerator<RemoteRepository> {
  const seen = new Set<string>();
  for (const workspace of workspaces) {
    const query = {
      pagelen: 100,
      sort: '-updated_on',
      fields,
      ...(since === undefined ? {} : { q: `updated_on > ${new Date(since).toISOString()}` }),
    };
    for await (const one of client.pages(repository, path`/2.0/repositories/${workspace}`, query, signal)) {
      if (seen.has(one.remoteId)) continue;
      seen.add(one.remoteId);
      yield one;
    }
  }
}

/** Git has another host than the API, and other user names: never the e-mail address. */
export function remote(client: Client, slug: Slug): GitRemote {
  const { origin, hostname } = new URL(client.baseUrl);
  const root = hostname === 'api.bitbucket.org' ? 'https://bitbucket.org' : origin;
  const username = client.credential.kind === 'api-token' ? 'x-bitbucket-api-token-auth' : 'x-token-auth';
  return {
    url: `${root}${repositoryPath(slug).slice('/2.0/repositories'.length)}.git`,
    auth: { kind: 'basic', username, secret: client.credential.secret },
  };
}

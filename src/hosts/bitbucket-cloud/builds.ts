import type { BuildState } from '../../domain/pull-request.ts';
import type { Slug } from '../../domain/repository.ts';
import { takeTogether } from '../client/build-state.ts';
import { path } from '../client/rest.ts';
import { HostError } from '../error.ts';
import { type Client, repositoryPath } from './client.ts';
import { status } from './schema.ts';

const fields = 'next,values.key,values.name,values.state,values.url,values.description';

/** One call a commit; a commit that Bitbucket does not know has no builds. */
export async function builds(
  client: Client,
  slug: Slug,
  commits: readonly string[],
): Promise<Map<string, BuildState>> {
  const found = new Map<string, BuildState>();
  for (const commit of commits) {
    const place = repositoryPath(slug) + path`/commit/${commit}/statuses`;
    found.set(commit, takeTogether(await client.all(status, place, { pagelen: 100, fields }).catch(none)));
  }
  return found;
}

function none(error: unknown): [] {
  if (error instanceof HostError && error.code === 'not-found') return [];
  throw error;
}

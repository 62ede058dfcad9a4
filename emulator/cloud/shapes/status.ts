import type { Status } from '../../world.ts';
import { commitReference } from './commit.ts';
import { apiUrl, repositoryReference } from './repository.ts';
import { micros } from './time.ts';

/** A build status of a commit. */
export function statusShape(status: Status, baseUrl: string): object {
  const commit = `${apiUrl(status.repo, baseUrl)}/commit/${status.commit}`;
  return {
    type: 'build',
    key: status.key,
    name: status.name,
    state: status.state,
    url: status.url,
    description: status.description,
    refname: status.refname ?? null,
    repository: repositoryReference(status.repo, baseUrl),
    commit: commitReference(status.repo, status.commit, baseUrl),
    created_on: micros(status.createdAt),
    updated_on: micros(status.updatedAt),
    links: {
      self: { href: `${commit}/statuses/build/${encodeURIComponent(status.key)}` },
      commit: { href: commit },
    },
  };
}

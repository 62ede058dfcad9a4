import type { Repo, World } from '../../world.ts';
import { escapePath } from './content.ts';
import { apiUrl } from './repository.ts';

/** What git says of one file. */
export type Change = Awaited<ReturnType<World['diffstat']>>[number];

/** What happened to one file between two commits. */
export function diffstatShape(
  repo: Repo,
  change: Change,
  newer: string,
  older: string,
  baseUrl: string,
): object {
  const side = (commit: string) => ({
    type: 'commit_file',
    path: change.path,
    escaped_path: escapePath(change.path),
    links: { self: { href: `${apiUrl(repo, baseUrl)}/src/${commit}/${escapePath(change.path)}` } },
  });
  return {
    type: 'diffstat',
    status: change.status,
    lines_added: change.added,
    lines_removed: change.removed,
    old: change.status === 'added' ? null : side(older),
    new: change.status === 'removed' ? null : side(newer),
  };
}

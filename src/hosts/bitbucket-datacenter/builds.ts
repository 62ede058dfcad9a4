import type { BuildState } from '../../domain/pull-request.ts';
import { takeTogether } from '../client/build-state.ts';
import { path } from '../client/rest.ts';
import type { Client } from './client.ts';
import { buildStats, status } from './schema.ts';

/**
 * One call tells how many builds of each commit are in which state, and one more per failed commit which ones they are.
 * Both are of the old API without repository, which every version has.
 */
export async function builds(client: Client, commits: readonly string[]): Promise<Map<string, BuildState>> {
  if (commits.length === 0) return new Map();
  const stats = await client.read(buildStats, {
    method: 'POST',
    path: '/rest/build-status/latest/commits/stats',
    body: commits,
    repeatable: true,
  });
  const found = new Map<string, BuildState>();
  for (const commit of commits) {
    const state = Object.hasOwn(stats, commit) ? stateOf(stats[commit]!) : 'none';
    found.set(commit, state === 'failed' ? await details(client, commit) : { state, builds: [] });
  }
  return found;
}

/** The same rule as `takeTogether`, on numbers. */
function stateOf(counts: {
  successful: number;
  failed: number;
  inProgress: number;
  cancelled: number;
  unknown: number;
}) {
  if (counts.failed + counts.cancelled > 0) return 'failed';
  if (counts.inProgress + counts.unknown > 0) return 'running';
  return counts.successful > 0 ? 'passed' : 'none';
}

async function details(client: Client, commit: string): Promise<BuildState> {
  const place = path`/rest/build-status/latest/commits/${commit}`;
  return takeTogether(await client.all(status, place, { limit: 100 }));
}

import type { BuildState } from '../../domain/pull-request.ts';

/**
 * The builds of one commit, taken together:
 * 1. none: nothing was built;
 * 2. failed: any build failed, whatever else still runs. A stopped one counts as failed, because it proved nothing and
 *    Bitbucket's merge checks do not count it as passed either;
 * 3. running: any build has not ended;
 * 4. passed: all did.
 */
export function takeTogether(builds: BuildState['builds']): BuildState {
  const any = (...states: string[]) => builds.some(({ state }) => states.includes(state));
  if (builds.length === 0) return { state: 'none', builds };
  if (any('failed', 'stopped')) return { state: 'failed', builds };
  return { state: any('running') ? 'running' : 'passed', builds };
}

import type { Run } from '../../domain/run.ts';
import type { StoredPullRequest } from '../../store/store.ts';
import type { Followed, Outcome } from '../../tasks/task.ts';
import type { FactsTable } from '../facts.ts';
import { end, type Next, nothing, type Write } from '../next.ts';

/**
 * Takes over what became of our pull requests. A merge starts a scan of the default branch: only what that scan no
 * longer shows is closed. A decline is remembered by the pull request itself.
 */
export function onFollowed(run: Run, outcome: Outcome<'follow'>, facts: FactsTable['follow']): Next {
  const next = nothing();
  for (const seen of outcome.seen) {
    const known = facts.pullRequests.find(
      (pr) => pr.repository === seen.repository && pr.number === seen.number,
    );
    if (known === undefined || known.state !== 'open') continue;
    const change = changeOf(known, seen, facts.now);
    if (change === undefined) continue;
    next.writes.push(change);
    next.log.push(describe(known, seen));
    if (seen.state === 'merged') {
      next.starts.push({
        connection: run.connection,
        repository: seen.repository,
        trigger: 'merge',
      });
    }
  }
  return end(
    next,
    facts.now,
    `${outcome.seen.length} pull requests looked at, ${next.writes.length} changed`,
  );
}

function changeOf(known: StoredPullRequest, seen: Followed, now: Date): Write | undefined {
  const change: Extract<Write, { what: 'pull-request-change' }>['change'] = {};
  if (seen.state !== 'open') {
    change.state = seen.state === 'merged' ? 'merged' : 'declined';
    change.closedAt = now.toISOString();
  }
  if (seen.build !== undefined && seen.build.state !== known.build) change.build = seen.build.state;
  if (seen.state === 'open' && isForeign(known, seen.head) && !known.touchedByHuman)
    change.touchedByHuman = true;
  if (Object.keys(change).length === 0) return undefined;
  return { what: 'pull-request-change', repository: known.repository, number: known.number, change };
}

/** Cloud abbreviates commit ids to 12 digits in lists of pull requests. */
function isForeign(known: StoredPullRequest, head: string | undefined): boolean {
  return head !== undefined && !known.ours.some((commit) => commit.startsWith(head));
}

function describe(known: StoredPullRequest, seen: Followed): string {
  const what = [
    seen.state === 'open' ? undefined : seen.state,
    seen.build === undefined ? undefined : `build ${seen.build.state}`,
    isForeign(known, seen.head) ? 'somebody pushed to its branch' : undefined,
  ].filter((part) => part !== undefined);
  return `#${known.number} ${known.title}: ${what.join(', ')}`;
}

import { healthOf } from '../../domain/health.ts';
import type { Run } from '../../domain/run.ts';
import type { Outcome } from '../../tasks/task.ts';
import { movedCursor } from '../cursor.ts';
import type { FactsTable } from '../facts.ts';
import { end, type Next, nothing, type Start } from '../next.ts';

/** Notes the connection's health; every repository that changed, or is new, gets a run of its own. */
export function onConnected(run: Run, outcome: Outcome<'connect'>, facts: FactsTable['connect']): Next {
  const next = nothing();
  const health = healthOf(outcome.checks, facts.now);
  // A listing that ran to its end shows that what had failed works again, without every rung being tested.
  if (outcome.checks.length > 0 || (outcome.complete && facts.health === 'failed'))
    next.writes.push({ what: 'health', connection: run.connection, health });
  if (!outcome.complete) {
    return end(
      next,
      facts.now,
      `The connection ${health.state === 'failed' ? 'failed' : 'was tested'}: ${health.because ?? 'all checks passed'}`,
    );
  }
  next.writes.push({
    what: 'cursor',
    connection: run.connection,
    cursor: movedCursor(facts.cursor, outcome.startedAt, outcome.full),
  });
  if (outcome.full) next.writes.push({ what: 'gone', connection: run.connection, before: outcome.startedAt });
  const heads = new Map(outcome.repositories.map((repository) => [repository.remoteId, repository.head]));
  next.starts = facts.repositories
    .filter(({ state }) => state !== 'archived')
    .filter((repository) => run.trigger === 'person' || changed(repository, heads))
    .map(
      (repository): Start => ({
        connection: run.connection,
        repository: repository.id,
        trigger: run.trigger,
      }),
    );
  return end(
    next,
    facts.now,
    `${outcome.repositories.length} repositories listed, ${next.starts.length} to look at`,
  );
}

/** Where the listing tells the head, an indexed head needs no run, and neither does a repository that is still empty. */
function changed(
  repository: FactsTable['connect']['repositories'][number],
  heads: Map<string, string | null | undefined>,
): boolean {
  const head = heads.get(repository.remoteId);
  if (head === null) return repository.state !== 'empty';
  return head === undefined || head !== repository.indexed;
}

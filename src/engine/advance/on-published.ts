import type { PlanState } from '../../domain/fix.ts';
import type { Run } from '../../domain/run.ts';
import type { Outcome, Published } from '../../tasks/task.ts';
import { titleOf } from '../describe/title.ts';
import type { FactsTable } from '../facts.ts';
import { end, type Next, nothing, type Write } from '../next.ts';

/** Records what now stands on Bitbucket; from here on the pull requests are followed. */
export function onPublished(run: Run, outcome: Outcome<'publish'>, facts: FactsTable['publish']): Next {
  const next = nothing();
  for (const published of outcome.published) {
    const state = facts.plans.find(({ plan }) => plan.id === published.plan);
    if (state?.fix === undefined) continue;
    next.writes.push(...writesFor(run, published, state, facts));
    next.log.push(describe(published, state));
  }
  for (const { number, state } of outcome.closed) {
    next.writes.push(closed(run, number, state, facts.now));
    next.log.push(
      state === 'merged'
        ? `Pull request #${number} was merged`
        : `Declined pull request #${number}: no longer needed`,
    );
  }
  const failed = outcome.published.filter((published) => published.status === 'failed');
  if (failed.length > 0) {
    const { code, because, remedy } = failed[0]!;
    next.run.error = { code, message: because, ...(remedy === undefined ? {} : { remedy }) };
  }
  return end(next, facts.now, `${outcome.published.length - failed.length} pull requests stand`);
}

function writesFor(run: Run, published: Published, state: PlanState, facts: FactsTable['publish']): Write[] {
  const repository = run.repository!;
  const before = facts.pullRequests
    .filter((pr) => pr.plan === published.plan)
    .sort((a, b) => b.number - a.number)[0];
  switch (published.status) {
    case 'open': {
      const same = before?.number === published.number ? before : undefined;
      return [
        {
          what: 'pull-request',
          pullRequest: {
            repository,
            plan: published.plan,
            number: published.number,
            url: published.url,
            branch: published.branch,
            head: published.head,
            base: state.commit,
            state: 'open',
            build: same?.head === published.head ? same.build : 'none',
            touchedByHuman: false,
            resolves: state.fix!.resolves,
            ours: [...new Set([...(same?.ours ?? []), published.head])],
            digest: state.fix!.digest,
            title: titleOf(state, facts.findings),
          },
        },
      ];
    }
    case 'human':
      return published.number === undefined
        ? []
        : [
            {
              what: 'pull-request-change',
              repository,
              number: published.number,
              change: { touchedByHuman: true },
            },
          ];
    case 'closed':
      return [closed(run, published.number, published.state, facts.now)];
    case 'failed':
      return published.head === undefined || published.branch === undefined
        ? []
        : [{ what: 'announced', repository, branch: published.branch, commit: published.head }];
  }
}

function closed(run: Run, number: number, state: 'merged' | 'declined' | 'withdrawn', now: Date): Write {
  return {
    what: 'pull-request-change',
    repository: run.repository!,
    number,
    change: { state, closedAt: now.toISOString() },
  };
}

function describe(published: Published, state: PlanState): string {
  const name = state.plan.target.package;
  switch (published.status) {
    case 'open':
      return `${name}: ${published.created ? 'opened' : 'refreshed'} pull request #${published.number} ${published.url}`;
    case 'human':
      return `${name}: somebody pushed to the branch, it is left to them`;
    case 'closed':
      return `${name}: pull request #${published.number} was ${published.state} meanwhile`;
    case 'failed':
      return `${name}: not published, ${published.because}`;
  }
}

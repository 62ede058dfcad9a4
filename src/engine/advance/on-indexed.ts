import type { Finding } from '../../domain/finding.ts';
import type { Inventory } from '../../domain/inventory.ts';
import { match } from '../../domain/match.ts';
import type { Target } from '../../domain/plan.ts';
import { formatSlug } from '../../domain/repository.ts';
import type { Run } from '../../domain/run.ts';
import type { StoredPullRequest } from '../../store/store.ts';
import type { Outcome } from '../../tasks/task.ts';
import type { FactsTable } from '../facts.ts';
import { end, type Next, nothing } from '../next.ts';
import { obsoleteAmong, planIdFor } from '../plans.ts';

/** A commit was read: what is vulnerable in it, and is there anything to plan? */
export function onIndexed(run: Run, outcome: Outcome<'index'>, facts: FactsTable['index']): Next {
  const repository = facts.repository.id;
  switch (outcome.status) {
    case 'gone':
      return end(
        write({ what: 'repository', id: repository, change: { state: 'gone' } }),
        facts.now,
        `Not readable any more: ${outcome.because}`,
      );
    case 'empty':
      return end(
        write({ what: 'repository', id: repository, change: { state: 'empty' } }),
        facts.now,
        'The repository has no commit yet.',
      );
    case 'unchanged': {
      const { stored } = facts;
      const undone = facts.failedBefore || (run.trigger === 'person' && facts.unfixed);
      if (stored === undefined || (stored.judgedWith === facts.advisories.about.builtAt && !undone)) {
        return end(nothing(), facts.now, `Unchanged since ${outcome.commit.slice(0, 12)}`);
      }
      return judgeInventory(run, { ...stored, branch: facts.repository.defaultBranch! }, facts);
    }
    case 'read':
      return judgeInventory(run, outcome, facts);
  }
}

function write(write: Next['writes'][number]): Next {
  return { ...nothing(), writes: [write] };
}

function judgeInventory(
  run: Run,
  read: { branch: string; commit: string; inventory: Inventory },
  facts: FactsTable['index'],
): Next {
  const { repository } = facts;
  const findings = match(read.inventory, facts.advisories, facts.rulesOf);
  const next: Next = {
    ...nothing(),
    run: { commit: read.commit, branch: read.branch },
    writes: [
      {
        what: 'repository',
        id: repository.id,
        change: { defaultBranch: read.branch, indexed: read.commit, state: 'active' },
      },
      {
        what: 'inventory',
        repository: repository.id,
        commit: read.commit,
        inventory: read.inventory,
        judgedWith: facts.advisories.about.builtAt,
      },
      { what: 'findings', repository: repository.id, findings, commit: read.commit },
    ],
    log: [describeRead(read.inventory, findings)],
  };
  const targets = facts.targetsOf(findings);
  const hopeless = withoutTarget(findings, targets);
  if (hopeless.length > 0) next.writes.push({ what: 'left', repository: repository.id, left: hopeless });
  const declined = targets.filter((target) =>
    isDeclined(planIdFor(repository, target), target.fingerprints, facts.pullRequests),
  );
  for (const target of declined)
    next.log.push(`${target.package} in ${target.manifest}: left alone, its pull request was declined`);
  if (targets.length > declined.length) {
    return {
      ...next,
      run: { ...next.run, stage: 'planning' },
      tasks: [{ ref: { kind: 'plan', run: run.id } }],
    };
  }
  if (obsoleteAmong(facts.pullRequests, new Set(findings.map((f) => f.fingerprint)), new Set()).length > 0) {
    return {
      ...next,
      run: { ...next.run, stage: 'publishing' },
      tasks: [{ ref: { kind: 'publish', run: run.id } }],
    };
  }
  return end(
    next,
    facts.now,
    findings.length === 0 ? `${formatSlug(repository.slug)} has no known vulnerability` : 'Nothing to plan',
  );
}

/** Findings that no change is even tried for: the rest of their package can be closed, they cannot. */
function withoutTarget(findings: Finding[], targets: Target[]): { fingerprint: string; because: string }[] {
  const tried = new Set(targets.flatMap((target) => target.fingerprints));
  return findings
    .filter(({ fingerprint }) => !tried.has(fingerprint))
    .map(({ fingerprint, package: name }) => ({
      fingerprint,
      because: `no release of ${name} is known to be free of it`,
    }));
}

/** A person declined the newest pull request of this plan, and it covered everything that is wrong now. */
export function isDeclined(plan: string, fingerprints: string[], pullRequests: StoredPullRequest[]): boolean {
  const newest = pullRequests.filter((pr) => pr.plan === plan).sort((a, b) => b.number - a.number)[0];
  return (
    newest?.state === 'declined' && fingerprints.every((fingerprint) => newest.resolves.includes(fingerprint))
  );
}

function describeRead(inventory: Inventory, findings: Finding[]): string {
  const packages = inventory.manifests.reduce((sum, manifest) => sum + manifest.packages.length, 0);
  const problems = inventory.problems
    .map((problem) => `; ${problem.path ?? ''}: ${problem.message}`)
    .join('');
  return `${inventory.manifests.length} manifests, ${packages} packages, ${findings.length} findings${problems}`;
}

import type { PlanState } from '../../domain/fix.ts';
import type { Inventory } from '../../domain/inventory.ts';
import { type Judged, judge } from '../../domain/judge.ts';
import { match } from '../../domain/match.ts';
import type { Run } from '../../domain/run.ts';
import type { Outcome } from '../../tasks/task.ts';
import type { FactsTable } from '../facts.ts';
import { type Next, nothing } from '../next.ts';
import { finishFixing, leave } from './finish-fixing.ts';

/** The proof: what was changed is matched again. Refuted, the next rung is tried; after the last, the plan is left. */
export function onFixed(run: Run, outcome: Outcome<'fix'>, facts: FactsTable['fix']): Next {
  const next = nothing();
  const state = facts.plans.find((candidate) => candidate.plan.id === outcome.plan);
  if (state === undefined || state.status !== 'open' || state.trying !== outcome.candidate) return next;
  const judged = judgeAttempt(state, outcome, facts);
  next.writes.push({ what: 'plan', state: judged });
  next.log.push(describe(judged));
  if (judged.status === 'open') {
    next.tasks.push({ ref: { kind: 'fix', run: run.id, plan: outcome.plan, candidate: judged.trying } });
    return next;
  }
  if (judged.status === 'left') leave(next, judged);
  const states = facts.plans.map((other) => (other.plan.id === outcome.plan ? judged : other));
  if (states.some((other) => other.status === 'open')) return next;
  return finishFixing(run, next, states, facts.pullRequests, facts.now);
}

function judgeAttempt(state: PlanState, { attempt }: Outcome<'fix'>, facts: FactsTable['fix']): PlanState {
  const candidate = state.plan.candidates[state.trying]!;
  const after = attempt.status === 'changed' ? attempt.after : { manifests: [], problems: [] };
  const judgement = judge(
    attempt,
    candidate,
    state.plan.target,
    judged(sameManifests(facts.inventory, after), facts),
    judged(after, facts),
    (ecosystem) => facts.rulesOf(ecosystem)?.versions,
  );
  if (judgement.verdict === 'verified') {
    return { ...state, status: 'verified', fix: { ...judgement.fix, verifiedAt: facts.now.toISOString() } };
  }
  const rejected = [...state.rejected, { how: candidate.how, because: judgement.because }];
  const trying = state.trying + 1;
  return { ...state, rejected, trying, status: trying < state.plan.candidates.length ? 'open' : 'left' };
}

function judged(inventory: Inventory, facts: FactsTable['fix']): Judged {
  return { inventory, findings: match(inventory, facts.advisories, facts.rulesOf) };
}

/** An attempt reads only the manifests it may have changed; only those are compared. */
function sameManifests(inventory: Inventory, after: Inventory): Inventory {
  const paths = new Set(after.manifests.map((manifest) => manifest.path));
  return {
    manifests: inventory.manifests.filter((manifest) => paths.has(manifest.path)),
    problems: inventory.problems,
  };
}

function describe({ plan, status, fix, rejected }: PlanState): string {
  if (status === 'verified')
    return `${plan.target.package}: verified, ${fix!.before} findings before, ${fix!.after} after (${fix!.candidate.how})`;
  const last = rejected.at(-1)!;
  return `${plan.target.package}: ${last.how} refuted, ${last.because}`;
}

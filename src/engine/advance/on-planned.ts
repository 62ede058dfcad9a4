import type { PlanState } from '../../domain/fix.ts';
import type { Plan } from '../../domain/plan.ts';
import type { Run } from '../../domain/run.ts';
import type { Outcome } from '../../tasks/task.ts';
import type { FactsTable } from '../facts.ts';
import { type Next, nothing } from '../next.ts';
import { finishFixing, leave } from './finish-fixing.ts';

/** Each plan with a candidate is tried; the others say why they cannot be fixed. */
export function onPlanned(run: Run, outcome: Outcome<'plan'>, facts: FactsTable['plan']): Next {
  const states = outcome.plans.map((plan) => firstState(run, plan));
  const next: Next = { ...nothing(), writes: states.map((state) => ({ what: 'plan', state })) };
  for (const state of states) {
    if (state.status === 'left') leave(next, state);
    else next.log.push(`${state.plan.target.package}: ${state.plan.candidates.length} ways to fix it`);
  }
  const open = states.filter((state) => state.status === 'open');
  if (open.length === 0) return finishFixing(run, next, states, facts.pullRequests, facts.now);
  next.run.stage = 'fixing';
  next.tasks = open.map((state) => ({
    ref: { kind: 'fix', run: run.id, plan: state.plan.id, candidate: 0 },
  }));
  return next;
}

function firstState(run: Run, plan: Plan): PlanState {
  return {
    plan,
    repository: run.repository!,
    run: run.id,
    commit: run.commit!,
    status: plan.candidates.length === 0 ? 'left' : 'open',
    trying: 0,
    rejected: plan.rejected,
  };
}

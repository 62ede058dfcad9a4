import type { Finding } from '../domain/finding.ts';
import type { Attempt, Candidate, Plan, Target } from '../domain/plan.ts';
import type { PlanTools } from '../ecosystems/ecosystem.ts';
import type { Workspace } from '../workspace/workspace.ts';

/**
 * A way to close findings by a change. Raising dependencies is one fixer; each code fix of a later day is another.
 * `targets` groups the findings a fixer takes into things that one change can fix; `plan` finds out how; `fix` does it.
 * Neither judges the result: the engine reads and matches the changed files again.
 */
export interface Fixer {
  id: string;
  about: { title: string; review: 'glance' | 'read' | 'think' };
  /** Pure: groups findings; findings that it does not take are left out. */
  targets(findings: Finding[]): Target[];
  plan(target: Target, id: string, files: Workspace, tools: PlanTools): Promise<Plan>;
  fix(plan: Plan, candidate: Candidate, files: Workspace, tools: PlanTools): Promise<Attempt>;
}

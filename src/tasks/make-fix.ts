import { openCheckout } from './snapshot.ts';
import type { Outcome, Task } from './task.ts';
import type { Tools } from './tools.ts';

/** Applies one candidate and reads again what was written. Whether that is a fix, the engine judges. */
export async function makeFix(task: Task<'fix'>, tools: Tools): Promise<Outcome<'fix'>> {
  const host = await tools.host(task.connection);
  await using files = await openCheckout(task.repository, task.commit, host, tools);
  const attempt = await tools.fixer.fix(
    task.plan,
    task.plan.candidates[task.candidate]!,
    files,
    tools.planTools,
  );
  return { kind: 'fix', run: task.run, plan: task.plan.id, candidate: task.candidate, attempt };
}

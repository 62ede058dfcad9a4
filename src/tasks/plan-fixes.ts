import type { Plan } from '../domain/plan.ts';
import { openCheckout } from './snapshot.ts';
import type { Outcome, Task } from './task.ts';
import type { Tools } from './tools.ts';

/** Asks the fixer, target by target, how each could be fixed. */
export async function planFixes(task: Task<'plan'>, tools: Tools): Promise<Outcome<'plan'>> {
  const host = await tools.host(task.connection);
  await using files = await openCheckout(task.repository, task.commit, host, tools);
  const plans: Plan[] = [];
  for (const { id, target } of task.targets) {
    plans.push(await tools.fixer.plan(target, id, files, tools.planTools));
    await files.reset();
  }
  return { kind: 'plan', run: task.run, plans };
}

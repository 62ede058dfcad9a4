import type { Plan } from '../domain/plan.ts';
import { makePool } from '../lib/pool.ts';
import { openCheckout } from './snapshot.ts';
import type { Outcome, Task } from './task.ts';
import type { Tools } from './tools.ts';

/** Asks the fixer, target by target, how each could be fixed. */
export async function planFixes(task: Task<'plan'>, tools: Tools): Promise<Outcome<'plan'>> {
  const host = await tools.host(task.connection);
  await using files = await openCheckout(task.repository, task.commit, host, tools);
  // Several targets share a manifest: npm's process is kept from one to the next.
  await using pool = makePool(1);
  const planTools = { ...tools.planTools, pool };
  const plans: Plan[] = [];
  for (const { id, target } of task.targets) {
    plans.push(await tools.fixer.plan(target, id, files, planTools));
    await files.reset();
  }
  return { kind: 'plan', run: task.run, plans };
}

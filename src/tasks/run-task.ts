import { connect } from './connect.ts';
import { followPullRequests } from './follow-pull-requests.ts';
import { indexRepository } from './index-repository.ts';
import { makeFix } from './make-fix.ts';
import { planFixes } from './plan-fixes.ts';
import { publishFixes } from './publish-fixes.ts';
import type { Outcome, Task } from './task.ts';
import type { Tools } from './tools.ts';

/** Carries out one task. Expected failures are outcomes; what is thrown is a broken promise, with `code` and `retry`. */
export async function runTask(task: Task, tools: Tools): Promise<Outcome> {
  switch (task.kind) {
    case 'connect':
      return connect(task, tools);
    case 'index':
      return indexRepository(task, tools);
    case 'plan':
      return planFixes(task, tools);
    case 'fix':
      return makeFix(task, tools);
    case 'publish':
      return publishFixes(task, tools);
    case 'follow':
      return followPullRequests(task, tools);
  }
}

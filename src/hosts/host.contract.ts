import type { Bench } from './contract/bench.contract.ts';
import { buildsContract } from './contract/builds.contract.ts';
import { checkContract } from './contract/check.contract.ts';
import { commentsContract } from './contract/comments.contract.ts';
import { hooksContract } from './contract/hooks.contract.ts';
import { pullRequestsContract } from './contract/pull-requests.contract.ts';
import { repositoriesContract } from './contract/repositories.contract.ts';
import { troubleContract } from './contract/trouble.contract.ts';

/** What every host must do, told once and run against each over the emulator's side of it. */
export function hostContract(bench: Bench): void {
  repositoriesContract(bench);
  pullRequestsContract(bench);
  commentsContract(bench);
  buildsContract(bench);
  hooksContract(bench);
  troubleContract(bench);
  checkContract(bench);
}

import type { Answer, Call } from '../../http.ts';
import { at, readJson } from '../../rest/body.ts';
import { readTips } from '../../rest/tips.ts';
import type { Pull } from '../../world.ts';
import { actorOf, isUserless, pullOf } from '../access.ts';
import { conflicted, notPermitted, refuse } from '../errors.ts';
import { routes } from '../operation.ts';
import { epoch } from '../shapes/dialect.ts';
import { pullShape } from '../shapes/pull.ts';
import { checkVersion } from './versions.ts';

const pattern = '/projects/{projectKey}/repos/{repositorySlug}/pull-requests/{pullRequestId}/merge';

/** Whether a pull request can be merged, and merging it. */
export const mergeRoutes = [
  ...routes({
    method: 'GET',
    pattern,
    needs: 'REPO_READ',
    async handle(call) {
      const pull = pullOf(call);
      checkOpen(pull);
      const conflict = await call.world.conflicts(pull);
      const vetoes = vetoesOf(pull);
      return {
        status: 200,
        body: {
          canMerge: !conflict && vetoes.length === 0,
          conflicted: conflict,
          outcome: conflict ? 'CONFLICTED' : 'CLEAN',
          vetoes,
        },
      };
    },
  }),
  ...routes({ method: 'POST', pattern, needs: 'REPO_WRITE', handle: merge }),
];

async function merge(call: Call): Promise<Answer> {
  const pull = pullOf(call);
  // Tokens of a project or repository have no user who could be named as the merger.
  if (isUserless(call.token)) return notPermitted();
  checkOpen(pull);
  await checkVersion(call, pull, call.query.get('version') ?? at(readJson(call.body), 'version'));
  if (await call.world.conflicts(pull)) return conflicted();
  const vetoes = vetoesOf(pull);
  if (vetoes.length > 0) {
    const message = 'Merging the pull request has been vetoed.';
    throw refuse(409, 'PullRequestMergeVetoedException', message, { conflicted: false, vetoes });
  }
  const merged = await call.world.mergePull(pull, actorOf(call), pull.version);
  const tips = await readTips(call.world, [merged]);
  return { status: 200, body: pullShape(merged, tips(merged), epoch(call.baseUrl)) };
}

function checkOpen(pull: Pull): void {
  if (pull.state === 'OPEN') return;
  const message = `This pull request has already been ${pull.state.toLowerCase()}.`;
  throw refuse(409, 'IllegalPullRequestStateException', message);
}

/** What stands against a merge besides conflicts. */
function vetoesOf(pull: Pull): { summaryMessage: string; detailedMessage: string }[] {
  if (!pull.draft) return [];
  return [
    {
      summaryMessage: 'The pull request is a draft',
      detailedMessage: 'You cannot merge this pull request while it is a draft.',
    },
  ];
}

import type { Answer, Call } from '../../http.ts';
import { readTips } from '../../rest/tips.ts';
import type { Pull } from '../../world.ts';
import { pullOf } from '../access.ts';
import { routes } from '../operation.ts';
import { clamps, wanted } from '../paging.ts';
import { pathShape } from '../shapes/content.ts';
import { diffShapes } from '../shapes/diff.ts';
import { noCommit } from './commits.ts';

const pull = '/projects/{projectKey}/repos/{repositorySlug}/pull-requests/{pullRequestId}';

/** What a pull request changes, from the common ancestor to the source branch. */
export const diffRoutes = [
  ...routes({ method: 'GET', pattern: `${pull}/changes`, needs: 'REPO_READ', handle: changes }),
  ...routes({ method: 'GET', pattern: `${pull}/diff`, needs: 'REPO_READ', handle: diff }),
  ...routes({ method: 'GET', pattern: `${pull}/diff/{path...}`, needs: 'REPO_READ', handle: diff }),
];

/** Never more than a thousand, and no second page. */
async function changes(call: Call): Promise<Answer> {
  const request = pullOf(call);
  const { from, to } = await endsOf(call, request);
  const { limit } = wanted(call, clamps.others);
  const all = await call.world.diffstat(request.repo, from, to);
  const values = all.slice(0, limit).map(({ path, status }) => ({
    path: pathShape(path),
    type: types[status],
    nodeType: 'FILE',
    percentUnchanged: -1,
    properties: { gitChangeType: types[status] },
  }));
  return {
    status: 200,
    body: {
      fromHash: from,
      toHash: to,
      properties: { changeScope: 'ALL' },
      values,
      size: values.length,
      isLastPage: true,
      start: 0,
      limit,
      nextPageStart: null,
    },
  };
}

const types = { added: 'ADD', removed: 'DELETE', modified: 'MODIFY' } as const;

async function diff(call: Call): Promise<Answer> {
  const request = pullOf(call);
  const { from, to } = await endsOf(call, request);
  const unified = await call.world.diff(request.repo, from, to);
  if (call.headers.accept?.includes('text/plain')) {
    return { status: 200, headers: { 'content-type': 'text/plain;charset=UTF-8' }, body: unified };
  }
  const { diffs, truncated } = diffShapes(unified);
  const { path } = call.params;
  const kept = path ? diffs.filter((each) => touches(each, path)) : diffs;
  return {
    status: 200,
    body: { fromHash: from, toHash: to, contextLines: 3, whitespace: 'SHOW', diffs: kept, truncated },
  };
}

function touches(each: object, path: string): boolean {
  const { source, destination } = each as Record<'source' | 'destination', { toString: string } | null>;
  return String(source?.toString) === path || String(destination?.toString) === path;
}

async function endsOf(call: Call, request: Pull): Promise<{ from: string; to: string }> {
  const { source, target } = (await readTips(call.world, [request]))(request);
  if (!source || !target) throw noCommit(request.repo, source ? request.target : request.source);
  return { from: (await call.world.mergeBase(request.repo, source, target)) ?? target, to: source };
}

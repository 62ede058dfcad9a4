import type { Route } from '../../http.ts';
import { failure } from '../errors.ts';

/** What Atlassian took away: a client that still asks must be told so, with any credential or none. */
export const removedRoutes: Route[] = [
  ...['/repositories', '/workspaces', '/user/permissions/repositories', '/user/permissions/workspaces'].map(
    (pattern) => gone(pattern, 'CHANGE-2770'),
  ),
  ...['issues', 'issues/{issue_id}', 'components', 'milestones', 'versions'].map((part) =>
    gone(`/repositories/{workspace}/{repo_slug}/${part}`, 'CHANGE-3071'),
  ),
];

function gone(pattern: string, change: string): Route {
  const announcement = {
    announcement_url: `https://developer.atlassian.com/cloud/bitbucket/changelog/#${change}`,
  };
  const { status, body } = failure(410, `${change} - Functionality has been deprecated`, {
    detail: 'Please read the changelog entry for more details.',
    data: announcement,
  });
  return {
    method: 'GET',
    pattern: `/2.0${pattern}`,
    // Bitbucket repeats `data` beside `error`.
    handle: () => ({ status, body: { ...(body as object), data: announcement } }),
  };
}

import type { Route } from '../../http.ts';
import { failure } from '../errors.ts';

const changelog = 'https://developer.atlassian.com/cloud/bitbucket/changelog/';

/** What Atlassian took away: a client that still asks must be told so, with any credential or none. */
export const removedRoutes: Route[] = [
  ...['/repositories', '/workspaces', '/user/permissions/repositories', '/user/permissions/workspaces'].map(
    (pattern) => gone(pattern, 'CHANGE-2770 - ', `${changelog}#CHANGE-2770`),
  ),
  // The issue tracker went on 2026-08-20; under which number is not known.
  ...['issues', 'issues/{issue_id}', 'components', 'milestones', 'versions'].map((part) =>
    gone(`/repositories/{workspace}/{repo_slug}/${part}`, '', changelog),
  ),
];

function gone(pattern: string, change: string, announcement_url: string): Route {
  const data = { announcement_url };
  const { status, body } = failure(410, `${change}Functionality has been deprecated`, {
    detail: 'Please read the changelog entry for more details.',
    data,
  });
  return {
    method: 'GET',
    pattern: `/2.0${pattern}`,
    // Bitbucket repeats `data` beside `error`.
    handle: () => ({ status, body: { ...(body as object), data } }),
  };
}

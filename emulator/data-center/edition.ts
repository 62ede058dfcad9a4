import { randomBytes } from 'node:crypto';
import type { Call, EditionApi } from '../http.ts';
import { isUserless, numberOf } from './access.ts';
import { authenticate } from './authenticate.ts';
import { broken, notFound } from './errors.ts';
import { hookPayload } from './events.ts';
import { branchRoutes } from './routes/branches.ts';
import { commentRoutes } from './routes/comments.ts';
import { commitRoutes } from './routes/commits.ts';
import { contentRoutes } from './routes/contents.ts';
import { diffRoutes } from './routes/diffs.ts';
import { hookRoutes } from './routes/hooks.ts';
import { mergeRoutes } from './routes/merges.ts';
import { ownerRoutes } from './routes/owners.ts';
import { pullRoutes } from './routes/pulls.ts';
import { repositoryRoutes } from './routes/repositories.ts';
import { statusRoutes } from './routes/statuses.ts';
import { userRoutes } from './routes/users.ts';

/** Bitbucket Data Center: REST below `/rest/{service}/{1.0,latest}`, git at `/scm/{key}/{slug}.git`. */
export const dataCenter: EditionApi = {
  edition: 'data-center',
  routes: [
    ...userRoutes,
    ...ownerRoutes,
    ...repositoryRoutes,
    ...branchRoutes,
    ...commitRoutes,
    ...contentRoutes,
    ...diffRoutes,
    ...pullRoutes,
    ...mergeRoutes,
    ...commentRoutes,
    ...statusRoutes,
    ...hookRoutes,
  ],
  authenticate,
  notFound,
  broken,
  headers,
  gitPath,
  hookPayload,
};

/** Data Center tells who calls by headers alone; tokens without a user have no name. */
function headers({ token }: Call): Record<string, string> {
  return {
    'X-AREQUESTID': `@${randomBytes(4).toString('hex').toUpperCase()}x${Math.floor(process.uptime())}x1x0`,
    'X-ASESSIONID': randomBytes(4).toString('hex'),
    'Cache-Control': 'private, no-cache, no-transform',
    Vary: 'accept-encoding,x-auth-token,cookie,x-ausername',
    ...(token?.user && !isUserless(token)
      ? { 'X-AUSERNAME': encodeURIComponent(token.user.name), 'X-AUSERID': String(numberOf(token.user.id)) }
      : {}),
  };
}

function gitPath(path: string): { owner: string; slug: string; rest: string } | undefined {
  const [, owner, slug, rest] =
    /^\/scm\/([^/]+)\/([^/]+?)(?:\.git)?(\/(?:info\/refs|git-upload-pack|git-receive-pack))$/.exec(path) ??
    [];
  // Clone URLs write project keys in lower case; a personal project keeps its `~name` as it is.
  const key = owner?.startsWith('~') ? owner : owner?.toUpperCase();
  return key && slug && rest ? { owner: key, slug: slug.toLowerCase(), rest } : undefined;
}

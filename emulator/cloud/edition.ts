import type { Call, EditionApi } from '../http.ts';
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
import { removedRoutes } from './routes/removed.ts';
import { repositoryRoutes } from './routes/repositories.ts';
import { statusRoutes } from './routes/statuses.ts';
import { userRoutes } from './routes/users.ts';

/** Bitbucket Cloud: REST 2.0 below `/2.0`, git at `/{workspace}/{slug}.git`. */
export const cloud: EditionApi = {
  edition: 'cloud',
  routes: [
    ...removedRoutes,
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

const credentialTypes: Record<string, string> = { 'api-token': 'apitoken', 'app-password': 'apppassword' };

function headers({ token }: Call): Record<string, string> {
  return {
    Vary: 'Authorization, Origin',
    'X-Served-By': 'emulator',
    'X-Version': '1',
    'X-Static-Version': '1',
    'X-Request-Count': '1',
    'X-Render-Time': '0.001',
    'X-View-Name': 'emulator',
    'X-Dc-Location': 'Micros',
    'Strict-Transport-Security': 'max-age=31536000; includeSubDomains; preload',
    ...(token
      ? {
          'X-OAuth-Scopes': token.scopes.join(', '),
          'X-Credential-Type': credentialTypes[token.kind] ?? 'accesstoken',
        }
      : {}),
  };
}

function gitPath(path: string): { owner: string; slug: string; rest: string } | undefined {
  const [, owner, slug, rest] =
    /^\/([^/]+)\/([^/]+?)(?:\.git)?(\/(?:info\/refs|git-upload-pack|git-receive-pack))$/.exec(path) ?? [];
  return owner && slug && rest ? { owner, slug: slug.toLowerCase(), rest } : undefined;
}

import type { Answer, EditionApi } from '../http.ts';
import { type Authorization, readAuthorization } from '../rest/authorization.ts';
import type { Token } from '../world.ts';
import { mayTouch } from './access.ts';
import { failure } from './errors.ts';
import { holds } from './permissions.ts';

type Request = Parameters<EditionApi['authenticate']>[0];
type Result = ReturnType<EditionApi['authenticate']>;

/**
 * Who calls Data Center, the same for REST and git: personal HTTP access tokens as Bearer or `Basic user:token`,
 * project and repository tokens as Bearer alone.
 */
export function authenticate(request: Request): Result {
  const authorization = readAuthorization(request.headers.authorization);
  const token = tokenOf(request, authorization);
  if (request.use === 'git') return forGit(request, token);
  if (!request.headers.authorization) return { status: 'ok' };
  return token ? { status: 'ok', token } : refused(wrongLogin());
}

function tokenOf(request: Request, authorization: Authorization | undefined): Token | undefined {
  const token = request.world.tokens.find(
    ({ edition, secret }) => edition === 'data-center' && secret === authorization?.secret,
  );
  if (!token || token.expired || token.revoked || token.user?.active === false) return undefined;
  if (authorization?.kind === 'bearer') return token;
  const isOwner = token.user?.name.toLowerCase() === authorization?.user.toLowerCase();
  return token.kind === 'personal-http' && isOwner ? token : undefined;
}

function forGit(request: Request, token: Token | undefined): Result {
  if (!token) return refused(loginForGit());
  const { owner = '', slug = '' } = request.repository ?? {};
  const repository = request.world.repository('data-center', owner, slug);
  if (!repository || !mayTouch(request.world, token, repository)) {
    return refused(
      plain(
        404,
        `Repository not found\nThe requested repository does not exist, or you do not have permission to access it.\n`,
      ),
    );
  }
  const allowed = holds(token, request.write ? 'REPO_WRITE' : 'REPO_READ');
  return allowed
    ? { status: 'ok', token }
    : refused(plain(403, 'You do not have sufficient permission to access this repository.\n'));
}

function refused(answer: Answer): Result {
  return { status: 'refused', answer };
}

function wrongLogin(): Answer {
  const message = 'Authentication failed. Please check your credentials and try again.';
  return failure(401, 'IncorrectPasswordAuthenticationException', message);
}

function loginForGit(): Answer {
  const answer = plain(401, 'Authentication failed\n');
  return {
    ...answer,
    headers: { ...answer.headers, 'www-authenticate': 'Basic realm="Atlassian Bitbucket"' },
  };
}

function plain(status: number, body: string): Answer {
  return { status, headers: { 'content-type': 'text/plain; charset=utf-8' }, body };
}

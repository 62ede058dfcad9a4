import type { Answer, EditionApi } from '../http.ts';
import { type Authorization, readAuthorization } from '../rest/authorization.ts';
import type { Token, World } from '../world.ts';
import { mayTouch } from './access.ts';
import { failure } from './errors.ts';
import { invalidToken } from './operation.ts';
import { holds } from './permissions.ts';

type Request = Parameters<EditionApi['authenticate']>[0];
type Result = ReturnType<EditionApi['authenticate']>;

/**
 * Who calls Bitbucket Cloud. REST takes API tokens as `Basic email:token` and access tokens as Bearer; git takes API
 * tokens under `x-bitbucket-api-token-auth` or the user name (never the email) and access tokens under `x-token-auth`.
 * App passwords died on 2026-07-28 and are told so.
 */
export function authenticate(request: Request): Result {
  const authorization = readAuthorization(request.headers.authorization);
  const token = request.world.tokens.find(
    ({ edition, secret }) => edition === 'cloud' && secret === authorization?.secret,
  );
  if (request.use === 'git') return forGit(request, authorization, token);
  if (!request.headers.authorization) return { status: 'ok' };
  return forRest(authorization, token);
}

function forRest(authorization: Authorization | undefined, token: Token | undefined): Result {
  if (token?.kind === 'app-password') return refused(appPassword());
  if (!token) {
    const known = authorization?.kind === 'bearer' || /^AT[A-Z]TT/.test(authorization?.secret ?? '');
    return refused(known ? invalidToken() : wrongPassword());
  }
  const right =
    token.kind === 'api-token'
      ? authorization?.kind === 'basic' && sameText(authorization.user, token.user?.email)
      : authorization?.kind === 'bearer';
  return right && alive(token) ? { status: 'ok', token } : refused(invalidToken());
}

function forGit(
  request: Request,
  authorization: Authorization | undefined,
  token: Token | undefined,
): Result {
  if (token?.kind === 'app-password') return refused(appPasswordForGit());
  if (
    authorization?.kind !== 'basic' ||
    !token ||
    !alive(token) ||
    !gitUsers(token).includes(authorization.user)
  ) {
    return refused(loginForGit());
  }
  const repository = findRepository(request.world, request.repository);
  if (!repository || !mayTouch(request.world, token, repository)) return refused(noRepositoryForGit());
  const scope = request.write ? 'write' : 'read';
  const needed = token.kind === 'api-token' ? `${scope}:repository:bitbucket` : classic[scope];
  return holds(token, needed) ? { status: 'ok', token } : refused(scopeForGit());
}

const classic = { read: 'repository', write: 'repository:write' };

function gitUsers(token: Token): string[] {
  if (token.kind !== 'api-token') return ['x-token-auth'];
  return ['x-bitbucket-api-token-auth', ...(token.user ? [token.user.name] : [])];
}

function alive(token: Token): boolean {
  return !token.expired && !token.revoked && token.user?.active !== false;
}

function sameText(one: string, other: string | undefined): boolean {
  return one.toLowerCase() === other?.toLowerCase();
}

function findRepository(world: World, wanted: Request['repository']) {
  return wanted && world.repository('cloud', wanted.owner, wanted.slug);
}

function refused(answer: Answer): Result {
  return { status: 'refused', answer };
}

const announcement = 'https://developer.atlassian.com/cloud/bitbucket/changelog/#CHANGE-3222';

function appPassword(): Answer {
  return failure(401, 'App passwords are deprecated and must be replaced with API tokens.');
}

/** What git shows after `remote:`. */
function appPasswordForGit(): Answer {
  return plain(
    410,
    `CHANGE-3222 - Functionality has been deprecated\nApp passwords are deprecated and must be replaced with API tokens.\n${announcement}\n`,
  );
}

/** Bitbucket answers a failed password in plain text, a failed token in JSON. */
function wrongPassword(): Answer {
  return plain(
    401,
    'Login failed due to incorrect login credentials or method.\nFor information on authentication methods, visit\nhttps://support.atlassian.com/bitbucket-cloud/docs/use-bitbucket-rest-api-with-access-tokens/\n',
  );
}

function loginForGit(): Answer {
  const answer = plain(401, 'Invalid credentials\n');
  return {
    ...answer,
    headers: { ...answer.headers, 'www-authenticate': 'Basic realm="Bitbucket.org HTTP"' },
  };
}

function noRepositoryForGit(): Answer {
  return plain(
    404,
    "You may not have access to this repository or it no longer exists in this workspace. If you think this repository exists and you have access, make sure you're authenticated.\n",
  );
}

function scopeForGit(): Answer {
  return plain(403, 'Your credentials lack one or more required privilege scopes.\n');
}

function plain(status: number, body: string): Answer {
  return { status, headers: { 'content-type': 'text/plain; charset=utf-8' }, body };
}

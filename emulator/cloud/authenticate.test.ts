import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { basic, type Started, start } from '../testing/started.ts';

let emulator: Started;
beforeAll(async () => {
  emulator = await start('cloud');
  await emulator.world.addRepository({ edition: 'cloud', owner: 'acme', slug: 'pay', files: { a: '1' } });
  await emulator.world.addRepository({ edition: 'cloud', owner: 'acme', slug: 'other', files: { a: '1' } });
});
afterAll(() => emulator.stop());

const invalid = 'Token is invalid, expired, or not supported for this endpoint.';
const hidden = /^You may not have access to this repository/;

type Header = (secret: string, email: string, name: string) => string;
const asBasic: Header = (secret, email) => basic(email, secret);
const asBearer: Header = (secret) => `Bearer ${secret}`;

describe('REST', () => {
  it.each<[string, string, Header | undefined, string, number, string | RegExp | undefined]>([
    ['API token with email', 'api-token', asBasic, '/repositories/acme/pay', 200, undefined],
    ['API token as Bearer', 'api-token', asBearer, '/repositories/acme/pay', 401, invalid],
    ['API token with user name', 'api-token', (s, _e, name) => basic(name, s), '/user', 401, invalid],
    ['API token, expired', 'api-token-expired', asBasic, '/user', 401, invalid],
    ['API token without scopes', 'api-token-no-scopes', asBasic, '/user', 403, /lack one or more required/],
    ['access token', 'repository-token', asBearer, '/repositories/acme/pay', 200, undefined],
    [
      'access token as Basic',
      'repository-token',
      (s) => basic('x-token-auth', s),
      '/repositories/acme/pay',
      401,
      invalid,
    ],
    ['access token, other repository', 'repository-token', asBearer, '/repositories/acme/other', 404, hidden],
    ['access token has no user', 'repository-token', asBearer, '/user', 403, /lack one or more required/],
    ['workspace token has no user', 'workspace-token', asBearer, '/user', 403, /access tokens/],
    [
      'operation for API tokens',
      'workspace-token',
      asBearer,
      '/workspaces/acme/pullrequests/x',
      401,
      invalid,
    ],
    [
      'app password',
      'app-password',
      asBasic,
      '/user',
      401,
      'App passwords are deprecated and must be replaced with API tokens.',
    ],
    ['nobody, private repository', '', undefined, '/repositories/acme/pay', 404, hidden],
    ['nobody, no repository', '', undefined, '/repositories/acme/none', 404, hidden],
    ['nobody', '', undefined, '/user', 401, invalid],
    ['made-up token', '', () => 'Bearer ATCTTnone', '/user', 401, invalid],
  ])('%s', async (_title, token, header, path, status, message) => {
    const { secret = '', user } = token === '' ? {} : emulator.token(token);
    const headers = header ? { authorization: header(secret, user?.email ?? '', user?.name ?? '') } : {};
    const answer = await emulator.call(
      '',
      'GET',
      `/2.0${path}`,
      undefined,
      headers as Record<string, string>,
    );
    expect(answer.status).toBe(status);
    if (typeof message === 'string') expect(answer.body.error.message).toBe(message);
    if (message instanceof RegExp) expect(answer.body.error.message).toMatch(message);
  });

  it('answers a wrong password in plain text', async () => {
    const answer = await emulator.call('', 'GET', '/2.0/user', undefined, {
      authorization: basic('dana', 'secret'),
    });
    expect([answer.status, answer.headers.get('content-type'), answer.body]).toEqual([
      401,
      'text/plain; charset=utf-8',
      undefined,
    ]);
    expect(answer.text).toMatch(/^Login failed due to incorrect login credentials or method/);
  });

  it('says which scopes are missing, as an object', async () => {
    const { body, headers } = await emulator.call(
      'api-token-read-only',
      'POST',
      '/2.0/repositories/acme/pay/pullrequests',
      {},
    );
    expect(body.error.detail.required).toEqual(['read:pullrequest:bitbucket', 'write:pullrequest:bitbucket']);
    expect(body.error.detail.granted).toEqual(emulator.token('api-token-read-only').scopes);
    expect(headers.get('x-accepted-oauth-scopes')).toBe(
      'read:pullrequest:bitbucket, write:pullrequest:bitbucket',
    );
    expect(headers.get('x-oauth-scopes')).toBe(emulator.token('api-token-read-only').scopes.join(', '));
    expect(headers.get('x-credential-type')).toBe('apitoken');
  });

  it.each([
    ['repository-token', 'pullrequest:write grants repository', ['pullrequest:write'], 200],
    ['repository-token', 'repository:admin grants nothing else', ['repository:admin'], 403],
    ['api-token', 'write without read cannot read', ['write:repository:bitbucket'], 403],
  ])('%s: %s', async (name, _title, scopes, status) => {
    const token = emulator.token(name);
    const before = token.scopes;
    token.scopes = scopes;
    const answer = await emulator.call(name, 'GET', '/2.0/repositories/acme/pay');
    token.scopes = before;
    expect(answer.status).toBe(status);
  });

  it('refuses a revoked token', async () => {
    const token = emulator.token('api-token-developer');
    token.revoked = true;
    expect((await emulator.call('api-token-developer', 'GET', '/2.0/user')).status).toBe(401);
    delete token.revoked;
  });
});

describe('git', () => {
  it.each<[string, string, string, string, string, number, RegExp?]>([
    ['API token, static user', 'api-token', 'x-bitbucket-api-token-auth', 'pay', 'git-receive-pack', 200],
    ['API token, user name', 'api-token', 'suture', 'pay', 'git-upload-pack', 200],
    ['API token, email', 'api-token', 'suture@acme.example', 'pay', 'git-upload-pack', 401],
    ['API token, access token user', 'api-token', 'x-token-auth', 'pay', 'git-upload-pack', 401],
    [
      'API token, reading only',
      'api-token-read-only',
      'suture',
      'pay',
      'git-receive-pack',
      403,
      /privilege scopes/,
    ],
    ['API token, expired', 'api-token-expired', 'suture', 'pay', 'git-upload-pack', 401],
    ['access token', 'repository-token', 'x-token-auth', 'pay', 'git-receive-pack', 200],
    ['access token, other user', 'repository-token', 'suture', 'pay', 'git-upload-pack', 401],
    ['access token, other repository', 'repository-token', 'x-token-auth', 'other', 'git-upload-pack', 404],
    [
      'app password',
      'app-password',
      'suture',
      'pay',
      'git-upload-pack',
      410,
      /^CHANGE-3222 - Functionality has been deprecated\nApp passwords are/,
    ],
  ])('%s', async (_title, name, user, slug, service, status, text) => {
    const path = `/acme/${slug}.git/info/refs?service=${service}`;
    const authorization = basic(user, emulator.token(name).secret);
    const answer = await emulator.call('', 'GET', path, undefined, { authorization });
    expect(answer.status).toBe(status);
    if (text) expect(answer.text).toMatch(text);
    if (status === 401) expect(answer.headers.get('www-authenticate')).toMatch(/^Basic/);
  });
});

import { expect, test } from 'vitest';
import type { Credential } from '../../domain/connection.ts';
import { response, type ScriptedAnswer } from '../client/fake.ts';
import { refusal } from './errors.ts';

const secret = 'ATATT-very-secret';
const apiToken: Credential = { kind: 'api-token', email: 'ann@acme.example', secret };
const said = (message: string, more: object = {}) => ({ type: 'error', error: { message, ...more } });
const invalid = said('Token is invalid, expired, or not supported for this endpoint.');

const cases: { name: string; answer: ScriptedAnswer; credential?: Credential; error: object }[] = [
  {
    name: 'an app password',
    answer: {
      status: 401,
      body: said('App passwords are deprecated and must be replaced with API tokens.'),
    },
    error: { code: 'app-password', remedy: expect.stringContaining('API token with scopes') },
  },
  {
    name: 'a token that is wrong, expired or without scopes',
    answer: { status: 401, body: invalid },
    error: {
      code: 'login-failed',
      retry: false,
      remedy: expect.stringMatching(/e-mail.*with scopes.*expired/s),
    },
  },
  {
    name: 'a token that has expired',
    answer: { status: 401, body: said('Access token expired.') },
    error: { code: 'token-expired' },
  },
  {
    name: 'a wrong e-mail, in plain text',
    answer: { status: 401, body: 'Login failed due to incorrect login credentials or method.' },
    error: { code: 'login-failed', message: expect.stringContaining('incorrect login credentials') },
  },
  {
    name: 'an API token as Bearer',
    answer: { status: 401, body: invalid },
    credential: { kind: 'access-token', secret },
    error: { code: 'login-failed', remedy: expect.stringContaining('e-mail address') },
  },
  {
    name: 'an access token as Basic',
    answer: { status: 401, body: invalid },
    credential: { kind: 'api-token', email: 'ann@acme.example', secret: 'ATCTT-other' },
    error: { code: 'login-failed', remedy: expect.stringContaining('without an e-mail') },
  },
  {
    name: 'a missing scope',
    answer: {
      status: 403,
      body: said('Your credentials lack one or more required privilege scopes.', {
        detail: {
          required: ['read:pullrequest:bitbucket', 'write:pullrequest:bitbucket'],
          granted: ['read:pullrequest:bitbucket'],
        },
      }),
    },
    error: {
      code: 'missing-scope',
      missing: ['write:pullrequest:bitbucket'],
      message: 'GET /x: the token lacks write:pullrequest:bitbucket',
    },
  },
  {
    name: 'a classic scope that another implies',
    answer: {
      status: 403,
      body: said('lack', { detail: { required: ['repository', 'webhook'], granted: ['pullrequest:write'] } }),
    },
    error: { code: 'missing-scope', missing: ['webhook'] },
  },
  {
    name: 'a removed function',
    answer: {
      status: 410,
      body: said('CHANGE-2770 - Functionality has been deprecated', { detail: 'Read on.' }),
    },
    error: { code: 'gone', message: expect.stringContaining('CHANGE-2770') },
  },
  {
    name: 'a missing pull request, in plain text',
    answer: { status: 404, body: 'Not Found' },
    error: { code: 'not-found', retry: false },
  },
  {
    name: 'a refused field',
    answer: { status: 400, body: said('Bad', { fields: { source: ['branch not found: x'] } }) },
    error: {
      code: 'bad-request',
      message: 'GET /x: Bitbucket refuses the request: Bad – branch not found: x',
    },
  },
  { name: 'a time-out of theirs', answer: { status: 555 }, error: { code: 'server-error', retry: true } },
  {
    name: 'a proxy’s 502',
    answer: { status: 502, headers: { via: '1.1 squid' }, body: '<html>' },
    error: { code: 'proxy', remedy: expect.stringContaining('NO_PROXY') },
  },
  { name: 'their own 502', answer: { status: 502 }, error: { code: 'server-error' } },
  {
    name: 'an echoed secret',
    answer: { status: 400, body: said(`what is ${secret}?`) },
    error: { message: 'GET /x: Bitbucket refuses the request: what is ***?' },
  },
  {
    name: 'a login page',
    answer: { status: 302, headers: { location: 'https://sso.acme.example/login?token=abc' } },
    error: { code: 'unexpected-answer', message: 'GET /x: redirected to https://sso.acme.example/login' },
  },
];

test.each(cases)('$name', ({ answer, credential = apiToken, error }) => {
  expect(refusal(response(answer), 'GET /x', credential)).toMatchObject(error);
});

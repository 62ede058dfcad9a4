import { expect, test } from 'vitest';
import { response, type ScriptedAnswer } from '../client/fake.ts';
import { refusal } from './errors.ts';

const secret = 'very-secret';
const said = (message: string, exception = '') => ({
  errors: [{ context: null, message, exceptionName: exception && `com.atlassian.bitbucket.${exception}` }],
});

const cases: { name: string; answer: ScriptedAnswer; error: object }[] = [
  {
    name: 'a wrong token',
    answer: {
      status: 401,
      body: said('Authentication failed.', 'auth.IncorrectPasswordAuthenticationException'),
    },
    error: { code: 'login-failed', remedy: expect.stringContaining('HTTP access token') },
  },
  {
    name: 'an expired token',
    answer: { status: 401, body: said('The access token has expired') },
    error: { code: 'token-expired' },
  },
  {
    name: 'a missing permission, which is 401 too',
    answer: {
      status: 401,
      headers: { 'x-ausername': 'ann', 'x-arequestid': '@TO58' },
      body: said('You are not permitted to access this resource', 'AuthorisationException'),
    },
    error: { code: 'forbidden', requestId: '@TO58', message: expect.stringContaining('(request @TO58)') },
  },
  {
    name: 'a missing permission of a token without account',
    answer: { status: 401, body: said('You are not permitted', 'AuthorisationException') },
    error: { code: 'forbidden' },
  },
  {
    name: 'a captcha by header',
    answer: { status: 401, headers: { 'x-authentication-denied-reason': 'CAPTCHA_CHALLENGE; login-url=x' } },
    error: { code: 'login-failed', remedy: expect.stringContaining('captcha') },
  },
  {
    name: 'a captcha by exception',
    answer: { status: 403, body: said('Locked', 'auth.CaptchaRequiredAuthenticationException') },
    error: { code: 'login-failed', remedy: expect.stringContaining('captcha') },
  },
  {
    name: 'a call taken for a forged one',
    answer: { status: 403, body: 'XSRF check failed' },
    error: { code: 'forbidden', remedy: expect.stringContaining('X-Atlassian-Token') },
  },
  {
    name: 'a missing project',
    answer: { status: 404, body: said('Project dev does not exist.', 'project.NoSuchProjectException') },
    error: { code: 'not-found', message: 'GET /x: Bitbucket does not find it: Project dev does not exist.' },
  },
  {
    name: 'a wrong path, in Jersey’s words',
    answer: { status: 404, body: { message: 'HTTP 404 Not Found', 'status-code': 404, 'sub-code': -1 } },
    error: { code: 'not-found' },
  },
  { name: 'an overloaded server', answer: { status: 503 }, error: { code: 'server-error', retry: true } },
  {
    name: 'an echoed secret',
    answer: { status: 400, body: said(`what is ${secret}?`) },
    error: { message: 'GET /x: Bitbucket refuses the request: what is ***?' },
  },
];

test.each(cases)('$name', ({ answer, error }) => {
  expect(refusal(response(answer), 'GET /x', { kind: 'http-access-token', secret })).toMatchObject(error);
});

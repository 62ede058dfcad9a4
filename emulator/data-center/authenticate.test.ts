import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { basic, type Started, start } from '../testing/started.ts';

let emulator: Started;
beforeAll(async () => {
  emulator = await start('data-center');
  await emulator.world.addRepository({
    edition: 'data-center',
    owner: 'ACME',
    slug: 'pay',
    files: { a: '1' },
  });
  await emulator.world.addRepository({
    edition: 'data-center',
    owner: 'ACME',
    slug: 'other',
    files: { a: '1' },
  });
  await emulator.world.addRepository({
    edition: 'data-center',
    owner: '~rcosta',
    slug: 'own',
    files: { a: '1' },
  });
});
afterAll(() => emulator.stop());

type Header = (secret: string, name: string) => string;
const asBearer: Header = (secret) => `Bearer ${secret}`;
const asBasic: Header = (secret, name) => basic(name, secret);
const api = '/rest/api/1.0';

describe('REST', () => {
  it.each<[string, string, Header | undefined, string, number, string | undefined]>([
    ['nobody asks for the version', '', undefined, `${api}/application-properties`, 200, undefined],
    ['nobody sees a project', '', undefined, `${api}/projects/ACME`, 401, 'AuthenticationRequiredException'],
    ['personal token as Bearer', 'personal-http', asBearer, `${api}/projects/ACME/repos/pay`, 200, undefined],
    ['personal token as Basic', 'personal-http', asBasic, `${api}/projects/ACME/repos/pay`, 200, undefined],
    [
      'personal token, other user',
      'personal-http',
      (s) => basic('dlang', s),
      `${api}/projects`,
      401,
      'IncorrectPasswordAuthenticationException',
    ],
    [
      'personal token, expired',
      'personal-http-expired',
      asBearer,
      `${api}/projects`,
      401,
      'IncorrectPasswordAuthenticationException',
    ],
    ['project token as Bearer', 'project-http', asBearer, `${api}/projects/ACME/repos/other`, 200, undefined],
    [
      'project token as Basic',
      'project-http',
      asBasic,
      `${api}/projects`,
      401,
      'IncorrectPasswordAuthenticationException',
    ],
    [
      'project token, other project',
      'project-http',
      asBearer,
      `${api}/projects/~rcosta/repos/own`,
      404,
      'NoSuchProjectException',
    ],
    ['repository token', 'repository-http', asBearer, `${api}/projects/ACME/repos/pay`, 200, undefined],
    [
      'repository token, other repository',
      'repository-http',
      asBearer,
      `${api}/projects/ACME/repos/other`,
      404,
      'NoSuchRepositoryException',
    ],
    [
      'webhooks take an administrator',
      'personal-http',
      asBearer,
      `${api}/projects/ACME/repos/pay/webhooks`,
      401,
      'AuthorisationException',
    ],
    [
      'the dashboard takes a user',
      'project-http',
      asBearer,
      `${api}/dashboard/pull-requests`,
      401,
      'AuthenticationRequiredException',
    ],
  ])('%s', async (_title, name, header, path, status, exception) => {
    const { secret = '', user } = name === '' ? {} : emulator.token(name);
    const headers = header ? { authorization: header(secret, user?.name ?? '') } : {};
    const answer = await emulator.call('', 'GET', path, undefined, headers as Record<string, string>);
    expect(answer.status).toBe(status);
    if (exception) expect(answer.body.errors[0].exceptionName).toMatch(new RegExp(`\\.${exception}$`));
  });

  it('says who calls in headers, except to tokens without a user', async () => {
    const path = `${api}/application-properties`;
    const person = await emulator.call('personal-http', 'GET', path);
    expect(person.headers.get('x-ausername')).toBe('svc-suture');
    expect(person.headers.get('x-auserid')).toBe('102');
    expect(person.headers.get('x-arequestid')).toMatch(/^@\w+$/);
    for (const name of ['project-http', '']) {
      expect((await emulator.call(name, 'GET', path)).headers.get('x-ausername')).toBeNull();
    }
  });

  it('refuses a write with reading permission by 401', async () => {
    const body = { name: 'x', startPoint: 'main' };
    const answer = await emulator.call(
      'personal-http-read-only',
      'POST',
      `${api}/projects/ACME/repos/pay/branches`,
      body,
    );
    expect([answer.status, answer.body.errors[0].exceptionName]).toEqual([
      401,
      'com.atlassian.bitbucket.AuthorisationException',
    ]);
  });

  it.each([
    ['a form', 'application/x-www-form-urlencoded', 'none', 403],
    ['no type', '', 'none', 403],
    ['a form, vouched for', 'application/x-www-form-urlencoded', 'no-check', 404],
    ['JSON', 'application/json', 'none', 404],
  ])('checks for forged requests: %s', async (_title, type, check, status) => {
    const { secret } = emulator.token('personal-http');
    const response = await fetch(`${emulator.url}${api}/projects/ACME/repos/pay/pull-requests/1/decline`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${secret}`,
        'x-atlassian-token': check,
        ...(type ? { 'content-type': type } : {}),
      },
    });
    const text = await response.text();
    expect(response.status).toBe(status);
    if (status === 403) expect(text).toBe('XSRF check failed');
  });
});

describe('git', () => {
  it.each<[string, string, Header | undefined, string, string, number]>([
    ['personal token as Basic', 'personal-http', asBasic, 'acme/pay', 'git-receive-pack', 200],
    ['personal token as Bearer', 'personal-http', asBearer, 'acme/pay', 'git-upload-pack', 200],
    [
      'personal token, reading only',
      'personal-http-read-only',
      asBearer,
      'acme/pay',
      'git-receive-pack',
      403,
    ],
    ['project token as Bearer', 'project-http', asBearer, 'acme/pay', 'git-receive-pack', 200],
    ['project token as Basic', 'project-http', asBasic, 'acme/pay', 'git-upload-pack', 401],
    ['project token, other project', 'project-http', asBearer, '~rcosta/own', 'git-upload-pack', 404],
    ['personal project', 'personal-http', asBearer, '~rcosta/own', 'git-upload-pack', 200],
    ['repository token, other repository', 'repository-http', asBearer, 'acme/other', 'git-upload-pack', 404],
    ['nobody', '', undefined, 'acme/pay', 'git-upload-pack', 401],
  ])('%s', async (_title, name, header, place, service, status) => {
    const { secret = '', user } = name === '' ? {} : emulator.token(name);
    const headers = header ? { authorization: header(secret, user?.name ?? '') } : {};
    const path = `/scm/${place}.git/info/refs?service=${service}`;
    const answer = await emulator.call('', 'GET', path, undefined, headers as Record<string, string>);
    expect(answer.status).toBe(status);
    if (status === 401) expect(answer.headers.get('www-authenticate')).toMatch(/^Basic/);
  });
});

import type { z } from 'zod';
import type { Credential } from '../../domain/connection.ts';
import type { HttpResponse } from '../../lib/http/http.ts';
import { commonRefusal, quote } from '../client/refusal.ts';
import { jsonOf } from '../client/rest.ts';
import { HostError, type HostErrorCode } from '../error.ts';
import { failure } from './schema.ts';

/** A refusal of Data Center: what was asked, what it says, and the likely cause's remedy. */
export function refusal(answer: HttpResponse, what: string, credential: Credential): HostError {
  const errors = readFailure(answer);
  const said = quote(
    errors.map(({ message }) => message).join(' – ') || plainText(answer),
    credential.secret,
  );
  const exception = errors[0]?.exceptionName.split('.').at(-1) ?? '';
  const requestId = answer.headers['x-arequestid'];
  const more = requestId === undefined ? {} : { requestId };
  const [code, words, remedy] = diagnose(answer, exception, `${exception} ${said}`);
  const common = commonRefusal(answer, what, said);
  if (common) return common;
  const where = requestId === undefined ? '' : ` (request ${requestId})`;
  return new HostError(code, `${what}: ${words}${said}${where}`, {
    ...more,
    ...(remedy === undefined ? {} : { remedy }),
  });
}

type Diagnosis = [code: HostErrorCode, words: string, remedy?: string];

function diagnose(answer: HttpResponse, exception: string, said: string): Diagnosis {
  const denied = answer.headers['x-authentication-denied-reason'] ?? '';
  if (/captcha/i.test(`${denied} ${said}`))
    return [
      'login-failed',
      'Bitbucket wants a captcha after failed logins',
      'Log in to Bitbucket once in a browser with the token’s account and solve the captcha, then connect again.',
    ];
  if (/XSRF/i.test(said))
    return [
      'forbidden',
      'Bitbucket took the call for a forged one',
      'A proxy in front of Bitbucket removes the header X-Atlassian-Token: let it pass.',
    ];
  if (answer.status === 401) return notAuthorised(answer, exception, said);
  return byStatus[answer.status] ?? ['bad-request', `Bitbucket answered ${answer.status}`];
}

/** 401 means a missing permission, too: then the login itself was accepted. */
function notAuthorised(answer: HttpResponse, exception: string, said: string): Diagnosis {
  if (/expired/i.test(said)) return ['token-expired', 'the token has expired', makeToken];
  const accepted = answer.headers['x-ausername'] !== undefined || exception === 'AuthorisationException';
  if (accepted && !/^(AuthenticationRequired|IncorrectPassword)/.test(exception))
    return [
      'forbidden',
      'the token may not do this',
      'Give the token the permission "Repository write" on the project, and its account the same.',
    ];
  return [
    'login-failed',
    'Bitbucket does not accept the token',
    `Check that it is an HTTP access token of this server, complete, and neither expired nor revoked. Otherwise: ${makeToken}`,
  ];
}

const makeToken =
  'make a new HTTP access token (your profile picture > Manage account > HTTP access tokens, or the project’s settings) with the permission "Repository write".';

const byStatus: Record<number, Diagnosis> = {
  400: ['bad-request', 'Bitbucket refuses the request'],
  403: [
    'forbidden',
    'Bitbucket does not allow it',
    'Give the token’s account write access to the repository.',
  ],
  404: [
    'not-found',
    'Bitbucket does not find it',
    'It does not exist, or the token may not see it: check the project key, the base URL with its context path, and the token’s permissions.',
  ],
  409: ['conflict', 'it is in another state than expected'],
  410: ['gone', 'this version of Bitbucket no longer has this function', 'Update Suture.'],
};

export type Failure = z.output<typeof failure>['errors'][number];

/** What a refusal says; the list is empty for bodies of another form (Jersey's for a wrong path, plain text, HTML). */
export function readFailure(answer: HttpResponse): Failure[] {
  const parsed = failure.safeParse(jsonOf(answer));
  return parsed.success ? parsed.data.errors : [];
}

/** Whether one of the errors is the named exception, in whatever package. */
export function isException(errors: Failure[], name: string): boolean {
  return errors.some(({ exceptionName }) => exceptionName.split('.').at(-1) === name);
}

function plainText(answer: HttpResponse): string {
  return answer.headers['content-type']?.startsWith('text/plain') ? answer.text() : '';
}

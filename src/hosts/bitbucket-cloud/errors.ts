import type { Credential } from '../../domain/connection.ts';
import type { HttpResponse } from '../../lib/http/http.ts';
import { commonRefusal, quote } from '../client/refusal.ts';
import { jsonOf } from '../client/rest.ts';
import { HostError, type HostErrorCode } from '../error.ts';
import { failure } from './schema.ts';
import { missingScopes } from './scopes.ts';

/** A refusal of Bitbucket Cloud: what was asked, what Bitbucket says, and the likely cause's remedy. */
export function refusal(answer: HttpResponse, what: string, credential: Credential): HostError {
  const body = readFailure(answer);
  const said = quote(body.message, credential.secret);
  const requestId = answer.headers['x-request-id'];
  const more = { ...(requestId === undefined ? {} : { requestId }) };
  if (/app passwords? (are|is) deprecated|CHANGE-3222/i.test(body.message))
    return new HostError('app-password', `${what}: Bitbucket has removed app passwords`, {
      ...more,
      remedy: `Replace the app password: ${makeToken}`,
    });
  if (answer.status === 401) return notLoggedIn(answer, what, said, credential, more);
  const missing = missingScopes(body.required, body.granted);
  if (answer.status === 403 && body.required.length > 0)
    return new HostError(
      'missing-scope',
      `${what}: the token lacks ${(missing.length > 0 ? missing : body.required).join(', ')}`,
      {
        ...more,
        missing: missing.length > 0 ? missing : body.required,
        remedy:
          'Scopes cannot be added later: make a new token that has this one too, and connect again with it.',
      },
    );
  const common = commonRefusal(answer, what, said);
  if (common) return common;
  const [code, words, remedy] = byStatus[answer.status] ?? [
    'bad-request',
    `Bitbucket answered ${answer.status}`,
  ];
  return new HostError(code, `${what}: ${words}${said}`, {
    ...more,
    ...(remedy === undefined ? {} : { remedy }),
  });
}

const makeToken =
  'make an API token with scopes at https://id.atlassian.com/manage-profile/security/api-tokens, and connect with your Atlassian e-mail address and that token.';

const byStatus: Record<number, [code: HostErrorCode, words: string, remedy?: string]> = {
  400: ['bad-request', 'Bitbucket refuses the request'],
  403: [
    'forbidden',
    'Bitbucket does not allow it',
    'Give the token’s account write access to the repository.',
  ],
  404: [
    'not-found',
    'Bitbucket does not find it',
    'It does not exist, or the token’s account may not see it: check the name, and the account’s access to the workspace.',
  ],
  409: ['conflict', 'it is in another state than expected'],
  410: [
    'gone',
    'Bitbucket has removed this function',
    'Update Suture; if it is up to date, report this message to its makers.',
  ],
};

function notLoggedIn(
  answer: HttpResponse,
  what: string,
  said: string,
  credential: Credential,
  more: { requestId?: string },
): HostError {
  // Only a text that says nothing else is proof; "invalid, expired, or not supported" may be any of the three.
  const expired = /expired/i.test(answer.text()) && !/invalid/i.test(answer.text());
  return new HostError(
    expired ? 'token-expired' : 'login-failed',
    `${what}: Bitbucket rejects the token${said}`,
    {
      ...more,
      remedy: expired ? `The token has expired: ${makeToken}` : mistakes(credential),
    },
  );
}

/** The mistakes behind a 401 that Bitbucket does not tell apart, those that the token itself gives away first. */
function mistakes(credential: Credential): string {
  const { kind, secret } = credential;
  if (kind === 'api-token' && secret.startsWith('ATCTT'))
    return 'This is a repository, project or workspace access token: connect with it alone, without an e-mail address.';
  if (kind === 'access-token' && secret.startsWith('ATATT'))
    return 'This is an API token of a person: connect with the e-mail address of that Atlassian account and the token.';
  if (kind === 'api-token')
    return 'Check that the e-mail address is that of the Atlassian account (not a user name), that the token was made "with scopes" for Bitbucket, and that it has not expired or been revoked.';
  return 'Check that the access token is complete, and that it has not expired or been revoked.';
}

/** What a refusal says; bodies may be JSON or plain text. */
export function readFailure(answer: HttpResponse): {
  message: string;
  required: string[];
  granted: string[];
  fields: Record<string, string[]>;
} {
  const parsed = failure.safeParse(jsonOf(answer));
  if (!parsed.success) return { message: answer.text(), required: [], granted: [], fields: {} };
  const { message, detail, fields } = parsed.data.error;
  const words = [message, typeof detail === 'string' ? detail : '', ...Object.values(fields ?? {}).flat()];
  const scopes = typeof detail === 'object' && detail !== null ? detail : { required: [], granted: [] };
  return {
    message: words.filter((part) => part !== '').join(' – '),
    ...scopes,
    fields: fields ?? {},
  };
}

import type { Check } from '../../domain/connection.ts';
import type { HttpResponse } from '../../lib/http/http.ts';
import { allowance, reached, skippedAfter, unreached } from '../client/checks.ts';
import { jsonOf, path } from '../client/rest.ts';
import { HostError } from '../error.ts';
import type { Client } from './client.ts';
import { refusal } from './errors.ts';
import { user } from './schema.ts';
import { missingScopes, neededScopes } from './scopes.ts';

/** One call for reach, TLS, login and all scopes (their headers are on every answer), one per workspace. */
export async function check(client: Client, workspaces: readonly string[]): Promise<Check[]> {
  const answer = await whoAmI(client);
  if (answer instanceof HostError) return unreached(answer, client.baseUrl);
  const checks = reached(answer, client.baseUrl, client.clock);
  const login = checkLogin(client, answer);
  if (login.status === 'failed') return [...checks, login, ...skippedAfter('login')];
  const granted = grantedScopes(answer);
  const { required, optional } = neededScopes(client.credential.kind);
  checks.push(login, ...required.map((scope) => checkScope(scope, granted)));
  for (const [scope, loss] of Object.entries(optional)) checks.push(checkScope(scope, granted, loss));
  for (const workspace of workspaces) checks.push(await checkWorkspace(client, workspace));
  checks.push(checkWrite(required, granted));
  return [...checks, ...allowance(client.budget.usage(), client.nearLimit())];
}

async function whoAmI(client: Client): Promise<HttpResponse | HostError> {
  try {
    return await client.request({
      method: 'GET',
      path: '/2.0/user',
      query: { fields: 'uuid,display_name' },
      expect: [401, 403, 404, 410],
    });
  } catch (error) {
    if (error instanceof HostError) return error;
    throw error;
  }
}

function checkLogin(client: Client, answer: HttpResponse): Check {
  const name = 'login';
  if (answer.status === 200) {
    const account = user.safeParse(jsonOf(answer));
    if (account.success) return { name, status: 'passed', detail: `Logged in as ${account.data.name}.` };
    const remedy = 'Check that the base URL is the API’s root, https://api.bitbucket.org.';
    return { name, status: 'failed', detail: 'This is not the API of Bitbucket Cloud.', remedy };
  }
  if (answer.status === 403)
    return { name, status: 'passed', detail: 'The token is accepted; it does not show an account.' };
  return refusal(answer, 'Login', client.credential).toCheck(name);
}

function grantedScopes(answer: HttpResponse): string[] | undefined {
  return answer.headers['x-oauth-scopes']?.split(/[\s,]+/).filter((scope) => scope !== '');
}

/** `loss`: what does not work without a scope that is not required. */
function checkScope(subject: string, granted: string[] | undefined, loss?: string): Check {
  const name = 'scope';
  if (granted === undefined)
    return { name, subject, status: 'skipped', detail: 'Bitbucket does not tell the token’s scopes.' };
  if (missingScopes([subject], granted).length === 0)
    return { name, subject, status: 'passed', detail: 'The token has it.' };
  return {
    name,
    subject,
    status: loss === undefined ? 'failed' : 'warning',
    detail: `The token lacks ${subject}.${loss === undefined ? '' : ` ${loss}`}`,
    remedy: `Scopes cannot be added later: make a new token with ${subject} among its scopes, and connect again with it.`,
  };
}

async function checkWorkspace(client: Client, workspace: string): Promise<Check> {
  const name = 'repository-read';
  try {
    const query = { pagelen: 1, fields: 'values.full_name' };
    const answer = await client.request({ method: 'GET', path: path`/2.0/repositories/${workspace}`, query });
    if (answer.text().includes('"full_name"'))
      return { name, subject: workspace, status: 'passed', detail: 'Its repositories are visible.' };
    return {
      name,
      subject: workspace,
      status: 'warning',
      detail: `No repository of the workspace ${workspace} is visible.`,
      remedy: 'Give the token’s account access to the repositories, or make the first one.',
    };
  } catch (error) {
    if (!(error instanceof HostError)) throw error;
    if (error.code !== 'not-found' && error.code !== 'forbidden') return error.toCheck(name, workspace);
    return {
      name,
      subject: workspace,
      status: 'failed',
      detail: `The workspace ${workspace} does not exist, or the token may not see it.`,
      remedy:
        'Use the workspace’s id as it stands in its address (bitbucket.org/<id>), and make sure that the token’s account is a member and the token is not limited to another workspace.',
    };
  }
}

/** Trying would leave a pull request behind, so the scopes stand for it. */
function checkWrite(required: string[], granted: string[] | undefined): Check {
  const name = 'pull-request-write';
  if (granted === undefined)
    return { name, status: 'skipped', detail: 'Bitbucket does not tell the token’s scopes.' };
  const missing = missingScopes(
    required.filter((scope) => /write/.test(scope)),
    granted,
  );
  if (missing.length === 0)
    return { name, status: 'passed', detail: 'The token may push branches and open pull requests.' };
  return {
    name,
    status: 'failed',
    detail: `The token lacks ${missing.join(', ')}.`,
    remedy: `Make a new token with ${missing.join(' and ')} among its scopes, and connect again with it.`,
  };
}

import type { Check } from '../../domain/connection.ts';
import type { HttpResponse } from '../../lib/http/http.ts';
import { reached, skippedAfter, unreached } from '../client/checks.ts';
import { jsonOf, path } from '../client/rest.ts';
import { HostError } from '../error.ts';
import type { Client } from './client.ts';
import { refusal } from './errors.ts';
import { isProject } from './repositories.ts';
import { applicationProperties, page, repository } from './schema.ts';

/** One call for reach, TLS and login; two per project, since permissions show only by trying. */
export async function check(client: Client, projects: readonly string[]): Promise<Check[]> {
  const answer = await greet(client);
  if (answer instanceof HostError) return unreached(answer, client.baseUrl);
  const checks = reached(answer, client.baseUrl, client.clock);
  const login = checkLogin(client, answer);
  if (login.status === 'failed') return [...checks, login, ...skippedAfter('login')];
  checks.push(login, {
    name: 'scope',
    status: 'skipped',
    detail: 'Tokens of Data Center have permissions instead of scopes; they show below.',
  });
  const readable: string[] = [];
  for (const project of projects) {
    const read = await checkRead(client, project);
    if (read.status !== 'failed') readable.push(project);
    checks.push(read);
  }
  for (const project of projects)
    checks.push(
      readable.includes(project)
        ? await checkWrite(client, project)
        : {
            name: 'pull-request-write',
            subject: project,
            status: 'skipped',
            detail: 'An earlier check failed.',
          },
    );
  return checks;
}

async function greet(client: Client): Promise<HttpResponse | HostError> {
  try {
    return await client.request({
      method: 'GET',
      path: '/rest/api/latest/application-properties',
      expect: [401, 403, 404, 410],
    });
  } catch (error) {
    if (error instanceof HostError) return error;
    throw error;
  }
}

function checkLogin(client: Client, answer: HttpResponse): Check {
  const name = 'login';
  if (answer.status !== 200 && answer.status !== 404)
    return refusal(answer, 'Login', client.credential).toCheck(name);
  const properties = applicationProperties.safeParse(jsonOf(answer));
  if (!properties.success)
    return {
      name,
      status: 'failed',
      detail: 'There is no Bitbucket Data Center at this address.',
      remedy:
        'Put the address into the base URL as it stands in the browser before /projects, with its context path (https://host/bitbucket). A single sign-on page in front must let API calls pass.',
    };
  const { version } = properties.data;
  const who = client.userName();
  return {
    name,
    status: 'passed',
    detail:
      who === undefined
        ? `Bitbucket ${version} accepts the token; it has no account (a project’s or repository’s token).`
        : `Logged in to Bitbucket ${version} as ${who}.`,
  };
}

async function checkRead(client: Client, project: string): Promise<Check> {
  const name = 'repository-read';
  try {
    const call = {
      method: 'GET',
      path: path`/rest/api/latest/projects/${project}/repos`,
      query: { limit: 1 },
    } as const;
    const { values } = await client.read(page(repository), call);
    if (values.length > 0)
      return { name, subject: project, status: 'passed', detail: 'Its repositories are visible.' };
    return {
      name,
      subject: project,
      status: 'warning',
      detail: `No repository of the project ${project} is visible.`,
      remedy: 'Give the token’s account access to the repositories, or make the first one.',
    };
  } catch (error) {
    if (!(error instanceof HostError)) throw error;
    if (error.code !== 'not-found' && error.code !== 'forbidden') return error.toCheck(name, project);
    return {
      name,
      subject: project,
      status: 'failed',
      detail: `The project ${project} does not exist, or the token may not see it.`,
      remedy:
        'Use the key as it stands in the project’s address (/projects/<KEY>; ~user for a personal one), and give the token and its account "Repository write" on the project.',
    };
  }
}

async function checkWrite(client: Client, project: string): Promise<Check> {
  const name = 'pull-request-write';
  const query = { permission: 'REPO_WRITE', projectkey: project, limit: 1000 };
  try {
    const call = { method: 'GET', path: '/rest/api/latest/repos', query } as const;
    const { values } = await client.read(page(repository), call);
    if (values.some(({ slug }) => isProject(slug, project)))
      return {
        name,
        subject: project,
        status: 'passed',
        detail: 'The token may push and open pull requests.',
      };
  } catch (error) {
    if (error instanceof HostError) return error.toCheck(name, project);
    throw error;
  }
  return {
    name,
    subject: project,
    status: 'failed',
    detail: `The token may write to no repository of the project ${project}.`,
    remedy:
      'Make the token with the permission "Repository write", and give its account (or the token’s project) write access to the repositories.',
  };
}

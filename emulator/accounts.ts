import { randomBytes, randomUUID } from 'node:crypto';
import type { Accounts } from './world/state.ts';
import type { Edition, Token, User } from './world.ts';

/** Cloud's scopes of API tokens imply nothing: what Suture asks for, each by itself. */
const apiTokenScopes = [
  'read:user:bitbucket',
  'read:workspace:bitbucket',
  'read:project:bitbucket',
  'read:repository:bitbucket',
  'write:repository:bitbucket',
  'read:pullrequest:bitbucket',
  'write:pullrequest:bitbucket',
  'read:pipeline:bitbucket',
  'read:webhook:bitbucket',
  'write:webhook:bitbucket',
  'delete:webhook:bitbucket',
];
const botScopes = ['project', 'repository:write', 'pullrequest:write', 'pipeline', 'webhook'];

/**
 * The people of both editions and a token of every kind, its secret made now, prefixes as Atlassian's.
 * `pay` is the repository to which the repository tokens are limited.
 */
export function makeAccounts(): Accounts {
  const [workspace, projectKey] = ['acme', 'ACME'];
  const cloud = (name: string, displayName: string, mail: string) =>
    person('cloud', `{${randomUUID()}}`, name, displayName, mail);
  const server = (id: number, name: string, displayName: string, mail: string) =>
    person('data-center', String(id), name, displayName, mail);
  const dana = cloud('dana', 'Dana Lang', 'dana');
  const suture = cloud('suture', 'Suture', 'suture');
  const serverDana = server(101, 'dlang', 'Dana Lang', 'dana');
  const serverSuture = server(102, 'svc-suture', 'Suture', 'suture');
  const users = [
    dana,
    cloud('rui', 'Rui Costa', 'rui'),
    suture,
    { ...cloud('lee', 'Lee Gone', 'lee'), active: false },
    serverDana,
    server(103, 'rcosta', 'Rui Costa', 'rui'),
    serverSuture,
    { ...server(104, 'lgone', 'Lee Gone', 'lee'), active: false },
  ];
  const bot = (edition: Edition, number: number, label: string) =>
    edition === 'cloud'
      ? cloud(`bot-${number}`, label, `bot-${number}.bots`)
      : server(900 + number, `access-token-user-${number}`, label, `bot-${number}.bots`);
  const cloudTokens: Omit<Token, 'edition' | 'secret'>[] = [
    { name: 'api-token', kind: 'api-token', user: suture, scopes: apiTokenScopes },
    {
      name: 'workspace-token',
      kind: 'workspace-token',
      user: bot('cloud', 1, 'Suture workspace'),
      scopes: ['account', ...botScopes],
      limitedTo: workspace,
    },
    {
      name: 'project-token',
      kind: 'project-token',
      user: bot('cloud', 2, 'Suture project'),
      scopes: botScopes,
      limitedTo: projectKey,
    },
    {
      name: 'repository-token',
      kind: 'repository-token',
      user: bot('cloud', 3, 'Suture repository'),
      scopes: botScopes.slice(1),
      limitedTo: `${workspace}/pay`,
    },
    {
      name: 'api-token-read-only',
      kind: 'api-token',
      user: suture,
      scopes: apiTokenScopes.filter((scope) => scope.startsWith('read:')),
    },
    { name: 'api-token-no-scopes', kind: 'api-token', user: suture, scopes: [] },
    { name: 'api-token-expired', kind: 'api-token', user: suture, scopes: apiTokenScopes, expired: true },
    { name: 'api-token-developer', kind: 'api-token', user: dana, scopes: apiTokenScopes },
    { name: 'app-password', kind: 'app-password', user: suture, scopes: botScopes },
  ];
  const serverTokens: Omit<Token, 'edition' | 'secret'>[] = [
    { name: 'personal-http', kind: 'personal-http', user: serverSuture, scopes: ['REPO_WRITE'] },
    {
      name: 'project-http',
      kind: 'project-http',
      user: bot('data-center', 1, 'Suture project'),
      scopes: ['REPO_WRITE'],
      limitedTo: projectKey,
    },
    {
      name: 'repository-http',
      kind: 'repository-http',
      user: bot('data-center', 2, 'Suture repository'),
      scopes: ['REPO_WRITE'],
      limitedTo: `${projectKey}/pay`,
    },
    { name: 'personal-http-read-only', kind: 'personal-http', user: serverSuture, scopes: ['REPO_READ'] },
    {
      name: 'personal-http-expired',
      kind: 'personal-http',
      user: serverSuture,
      scopes: ['REPO_WRITE'],
      expired: true,
    },
    { name: 'personal-http-developer', kind: 'personal-http', user: serverDana, scopes: ['REPO_ADMIN'] },
  ];
  const tokens = [
    ...cloudTokens.map((token) => issue('cloud', token)),
    ...serverTokens.map((token) => issue('data-center', token)),
  ];
  return { users, tokens, developer: dana, workspace, projectKey };
}

function person(edition: Edition, id: string, name: string, displayName: string, mail: string): User {
  const accountId = `557058:${randomUUID()}`;
  return { edition, id, name, displayName, email: `${mail}@acme.example`, accountId, active: true };
}

function issue(edition: Edition, token: Omit<Token, 'edition' | 'secret'>): Token {
  return {
    edition,
    ...token,
    secret: `${prefix(edition, token.kind)}${randomBytes(24).toString('base64url')}`,
  };
}

/** As the real ones begin, so that secret scanners and masks meet what they will meet. */
function prefix(edition: Edition, kind: Token['kind']): string {
  if (edition === 'data-center') return 'BBDC-';
  if (kind === 'api-token') return 'ATATT3xFfGF0';
  return kind === 'app-password' ? 'ATBB' : 'ATCTT3xFfGN0';
}

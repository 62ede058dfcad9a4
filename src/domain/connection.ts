export type HostKind = 'bitbucket-cloud' | 'bitbucket-datacenter';

/**
 * A credential as its kind is known to Bitbucket; each kind has its own REST header and git user
 * (facts: Atlassian's documentation of API tokens, access tokens and HTTP access tokens).
 */
export type Credential =
  /** Cloud: `ATATT…`, REST as `Basic email:token`, git as `x-bitbucket-api-token-auth`. */
  | { kind: 'api-token'; email: string; secret: string }
  /** Cloud: repository, project or workspace access token `ATCTT…`, REST as Bearer, git as `x-token-auth`. */
  | { kind: 'access-token'; secret: string }
  /** Data Center: personal, project or repository HTTP access token; Bearer for REST and git. */
  | { kind: 'http-access-token'; secret: string };

/** How well a connection works, with the cause where it does not. */
export interface Health {
  state: 'new' | 'connected' | 'degraded' | 'failed';
  because?: string;
  checkedAt?: string;
}

/** One Bitbucket that Suture works with. The credential itself is kept sealed, apart from this. */
export interface Connection {
  id: string;
  kind: HostKind;
  /** Unique, chosen by the user: what commands call it. */
  name: string;
  /** Cloud: the API's root, `https://api.bitbucket.org`. Data Center: the server URL with its context path. */
  baseUrl: string;
  /** Cloud: workspace slugs. Data Center: project keys (`~user` for a personal project). Never empty. */
  scope: string[];
  health: Health;
}

/** One rung of "test connection". */
export interface Check {
  name: 'reach' | 'tls' | 'login' | 'scope' | 'repository-read' | 'pull-request-write';
  /** What was looked at, e.g. `write:pullrequest:bitbucket` or a project key. */
  subject?: string;
  status: 'passed' | 'failed' | 'skipped' | 'warning';
  /** What was seen; never a secret. */
  detail: string;
  /** What to do about it, when it failed. */
  remedy?: string;
  /** It failed for a reason that may pass by itself: it shows nothing about the connection. */
  retry?: true;
}

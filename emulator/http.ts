import type { Edition, Token, World } from './world.ts';

/** One request to an edition's REST API, after authentication. */
export interface Call {
  world: World;
  method: string;
  /** Path below the server's root, decoded segment by segment where a pattern captured it. */
  path: string;
  params: Record<string, string>;
  query: URLSearchParams;
  /** Lower-case names. */
  headers: Record<string, string | undefined>;
  body: Buffer;
  /** Absent for anonymous calls. */
  token?: Token;
  /** Root under which the caller reached the server, without a trailing slash: for links. */
  baseUrl: string;
  /** Data Center's version, `9.4` or `10.3`. */
  profile: string;
}

export interface Answer {
  status: number;
  headers?: Record<string, string>;
  /** Objects and arrays are sent as JSON. */
  body?: object | string | Buffer;
}

/** One operation of an edition's API. */
export interface Route {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /**
   * As Atlassian's description writes it, so that tests can find the operation there and the request log can count by
   * it: `/2.0/repositories/{workspace}/{repo_slug}/pullrequests`. `{path...}` captures the rest, slashes included.
   */
  pattern: string;
  handle(call: Call): Answer | Promise<Answer>;
}

/** What an edition gives the server: its routes, how it tells who calls, and how it words refusals. */
export interface EditionApi {
  edition: Edition;
  routes: Route[];
  /** The token of a request (REST and git have different rules), or the refusal to send. */
  authenticate(request: {
    world: World;
    headers: Record<string, string | undefined>;
    use: 'rest' | 'git';
    /** For git: whether it is a push, and the repository. */
    write?: boolean;
    repository?: { owner: string; slug: string };
  }): { status: 'ok'; token?: Token } | { status: 'refused'; answer: Answer };
  /** Answer for a path without a route, and for an exception in one. */
  notFound(call: Call): Answer;
  broken(error: unknown): Answer;
  /** Headers on every REST answer: `X-OAuth-Scopes`, `X-AUSERNAME`, `X-AREQUESTID`, … */
  headers(call: Call): Record<string, string>;
  /** Maps a git path (`/acme/pay.git/info/refs`, `/scm/key/slug.git/…`) to the repository, or undefined. */
  gitPath(path: string): { owner: string; slug: string; rest: string } | undefined;
  /**
   * The webhook request (headers without signature, and body) for a world event, if this edition sends one. Reads git
   * for the commits it shows, so it may take a moment.
   */
  hookPayload(
    event: import('./world.ts').WorldEvent,
    baseUrl: string,
    profile: string,
    world: World,
  ): HookPayload | undefined | Promise<HookPayload | undefined>;
}

/** One webhook to send; the server adds the signature and what belongs to a single delivery (ids, attempt number). */
export interface HookPayload {
  eventKey: string;
  body: object;
  headers: Record<string, string>;
}

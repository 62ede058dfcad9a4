import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Faults, Verdict } from './faults.ts';
import type { EditionApi } from './http.ts';
import type { LoggedRequest, RequestLog } from './requests.ts';
import type { OpenWorld } from './world/open.ts';
import type { Token, World } from './world.ts';

/** What serving one edition needs. */
export interface EditionServer {
  api: EditionApi;
  world: OpenWorld;
  profile: string;
  log: RequestLog;
  faults: Faults;
  /** Our address, for callers that do not name it. */
  url(): string;
  signal: AbortSignal;
}

/** One request on its way: what the log notes of it and what the faults decided. */
export interface Exchange {
  request: IncomingMessage;
  response: ServerResponse;
  /** Raw path and query. */
  path: string;
  query: URLSearchParams;
  entry: LoggedRequest;
}

/** The world, with every token revoked where the faults say so. */
export function asSeen(world: World, verdict: Verdict): World {
  if (!verdict.revoked) return world;
  const tokens: Token[] = world.tokens.map((token) => ({ ...token, revoked: true }));
  return { ...world, tokens };
}

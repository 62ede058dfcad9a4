import type { Connection } from '../domain/connection.ts';
import type { Ecosystem, PlanTools } from '../ecosystems/ecosystem.ts';
import type { Fixer } from '../fixers/fixer.ts';
import type { CodeHost } from '../hosts/host.ts';
import type { Git } from '../lib/git/git.ts';
import type { Workspace } from '../workspace/workspace.ts';

/** The hands of a worker or agent. What is here can reach the customer's code and network; nothing reaches our database. */
export interface Tools {
  /** Opened once per connection and process, so that all its tasks share one request budget. */
  host(connection: Connection): Promise<CodeHost>;
  git: Git;
  /** A bare repository per id, kept between tasks so that only what is new is fetched. */
  gitDir(repository: string): Promise<string>;
  ecosystems: readonly Ecosystem[];
  fixer: Fixer;
  openWorkspace(files: { path: string; text: string }[]): Promise<Workspace>;
  planTools: PlanTools;
  /** Address and secret of our webhook for a connection, where Bitbucket can reach us; absent: polling alone. */
  hook?(connection: Connection): Promise<{ url: string; secret: string }>;
  now(): Date;
  signal: AbortSignal;
}

/** Who our commits say they are from. */
export const author = { name: 'Suture', email: 'suture@noreply.invalid' } as const;

import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from './config.ts';
import type { Credential } from './domain/connection.ts';
import { ecosystemOf, ecosystems } from './ecosystems/ecosystems.ts';
import type { Fixer } from './fixers/fixer.ts';
import { makeFixers } from './fixers/fixers.ts';
import type { Clock } from './hosts/client/clock.ts';
import type { CodeHost } from './hosts/host.ts';
import { hosts } from './hosts/hosts.ts';
import { makeGit } from './lib/git/make-git.ts';
import type { Http } from './lib/http/http.ts';
import { makeHttp } from './lib/http/make-http.ts';
import type { Tools } from './tasks/tools.ts';
import { openWorkspace } from './workspace/open.ts';

export const userAgent = 'Suture/0.1';

/** The fixer of dependencies, so far the only one. */
export function makeFixer(): Fixer {
  return makeFixers(ecosystemOf)[0]!;
}

/** The process's HTTP client, after the configured proxies. */
export function makeClient(config: Config): Http {
  const { httpProxy, httpsProxy, noProxy } = config;
  return makeHttp({
    userAgent,
    noProxy,
    ...(httpProxy === undefined ? {} : { httpProxy }),
    ...(httpsProxy === undefined ? {} : { httpsProxy }),
  });
}

/** Opens hosts once per connection, so that every task of a process shares the budget of a credential. */
export function makeHosts(options: {
  http: Http;
  credential(connection: string): Promise<Credential>;
  /** What the hosts wait by; the system's unless told. */
  clock?: Clock | undefined;
}): Tools['host'] {
  const opened = new Map<string, { as: string; host: CodeHost }>();
  return async (connection) => {
    const { id, kind, baseUrl, scope } = connection;
    const credential = await options.credential(id);
    // A changed connection (another URL, another scope, another token) is another host.
    const as = JSON.stringify([kind, baseUrl, scope, credential]);
    const known = opened.get(id);
    if (known?.as === as) return known.host;
    const host = hosts[kind].open(connection, credential, options.http, options.clock);
    opened.set(id, { as, host });
    return host;
  };
}

/** Builds what tasks work with, for the worker and the command line. */
export function makeTools(options: {
  config: Config;
  host: Tools['host'];
  /** Of the process: proxies and CAs for git. */
  env: Record<string, string | undefined>;
  hook?: Tools['hook'];
  say(line: string): void;
  signal: AbortSignal;
  /** What git waits by; the system's unless told. */
  clock?: Clock | undefined;
}): Tools {
  const { config, signal, clock } = options;
  return {
    host: options.host,
    git: makeGit({ env: { ...options.env, ...proxyVariables(config) }, wait: clock?.wait }),
    async gitDir(repository) {
      const dir = join(config.dataDir, 'git', repository);
      await mkdir(dir, { recursive: true, mode: 0o700 });
      return dir;
    },
    ecosystems,
    fixer: makeFixer(),
    openWorkspace: (files) => openWorkspace({ files }),
    planTools: {
      registry: config.npmRegistry,
      allowedHosts: config.registryHosts,
      cacheDir: join(config.dataDir, 'cache'),
      signal,
      say: options.say,
    },
    ...(options.hook === undefined ? {} : { hook: options.hook }),
    now: () => new Date(),
    signal,
  };
}

/** git reads proxies from its environment; what the configuration file names must get there, too. */
function proxyVariables({ httpProxy, httpsProxy, noProxy }: Config): Record<string, string> {
  return {
    ...(httpProxy === undefined ? {} : { http_proxy: httpProxy }),
    ...(httpsProxy === undefined ? {} : { HTTPS_PROXY: httpsProxy }),
    ...(noProxy.length === 0 ? {} : { NO_PROXY: noProxy.join(',') }),
  };
}

import { join } from 'node:path';
import type { IndexFile } from './advisories/index-file/open.ts';
import { openAdvisories } from './advisories/locate.ts';
import type { Config } from './config.ts';
import type { AdvisoryIndex } from './domain/advisory.ts';
import { ecosystemOf } from './ecosystems/ecosystems.ts';
import type { Engine } from './engine/engine.ts';
import { localSource } from './engine/local-source.ts';
import { bury } from './engine/settle.ts';
import { makeClient, makeFixer, makeHosts, makeTools } from './hands.ts';
import type { Clock } from './hosts/client/clock.ts';
import type { Http } from './lib/http/http.ts';
import { loadKey } from './lib/seal.ts';
import { type OpenStore, openStore, type StoreOptions } from './store/open-store.ts';
import { runTask } from './tasks/run-task.ts';
import type { Task } from './tasks/task.ts';
import type { Tools } from './tasks/tools.ts';
import { type WorkOptions, work } from './worker/work.ts';

/** Store, engine and hands of one process. */
export interface App {
  config: Config;
  store: OpenStore;
  engine: Engine;
  http: Http;
  /** Looks for a newer advisory index; true when there is one. */
  refreshAdvisories(): boolean;
  /** Works on tasks until the signal aborts. */
  work(options: { signal: AbortSignal } & Pick<WorkOptions, 'onTask' | 'onTrouble'>): Promise<void>;
  close(): Promise<void>;
}

/** How long is waited after failures: as documented unless told. */
export interface Pace extends Pick<StoreOptions, 'retrySeconds'> {
  /** Of the hosts and git. */
  clock?: Clock | undefined;
}

/**
 * Opens everything that the platform needs, in one process.
 * @throws StoreError when the database cannot be opened, AdvisoryIndexError when there is no usable index.
 */
export async function openApp(
  config: Config,
  say: (line: string) => void,
  { clock, ...retries }: Pace = {},
): Promise<App> {
  // First what can fail without leaving a database open.
  const advisories = keepAdvisories(config, say);
  const key = await loadKey(config.keyFile ?? join(config.dataDir, 'key'));
  const store = await openStore({
    dataDir: config.dataDir,
    key,
    say,
    ...retries,
    ...(config.databaseUrl === undefined ? {} : { databaseUrl: config.databaseUrl }),
  });
  const http = makeClient(config);
  const host = makeHosts({ http, credential: (id) => store.connections.credential(id), clock });
  const engine = makeEngine(store, advisories.current);
  store.reader.onDead((tx, ref, death) => bury(tx, ref, death, engine.now()));
  return {
    config,
    store,
    engine,
    http,
    refreshAdvisories: advisories.refresh,
    work: (options) => workOn({ config, store, engine, host, clock }, options),
    close: () => store.close(),
  };
}

function makeEngine(store: OpenStore, advisories: () => AdvisoryIndex): Engine {
  const fixer = makeFixer();
  return {
    store,
    queue: store.reader,
    advisories,
    rulesOf: ecosystemOf,
    targetsOf: (findings) => fixer.targets(findings),
    now: () => new Date(),
  };
}

/** The index in use; `refresh` takes one that `suture db update` has put in its place meanwhile. */
function keepAdvisories(
  config: Config,
  say: (line: string) => void,
): { current(): IndexFile; refresh(): boolean } {
  let opened = openAdvisories(config, new Date());
  for (const problem of opened.problems) say(problem.message);
  return {
    current: () => opened.index,
    refresh() {
      const next = openAdvisories(config, new Date());
      const newer = next.index.about.builtAt !== opened.index.about.builtAt;
      (newer ? opened : next).index.close();
      if (newer) opened = next;
      return newer;
    },
  };
}

async function workOn(
  {
    config,
    store,
    engine,
    host,
    clock,
  }: Pick<App, 'config' | 'store' | 'engine'> & Pick<Tools, 'host'> & Pace,
  { signal, ...events }: Parameters<App['work']>[0],
): Promise<void> {
  const { publicUrl } = config;
  const tools = makeTools({
    config,
    host,
    env: process.env,
    say: () => {},
    signal,
    clock,
    ...(publicUrl === undefined
      ? {}
      : {
          hook: async (connection) => ({
            url: hookUrl(publicUrl, connection.id),
            secret: await store.connections.hookSecret(connection.id),
          }),
        }),
  });
  await work({
    source: localSource(engine),
    run: (task: Task, taskSignal) =>
      runTask(task, { ...tools, signal: taskSignal, planTools: { ...tools.planTools, signal: taskSignal } }),
    concurrency: config.concurrency,
    signal,
    now: () => Date.now(),
    ...events,
  });
}

/** Where Bitbucket sends its webhooks for a connection. */
export function hookUrl(publicUrl: string, connection: string): string {
  return `${publicUrl.replace(/\/+$/, '')}/hooks/${connection}`;
}

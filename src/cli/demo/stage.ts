import { join } from 'node:path';
import { cloud } from '../../../emulator/cloud/edition.ts';
import { dataCenter } from '../../../emulator/data-center/edition.ts';
import { type Emulator, startEmulator } from '../../../emulator/server.ts';
import { type App, openApp } from '../../app.ts';
import type { Config } from '../../config.ts';
import type { Connection, Credential } from '../../domain/connection.ts';
import { schedule } from '../../engine/schedule.ts';
import { startConnect } from '../../engine/start.ts';
import { hosts } from '../../hosts/hosts.ts';
import { makeLog } from '../../lib/log.ts';
import { makeRedactor } from '../../lib/redact.ts';
import { buildServer } from '../../server/server.ts';
import type { Store } from '../../store/store.ts';
import type { Task } from '../../tasks/task.ts';
import { mergeGreen } from './developer.ts';
import { seedDemo } from './seed.ts';

/** The demo's two Bitbuckets and a Suture that is connected to both. */
export interface Stage extends AsyncDisposable {
  store: Store;
  /** Names of the connections. */
  editions: string[];
  work(signal: AbortSignal, onTask: (task: Task) => void): Promise<void>;
  mergeGreen(): Promise<string[]>;
  /** Where to look, for people. */
  tour: string[];
}

/** The embedded database, emulators and Suture in one process, all of it in `dir`; closed by disposing of it. */
export async function openStage(config: Config, dir: string, say: (line: string) => void): Promise<Stage> {
  await using open = new AsyncDisposableStack();
  const emulator = await startEmulator({
    stateDir: join(dir, 'bitbucket'),
    profile: '9.4',
    seed: seedDemo,
    cloud,
    dataCenter,
    runCi: true,
  });
  open.defer(() => emulator.close());
  const server = { url: '' };
  const app = await openApp(demoConfig(config, dir, server), () => {});
  open.defer(() => app.close());
  server.url = await listen(app, open);
  const editions = await connect(app, emulator, say);
  const { store, refreshAdvisories } = app;
  const onTrouble = (error: unknown) => say(`schedule: ${(error as Error).message}`);
  open.defer(schedule({ store, pollSeconds: app.config.pollSeconds, refreshAdvisories, onTrouble }));
  const stack = open.move();
  return {
    store,
    editions,
    work: (signal, onTask) =>
      app.work({ signal, onTask: ({ task, status }) => (status === 'started' ? onTask(task) : undefined) }),
    mergeGreen: () => mergeGreen(emulator.world),
    tour: tourOf(emulator),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

/** Polling is quick, and the user's own database is never touched. */
function demoConfig({ databaseUrl: _, ...config }: Config, dir: string, server: { url: string }): Config {
  return {
    ...config,
    dataDir: join(dir, 'suture'),
    pollSeconds: 5,
    get publicUrl() {
      return server.url;
    },
  };
}

async function listen(app: App, open: AsyncDisposableStack): Promise<string> {
  const log = makeLog({ level: 'error', redact: makeRedactor([]) });
  const { engine, store } = app;
  const about = () => engine.advisories().about;
  const server = buildServer({
    store,
    queue: store.reader,
    driverOf: (kind) => hosts[kind],
    advisories: about,
    log,
  });
  open.defer(() => server.close());
  return server.listen({ port: 0, host: '127.0.0.1' });
}

async function connect(app: App, emulator: Emulator, say: (line: string) => void): Promise<string[]> {
  const { world } = emulator;
  const token = (kind: string) =>
    world.tokens.find((one) => one.kind === kind && !one.expired && !one.revoked)!;
  const [api, personal] = [token('api-token'), token('personal-http')];
  const both: [Omit<Connection, 'id'>, Credential][] = [
    [
      {
        kind: 'bitbucket-cloud',
        name: 'Bitbucket Cloud',
        baseUrl: emulator.cloud.url,
        scope: [world.workspace],
        health: { state: 'new' },
      },
      { kind: 'api-token', email: api.user!.email, secret: api.secret },
    ],
    [
      {
        kind: 'bitbucket-datacenter',
        name: 'Bitbucket Data Center',
        baseUrl: emulator.dataCenter.url,
        scope: [world.projectKey],
        health: { state: 'new' },
      },
      { kind: 'http-access-token', secret: personal.secret },
    ],
  ];
  for (const [connection, credential] of both) {
    const { id } = await app.store.connections.put(connection, credential);
    await app.store.transaction((tx) => startConnect(tx, id, 'person', true));
    say(`Suture connects to ${connection.name} at ${connection.baseUrl}`);
  }
  return both.map(([{ name }]) => name);
}

function tourOf({ cloud, dataCenter, world }: Emulator): string[] {
  const clone = `git clone ${cloud.url}/${world.workspace}/release-notes.git`;
  return [
    '',
    'The demo stays up until Ctrl-C. Look around:',
    `  Bitbucket Cloud         ${cloud.url}/`,
    `  Bitbucket Data Center   ${dataCenter.url}/`,
    `  what was asked of them  ${cloud.url}/_emulator/requests`,
    `  push a vulnerable lockfile (${clone}) and watch the pull request come.`,
  ];
}

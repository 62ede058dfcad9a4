import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { makeAccounts } from './accounts.ts';
import { type BuildRunner, makeBuildRunner } from './ci/runner.ts';
import { handleControl } from './control.ts';
import { type Description, describe } from './description.ts';
import { makeEditionHandler } from './edition.ts';
import { type Faults, makeFaults } from './faults.ts';
import { makeDeliveries } from './hooks/deliver.ts';
import type { EditionApi } from './http.ts';
import { showPage } from './pages/page.ts';
import { send } from './receive.ts';
import { makeRequestLog, type RequestLog } from './requests.ts';
import { openWorld } from './world/open.ts';
import type { Edition, World } from './world.ts';

export interface EmulatorOptions {
  /** Repositories, records and build logs live here and outlast a restart. One process a directory. */
  stateDir: string;
  /** 0 or absent: any free port. */
  cloudPort?: number;
  dataCenterPort?: number;
  /** The version of Data Center that is played. */
  profile: '9.4' | '10.3';
  /** Fills a new world; not called where `stateDir` holds one. */
  seed: (world: World) => Promise<void>;
  cloud: EditionApi;
  dataCenter: EditionApi;
  /** Whether pushes are built; true unless told. */
  runCi?: boolean;
  /** npm's cache, shared by all builds; inside `stateDir` unless told. */
  npmCache?: string;
  /** Variables that builds see besides. */
  buildEnvironment?: Record<string, string>;
  now?: () => Date;
}

export interface Emulator {
  world: World;
  cloud: { url: string };
  dataCenter: { url: string };
  requests: RequestLog;
  faults: Faults;
  /** What `suture emulator --json` prints; holds the tokens' secrets. */
  description(): Description;
  /** Waits until no build runs and no webhook is on its way. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Starts both Bitbuckets on 127.0.0.1, each on a port of its own, over one world.
 * @throws when a port is taken, git is missing, or the directory holds something else.
 */
export async function startEmulator(options: EmulatorOptions): Promise<Emulator> {
  const stop = new AbortController();
  const world = await openWorld({
    stateDir: options.stateDir,
    accounts: makeAccounts,
    ...(options.now && { now: options.now }),
  });
  if (world.fresh) await options.seed(world);
  const [requests, faults] = [makeRequestLog(), makeFaults()];
  const urls = { cloud: '', 'data-center': '' };
  const apis = { cloud: options.cloud, 'data-center': options.dataCenter };
  const deliveries = makeDeliveries({ world, apis, urls, profile: options.profile, signal: stop.signal });
  const builds = makeBuildRunner({
    world,
    urls,
    stateDir: options.stateDir,
    enabled: options.runCi ?? true,
    environment: options.buildEnvironment ?? {},
    ...(options.npmCache !== undefined && { npmCache: options.npmCache }),
  });
  const controls = { log: requests, faults, buildLog: builds.log, ping: deliveries.ping };
  const busy = new Set<Promise<void>>();

  const serve = (edition: Edition) => {
    const api = apis[edition];
    const handleEdition = makeEditionHandler({
      api,
      world,
      profile: options.profile,
      log: requests,
      faults,
      url: () => urls[edition],
      signal: stop.signal,
    });
    const handle = async (request: IncomingMessage, response: ServerResponse) => {
      if (request.url?.startsWith('/_emulator/')) return handleControl(controls, request, response);
      if (await handleEdition(request, response)) return;
      send(request, response, await showPage(world, edition, request));
    };
    return createServer((request, response) => {
      const work = handle(request, response)
        .catch((error: unknown) => send(request, response, api.broken(error)))
        .catch(() => void response.destroy());
      busy.add(work);
      work.finally(() => busy.delete(work));
    });
  };

  const servers = [serve('cloud'), serve('data-center')] as const;
  const close = async () => {
    stop.abort();
    await Promise.all(servers.map(shut));
    await builds.close();
    await Promise.all(busy);
    await deliveries.drained();
    await world.flush();
  };
  try {
    urls.cloud = await listen(servers[0], options.cloudPort);
    urls['data-center'] = await listen(servers[1], options.dataCenterPort);
  } catch (error) {
    await close();
    throw error;
  }
  return {
    world,
    cloud: { url: urls.cloud },
    dataCenter: { url: urls['data-center'] },
    requests,
    faults,
    description: () => describe(world, urls),
    settled: () => settle(busy, builds, deliveries.drained),
    close,
  };
}

async function settle(busy: Set<unknown>, builds: BuildRunner, drained: () => Promise<void>): Promise<void> {
  do {
    await Promise.all(busy);
    await builds.idle();
    await drained();
  } while (busy.size > 0 || builds.running() > 0);
}

function listen(server: Server, port: number | undefined): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port ?? 0, '127.0.0.1', () => {
      server.off('error', reject);
      resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    });
  });
}

function shut(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

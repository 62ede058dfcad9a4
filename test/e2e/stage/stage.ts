import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { cloud } from '../../../emulator/cloud/edition.ts';
import { dataCenter } from '../../../emulator/data-center/edition.ts';
import { type Emulator, type EmulatorOptions, startEmulator } from '../../../emulator/server.ts';
import type { Edition, Pull, Repo, World } from '../../../emulator/world.ts';
import { type App, openApp } from '../../../src/app.ts';
import { type Config, readConfig } from '../../../src/config.ts';
import type { Connection, Credential } from '../../../src/domain/connection.ts';
import { startConnect, startFollow } from '../../../src/engine/start.ts';
import type { Clock } from '../../../src/hosts/client/clock.ts';
import type { Task } from '../../../src/tasks/task.ts';
import { parseUniverse, serveUniverse } from '../../fakes/universe.ts';
import { dependsOn, filesOf, universe, writeAdvisories } from './packages.ts';

/** A repository of an edition; without `files`, those of a project with these dependencies. */
export interface RepositorySpec {
  edition: Edition;
  slug: string;
  dependencies?: Record<string, string>;
  files?: Record<string, string>;
}

export interface StageOptions {
  /** One `pay` in each edition, with a direct and a transitive vulnerable package, unless told. */
  repositories?: RepositorySpec[];
  /** Whether pushes are built; not unless told. */
  runCi?: boolean;
  profile?: EmulatorOptions['profile'];
  /** Over the stage's own. */
  config?: Partial<Config>;
}

/** Both emulated Bitbuckets, a registry and an advisory index; all of it offline, in one directory, gone when disposed of. */
export interface Stage extends AsyncDisposable {
  dir: string;
  emulator: Emulator;
  world: World;
  /** Paths that were asked of the npm registry. */
  asked: string[];
  /** The embedded database in `dir`, unless told otherwise. */
  config: Config;
  /** Opens Suture in this process; closed with the stage, or before by hand. */
  open(change?: Partial<Config>): Promise<App>;
  addRepository(spec: RepositorySpec): Promise<Repo>;
  repo(edition: Edition, slug?: string): Repo;
  pulls(edition: Edition, slug?: string): Pull[];
}

export const editions: readonly Edition[] = ['cloud', 'data-center'];

export const defaultRepositories: RepositorySpec[] = editions.map((edition) => ({
  edition,
  slug: 'pay',
  dependencies: { ...dependsOn.direct, ...dependsOn.lockfile },
}));

export async function openStage(options: StageOptions = {}): Promise<Stage> {
  await using open = new AsyncDisposableStack();
  const dir = await mkdtemp(join(tmpdir(), 'suture-stage-'));
  open.defer(() => rm(dir, { recursive: true, force: true, maxRetries: 5 }));
  const registry = open.use(await serveUniverse(parseUniverse(universe)));
  const emulator = await startEmulator({
    stateDir: join(dir, 'bitbucket'),
    profile: options.profile ?? '9.4',
    seed: async () => {},
    cloud,
    dataCenter,
    runCi: options.runCi ?? false,
  });
  open.defer(() => emulator.close());
  const { world } = emulator;
  const advisories = join(dir, 'advisories.sdb');
  await writeAdvisories(advisories);
  const config: Config = {
    ...readConfig({}, dir),
    dataDir: join(dir, 'suture'),
    advisories,
    npmRegistry: registry.url,
    ...options.config,
  };
  const repo = (edition: Edition, slug = 'pay') => {
    const found = world.repository(edition, ownerIn(world, edition), slug);
    if (found === undefined) throw new Error(`There is no ${slug} in ${edition}.`);
    return found;
  };
  const addRepository = async ({ edition, slug, dependencies, files }: RepositorySpec) =>
    world.addRepository({
      edition,
      owner: ownerIn(world, edition),
      slug,
      files: files ?? (await filesOf(dependencies ?? dependsOn.nothing)),
      defaultReviewers: [world.developer],
    });
  for (const spec of options.repositories ?? defaultRepositories) await addRepository(spec);
  const stack = open.move();
  return {
    dir,
    emulator,
    world,
    asked: registry.requests,
    config,
    async open(change = {}) {
      const app = await openApp({ ...config, ...change }, () => {}, impatient);
      stack.defer(() => app.close());
      return app;
    },
    addRepository,
    repo,
    pulls: (edition, slug) => world.pulls(repo(edition, slug)),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

/** Waits after failures take a hundredth of their time, and tasks that failed come again at once. */
const impatient = { clock: quickClock(100), retrySeconds: () => 0 };

function quickClock(speed: number): Clock {
  const start = Date.now();
  return {
    now: () => start + (Date.now() - start) * speed,
    wait: async (milliseconds, signal) => {
      await sleep(milliseconds / speed, undefined, signal ? { signal } : {});
    },
    random: Math.random,
  };
}

export function ownerIn(world: World, edition: Edition): string {
  return edition === 'cloud' ? world.workspace : world.projectKey;
}

/** Keeps a connection to an edition, with the emulator's token of that name; gives its id. */
export async function connect(
  { emulator, world }: Stage,
  app: App,
  edition: Edition,
  tokenName = edition === 'cloud' ? 'api-token' : 'personal-http',
): Promise<string> {
  const isCloud = edition === 'cloud';
  const connection: Omit<Connection, 'id'> = {
    kind: isCloud ? 'bitbucket-cloud' : 'bitbucket-datacenter',
    name: edition,
    baseUrl: isCloud ? emulator.cloud.url : emulator.dataCenter.url,
    scope: [ownerIn(world, edition)],
    health: { state: 'new' },
  };
  const { id } = await app.store.connections.put(connection, credentialOf(world, edition, tokenName));
  return id;
}

function credentialOf(world: World, edition: Edition, name: string): Credential {
  const token = world.tokens.find((one) => one.edition === edition && one.name === name);
  if (token === undefined) throw new Error(`The emulator has no token ${name}.`);
  const { kind, secret, user } = token;
  if (edition === 'data-center') return { kind: 'http-access-token', secret };
  return kind === 'api-token' ? { kind, email: user!.email, secret } : { kind: 'access-token', secret };
}

/** What `suture run` does: lists, fixes and publishes until nothing is due, then follows. */
export async function passOnce(app: App, onTask?: (task: Task) => void): Promise<void> {
  await startPass(app);
  await workUntilIdle(app, onTask);
  await followOnce(app);
}

export async function followOnce(app: App): Promise<void> {
  await startFollowing(app);
  await workUntilIdle(app);
}

/** Only starts a listing of every connection. */
export async function startPass(app: App): Promise<void> {
  await app.store.transaction(async (tx) => {
    for (const { id } of await tx.connections.list()) await startConnect(tx, id, 'person', true);
  });
}

/** Only starts a look at all pull requests. */
export async function startFollowing(app: App): Promise<void> {
  await app.store.transaction(async (tx) => {
    for (const { id } of await tx.connections.list()) await startFollow(tx, id, 'person');
  });
}

/** Works until no task is left, those put back for later included. */
export async function workUntilIdle(app: App, onTask?: (task: Task) => void): Promise<void> {
  const stop = new AbortController();
  const working = app.work({
    signal: stop.signal,
    onTask: ({ task, status }) => (status === 'started' ? onTask?.(task) : undefined),
  });
  const { reader } = app.store;
  try {
    do await reader.idle(stop.signal);
    while ((await reader.depth()).later > 0);
  } finally {
    stop.abort();
    await working;
  }
}

/** The build of every pull request fails. */
export async function breakBuilds(
  { world, repo, pulls }: Stage,
  edition: Edition,
  slug?: string,
): Promise<void> {
  for (const { source } of pulls(edition, slug)) {
    const commit = (await world.tip(repo(edition, slug), source))!;
    const build = { key: 'build', name: 'Build', url: 'https://ci.example/1', description: 'It broke.' };
    world.putStatus({ repo: repo(edition, slug), commit, state: 'FAILED', ...build });
  }
}

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Credential } from '../../domain/connection.ts';
import type { Finding } from '../../domain/finding.ts';
import type { Backend, Row } from '../backend.ts';
import { type OpenStore, openBackend, openOn, type StoreOptions } from '../open-store.ts';
import type { LeasedRef, Store } from '../store.ts';

/** Where the contract's database is, and a store on it. */
export interface Harness {
  options: StoreOptions;
  /** Whether several processes may work on it. */
  shared: boolean;
  store: OpenStore;
  said: string[];
  sql(text: string, values?: unknown[]): Promise<Row[]>;
  /** Closes the store and opens it again; between the two nobody has it. */
  reopen(between?: () => Promise<void>): Promise<void>;
  /** Another store on the same database, where that is possible. */
  another(): Promise<OpenStore>;
  /** Empties the database. */
  clear(): Promise<void>;
}

export async function makeHarness(options: StoreOptions): Promise<Harness> {
  const said: string[] = [];
  const say = (line: string) => void said.push(line);
  let backend: Backend;
  const open = async () => {
    backend = await openBackend(options);
    return openOn(backend, { ...options, say });
  };
  const harness: Harness = {
    options,
    shared: options.databaseUrl !== undefined,
    said,
    store: await open(),
    sql: async (text, values) => (await backend.script(text, values)).rows,
    async reopen(between) {
      await harness.store.close();
      await between?.();
      harness.store = await open();
    },
    another: async () => openOn(await openBackend(options), { ...options, say }),
    async clear() {
      await harness.sql('truncate suture.connections, suture.timers cascade; delete from suture_queue.job');
      said.length = 0;
    },
  };
  return harness;
}

export const credential: Credential = { kind: 'access-token', secret: 'ATCTT-not-a-real-one' };

/** A data directory with an empty embedded database, to be copied: making one takes seconds, copying it does not. */
export async function makeTemplate(): Promise<string> {
  const dataDir = mkdtempSync(join(tmpdir(), 'suture-template-'));
  const backend = await openBackend({ dataDir });
  await backend.close();
  for (const name of readdirSync(dataDir)) if (name !== 'database') rmSync(join(dataDir, name));
  return dataDir;
}

/** A connection with repositories, for what refers to them. */
export async function seed(store: Store, { repositories = 1, name = 'acme' } = {}) {
  const connection = await store.connections.put(
    {
      name,
      kind: 'bitbucket-cloud',
      baseUrl: 'https://api.bitbucket.org',
      scope: ['acme'],
      health: { state: 'new' },
    },
    credential,
  );
  const seen = Array.from({ length: repositories }, (_, index) => listed(index));
  const kept = await store.repositories.saw(connection.id, seen);
  return { connection, repositories: kept, repository: kept[0]! };
}

export function listed(index: number) {
  const name = `repository-${String(index).padStart(5, '0')}`;
  return { remoteId: `{${index}}`, slug: { owner: 'acme', name }, defaultBranch: 'main', archived: false };
}

/** A run of the repository with its first task. */
export async function startRun(
  store: Store,
  at: { connection: { id: string }; repository: { id: string } },
  delaySeconds?: number,
) {
  return store.transaction(async (tx) => {
    const run = await tx.runs.start({
      connection: at.connection.id,
      repository: at.repository.id,
      kind: 'repository',
      trigger: 'person',
      stage: 'indexing',
    });
    const key = `${run!.id}:index`;
    await tx.queue.add(
      { kind: 'index', run: run!.id },
      delaySeconds === undefined ? { key } : { key, delaySeconds },
    );
    return run!;
  });
}

export function complete(store: OpenStore, lease: LeasedRef): Promise<'completed' | 'lost'> {
  return store.transaction((tx) => store.reader.complete(tx, lease));
}

/** The next task, or undefined when there is none for so long. */
export function nextWithin(store: OpenStore, milliseconds: number): Promise<LeasedRef | undefined> {
  return store.reader.next(AbortSignal.timeout(milliseconds));
}

/** Makes the lease of every running task run out. */
export async function expireLeases(harness: Harness): Promise<void> {
  await harness.sql(
    `update suture_queue.job set heartbeat_on = now() - interval '1 hour' where state = 'active'`,
  );
}

export function finding(fingerprint: string, more: Partial<Finding> = {}): Finding {
  return {
    fingerprint,
    id: 'GHSA-xvch-5gv4-984h',
    aliases: ['CVE-2021-44906'],
    title: 'Prototype pollution in minimist',
    ecosystem: 'npm',
    package: 'minimist',
    versions: ['1.2.5'],
    manifest: 'package-lock.json',
    scope: 'runtime',
    direct: false,
    severity: 'critical',
    cvss: 9.8,
    cwes: [1321],
    fixedVersions: ['1.2.6'],
    ranges: [{ introduced: '1.0.0', fixed: '1.2.6' }],
    affectedVersions: [],
    paths: [['mkdirp@0.5.1', 'minimist@1.2.5']],
    pathCount: 1,
    ...more,
  };
}

/** A process of its own on the harness's database; see `child.ts` for what it can do. */
export async function startChild(
  { options }: Pick<Harness, 'options'>,
  act: string,
): Promise<{ pid: number; kill(): Promise<void> }> {
  const key = (options.key as Buffer).toString('base64');
  const child = spawn(process.execPath, [new URL('./child.ts', import.meta.url).pathname], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  child.stdin.end(JSON.stringify({ ...options, say: undefined, key, act }));
  const said = await firstLine(child);
  if (said !== 'ready') throw new Error(`The child process said ${JSON.stringify(said)}.`);
  return {
    pid: child.pid!,
    async kill() {
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}

async function firstLine(child: ChildProcess): Promise<string> {
  for await (const line of createInterface({ input: child.stdout! })) return line;
  return '';
}

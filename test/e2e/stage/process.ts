import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LoggedRequest } from '../../../emulator/requests.ts';
import type { Edition, WorldEvent } from '../../../emulator/world.ts';
import type { Stage } from './stage.ts';

/** Suture as a process of its own. */
export interface Child {
  /** Resolves with the first line on stderr that matches, said already or later. */
  said(pattern: RegExp): Promise<string>;
  /** Everything said so far. */
  lines: readonly string[];
  /** Resolves when it has ended by itself. @throws with what it said unless its exit code is 0. */
  ended(): Promise<void>;
  /** SIGKILL, at once; resolves when it is gone. */
  kill(): Promise<void>;
}

/** Starts `suture <args>` on the stage's data directory, or on its database. */
export function startProcess({ dir, config }: Stage, args: string[]): Child {
  const child = spawn(process.execPath, [join(import.meta.dirname, '../../../src/main.ts'), ...args], {
    cwd: dir,
    env: {
      PATH: process.env.PATH,
      // Not swept by anybody: what a killed process leaves behind goes with the stage.
      TMPDIR: temporaryOf(dir),
      NODE_COMPILE_CACHE: join(tmpdir(), 'node-compile-cache'),
      SUTURE_DATA_DIR: config.dataDir,
      SUTURE_ADVISORIES: config.advisories,
      SUTURE_NPM_REGISTRY: config.npmRegistry,
      ...(config.databaseUrl === undefined ? {} : { DATABASE_URL: config.databaseUrl }),
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const lines: string[] = [];
  const waiting = new Set<() => void>();
  createInterface({ input: child.stderr }).on('line', (line) => {
    lines.push(line);
    for (const look of [...waiting]) look();
  });
  const gone = once(child, 'close');
  // A test that ran out of time cannot.
  const sweep = () => child.kill('SIGKILL');
  process.once('exit', sweep);
  void gone.then(() => process.off('exit', sweep));
  const complaint = (what: string) => new Error(`The process ${what}. It said:\n${lines.join('\n')}`);
  return {
    lines,
    said: (pattern) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const line = lines.find((one) => pattern.test(one));
          if (line === undefined) return;
          waiting.delete(look);
          resolve(line);
        };
        waiting.add(look);
        look();
        void gone.then(() => reject(complaint(`ended before it said ${pattern}`)));
      }),
    async ended() {
      const [code, signal] = await gone;
      if (code !== 0) throw complaint(`ended with ${code ?? signal}`);
    },
    async kill() {
      if (!child.kill('SIGKILL')) throw complaint('had ended before it was killed');
      const [, signal] = await gone;
      if (signal !== 'SIGKILL') throw complaint('ended before it was killed');
    },
  };
}

/** Resolves when a request of an edition is being served; slow it down by a fault, so that it stays for a while. */
export async function requested(
  { emulator }: Stage,
  wanted: Partial<Pick<LoggedRequest, 'edition' | 'method' | 'endpoint' | 'use'>>,
): Promise<void> {
  const { endpoint = '', ...exact } = wanted;
  const matches = (entry: LoggedRequest) =>
    entry.status === 0 &&
    entry.endpoint.endsWith(endpoint) &&
    Object.entries(exact).every(([key, value]) => entry[key as keyof LoggedRequest] === value);
  const seen = new Set(emulator.requests.counts(1000).entries);
  while (!emulator.requests.counts(1000).entries.some((entry) => matches(entry) && !seen.has(entry)))
    await sleep(5);
}

/** Resolves after a push, or a change of a pull request, before whoever made it has heard of it. */
export function happened(
  { world }: Stage,
  edition: Edition,
  what: 'push' | 'created' | 'updated' | 'commented',
): Promise<void> {
  return new Promise((resolve) => {
    const off = world.on((event) => {
      if (event.kind === 'status' || effectOf(event, edition) !== what) return;
      off();
      resolve();
    });
  });
}

function effectOf(event: Exclude<WorldEvent, { kind: 'status' }>, edition: Edition): string | undefined {
  const { repo } = event.kind === 'push' ? event : event.pull;
  if (repo.edition !== edition) return undefined;
  return event.kind === 'push' ? 'push' : event.what;
}

/** Resolves when a process that was started from now on has npm's resolver at work. */
export async function resolverStarted({ dir }: Stage): Promise<void> {
  const places = () =>
    existsSync(temporaryOf(dir))
      ? readdirSync(temporaryOf(dir)).filter((name) => name.startsWith('suture-npm-'))
      : [];
  const before = new Set(places());
  while (places().every((name) => before.has(name))) await sleep(5);
}

function temporaryOf(dir: string): string {
  const path = join(dir, 'tmp');
  mkdirSync(path, { recursive: true });
  return path;
}

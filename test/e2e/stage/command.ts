import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Stage } from './stage.ts';

/** One command line that has ended. */
export interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** One that runs. */
export interface Running {
  /** Resolves once stderr matches. @throws with all that was said when it ends before. */
  said(pattern: RegExp): Promise<RegExpExecArray>;
  kill(signal: 'SIGINT' | 'SIGTERM'): void;
  ended: Promise<Ended>;
}

export interface CommandOptions {
  env?: Record<string, string>;
  /** What stands on standard input. */
  input?: string;
}

const program = join(import.meta.dirname, '../../../src/main.ts');

/** Starts the program as a person would, on the stage's data directory, registry and advisories. */
export function startCommand(stage: Stage, args: string[], options: CommandOptions = {}): Running {
  const { dir, config } = stage;
  const child = spawn(process.execPath, [program, ...args], {
    cwd: dir,
    env: {
      PATH: process.env.PATH,
      NODE_COMPILE_CACHE: join(tmpdir(), 'node-compile-cache'),
      NO_COLOR: '1',
      SUTURE_DATA_DIR: config.dataDir,
      SUTURE_ADVISORIES: config.advisories,
      SUTURE_NPM_REGISTRY: config.npmRegistry,
      ...options.env,
    },
  });
  child.stdin.on('error', () => {});
  child.stdin.end(options.input ?? '');
  const [stdout, closed] = [text(child.stdout), once(child, 'close')];
  let stderr = '';
  const listeners = new Set<() => void>();
  child.stderr.setEncoding('utf8').on('data', (part: string) => {
    stderr += part;
    for (const listen of [...listeners]) listen();
  });
  return {
    said: (pattern) =>
      new Promise((resolve, reject) => {
        const listen = () => {
          const found = pattern.exec(stderr);
          if (found === null) return;
          listeners.delete(listen);
          resolve(found);
        };
        listeners.add(listen);
        listen();
        void closed.then(() => reject(new Error(`It ended before it said ${pattern}:\n${stderr}`)));
      }),
    kill: (signal) => void child.kill(signal),
    ended: (async () => {
      const [code] = await closed;
      return { code, stdout: await stdout, stderr };
    })(),
  };
}

/** The same, to its end. */
export function runCommand(stage: Stage, args: string[], options?: CommandOptions): Promise<Ended> {
  return startCommand(stage, args, options).ended;
}

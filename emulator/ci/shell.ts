import { type ChildProcess, spawn } from 'node:child_process';

/** How a script ended. */
export type ScriptEnd = { kind: 'exited'; code: number } | { kind: 'timed-out' } | { kind: 'stopped' };

/**
 * Runs lines by `sh -e -c` in a process group of its own, which is killed whole on time-out (milliseconds) or abort,
 * and also at the end: a server that a test left behind must not outlive its build.
 */
export function runScript(options: {
  lines: string[];
  dir: string;
  environment: Record<string, string>;
  timeout: number;
  signal: AbortSignal;
  write(text: string): void;
}): Promise<ScriptEnd> {
  const { dir, environment, signal, write } = options;
  return new Promise((resolve) => {
    const child = spawn('sh', ['-e', '-c', options.lines.join('\n')], {
      cwd: dir,
      env: environment,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let end: ScriptEnd | undefined;
    const stop = (kind: 'timed-out' | 'stopped') => {
      end ??= { kind };
      killGroup(child);
    };
    const onAbort = () => stop('stopped');
    const timer = setTimeout(() => stop('timed-out'), options.timeout);
    signal.addEventListener('abort', onAbort);
    if (signal.aborted) onAbort();
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', write);
    child.on('exit', () => killGroup(child));
    const done = (last: ScriptEnd) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      resolve(end ?? last);
    };
    child.on('error', (error) => {
      write(`${error.message}\n`);
      done({ kind: 'exited', code: 127 });
    });
    child.on('close', (code) => done({ kind: 'exited', code: code ?? 1 }));
  });
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // The group is gone already.
  }
}

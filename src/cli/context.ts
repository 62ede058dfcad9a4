import type { Config } from '../config.ts';
import type { Progress } from './progress.ts';

/** What a command may use of its process; tests bring their own. Data goes to `out`, everything else to stderr. */
export interface CliContext {
  cwd: string;
  env: Record<string, string | undefined>;
  /** Writes data to stdout; waits until it is flushed. */
  out(text: string): Promise<void>;
  /** Writes one line to stderr, for people. Silent with `--quiet`. */
  say(line: string): void;
  /** A bar on a terminal, one line per tenth elsewhere, nothing with `--quiet` or `--no-progress`. */
  progress(label: string): Progress;
  /** Colour on stdout, after `NO_COLOR`, `FORCE_COLOR` and terminal. */
  color: boolean;
  /** Columns of stdout; 100 where it is no terminal. */
  columns: number;
  /** The configuration, read on first use; faults end the command with all of them listed. */
  config(): Config;
  /** Aborted by Ctrl-C and SIGTERM. */
  signal: AbortSignal;
}

/**
 * A command: `register` adds it to commander cheaply (no heavy imports); its action imports the rest.
 * `run` returns the exit code, or throws `CommandError`.
 */
export type Command = (context: CliContext) => import('commander').Command;

import { Command, CommanderError } from 'commander';
import { readConfig } from '../config.ts';
import { commands } from './commands.ts';
import type { CliContext } from './context.ts';
import { CommandError, type ExitCode, exitCodes } from './exit.ts';
import { makeProgress, silent } from './progress.ts';

const footer = `
Exit codes: 0 clean · 1 findings at or over the threshold · 2 wrong usage or configuration · 3 nothing to scan
            4 partial (something could not be read) · 5 network or login · 70 a bug · 130 interrupted
Data goes to stdout, progress and logs to stderr. NO_COLOR is respected.`;

/** Runs one command line and gives its exit code; never throws. */
export async function runProgram(argv: string[], process: NodeJS.Process): Promise<number> {
  const interrupt = new AbortController();
  const onSignal = () =>
    interrupt.abort(new CommandError(exitCodes.interrupted, 'interrupted', 'Interrupted.'));
  process.once('SIGINT', onSignal);
  process.once('SIGTERM', onSignal);
  const context = makeContext(argv, process, interrupt.signal);
  // A reader that has seen enough (`| head`) is no error.
  process.stdout.on('error', ignoreClosedPipe);
  process.stderr.on('error', ignoreClosedPipe);
  let exitCode: number = exitCodes.clean;
  const program = new Command('suture')
    .description(
      'Closes known vulnerabilities in Bitbucket repositories with pull requests whose fix it has proved.',
    )
    .version('0.1.0')
    .option('-q, --quiet', 'nothing on stderr but errors')
    .option('--no-progress', 'no bars, no steps')
    .showHelpAfterError('(run with --help for the usage)')
    .exitOverride()
    .configureOutput({ writeErr: (text) => process.stderr.write(text) })
    .addHelpText('after', footer);
  for (const make of commands) {
    const command = make(context);
    inherit(command, program);
    program.addCommand(command);
  }
  program.hook('postAction', (_, action) => {
    exitCode = (action.getOptionValue('exitCode') as ExitCode | undefined) ?? exitCode;
  });
  try {
    await program.parseAsync(argv, { from: 'user' });
    return exitCode;
  } catch (error) {
    return report(error, process, interrupt.signal);
  } finally {
    process.stdout.removeListener('error', ignoreClosedPipe);
    process.stderr.removeListener('error', ignoreClosedPipe);
    process.removeListener('SIGINT', onSignal);
    process.removeListener('SIGTERM', onSignal);
  }
}

/** Sub-commands end like the program itself: by an exception, with help after a usage error. */
function inherit(command: Command, parent: Command): void {
  command.copyInheritedSettings(parent);
  for (const child of command.commands) inherit(child, command);
}

function report(error: unknown, process: NodeJS.Process, signal: AbortSignal): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.clean : exitCodes.usage;
  const reason = signal.aborted ? signal.reason : error;
  if (reason instanceof CommandError) {
    if (reason.message !== '') process.stderr.write(`suture: ${reason.message}\n`);
    if (reason.remedy !== undefined) process.stderr.write(`        ${reason.remedy}\n`);
    return reason.exitCode;
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`suture: this is a bug, please report it with the lines below\n${text}\n`);
  return exitCodes.bug;
}

function makeContext(argv: string[], process: NodeJS.Process, signal: AbortSignal): CliContext {
  const quiet = argv.includes('--quiet') || argv.includes('-q');
  const bars = !quiet && !argv.includes('--no-progress');
  return {
    cwd: process.cwd(),
    env: process.env,
    out: (text) => writeOut(process.stdout, text),
    say: (line) => {
      if (!quiet) process.stderr.write(`${line}\n`);
    },
    progress: (label) =>
      bars ? makeProgress(process.stderr, label, wantsColor(process.stderr, process.env)) : silent,
    color: wantsColor(process.stdout, process.env),
    columns: process.stdout.columns ?? 100,
    config: () => readConfig(process.env, process.cwd()),
    signal,
  };
}

function ignoreClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
}

function writeOut(stream: NodeJS.WritableStream, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.write(text, (error) => {
      if (error && (error as NodeJS.ErrnoException).code !== 'EPIPE') reject(error);
      else resolve();
    });
  });
}

function wantsColor(stream: { isTTY?: boolean }, env: Record<string, string | undefined>): boolean {
  if (env.NO_COLOR) return false;
  if (env.FORCE_COLOR && env.FORCE_COLOR !== '0') return true;
  return stream.isTTY === true && env.TERM !== 'dumb';
}

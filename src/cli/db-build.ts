import { resolve } from 'node:path';
import { Command } from 'commander';
import type { Entry } from '../advisories/entry.ts';
import type { IndexFileAbout } from '../advisories/index-file/format.ts';
import type { Problem } from '../domain/problem.ts';
import type { CliContext } from './context.ts';
import { CommandError, exitCodes } from './exit.ts';
import { asCommandError } from './open-app.ts';

interface Options {
  output: string;
  json?: boolean;
}

/** `suture db build`: an index from files at hand, for machines without network. */
export function dbBuildCommand(context: CliContext): Command {
  return new Command('build')
    .description('build an index from OSV advisories at hand; use it with SUTURE_ADVISORIES')
    .argument('<files...>', 'zip archives, directories, JSON lines or single JSON files, plain or gzip')
    .requiredOption('-o, --output <file>', 'the index to write')
    .option('--json', 'the result as JSON')
    .action((files: string[], options: Options, command: Command) => build(context, command, files, options));
}

async function build(
  context: CliContext,
  command: Command,
  files: string[],
  options: Options,
): Promise<void> {
  const [{ buildIndex }, { readAdvisories }] = await Promise.all([
    import('../advisories/index-file/build.ts'),
    import('../advisories/read/read.ts'),
  ]);
  const problems: Problem[] = [];
  const progress = context.progress('advisories');
  const paths = files.map((file) => resolve(context.cwd, file));
  const path = resolve(context.cwd, options.output);
  const entries = counted(
    readAdvisories(paths, (problem) => problems.push(problem)),
    context,
    (count) => progress.step(`${count} records`),
    problems,
  );
  try {
    const about = await buildIndex(entries, { path, builtAt: new Date().toISOString(), sources: files });
    progress.end();
    for (const problem of problems) context.say(`suture: ${describe(problem)}`);
    await context.out(
      options.json
        ? `${JSON.stringify({ schemaVersion: 1, path, ...about, problems }, null, 2)}\n`
        : summary(about, path),
    );
    if (problems.length > 0) command.setOptionValue('exitCode', exitCodes.partial);
  } catch (error) {
    progress.end();
    throw asCommandError(error);
  }
}

/** Ends in an error, so that no index is replaced, where there is nothing to put into one. */
async function* counted(
  entries: AsyncIterable<Entry>,
  context: CliContext,
  step: (count: number) => void,
  problems: Problem[],
): AsyncGenerator<Entry> {
  let count = 0;
  for await (const entry of entries) {
    if (++count % 10_000 === 0) {
      step(count);
      context.signal.throwIfAborted();
    }
    yield entry;
  }
  if (count > 0) return;
  const because = problems[0] === undefined ? '' : ` First fault: ${describe(problems[0])}`;
  throw new CommandError(
    exitCodes.nothing,
    'no-advisories',
    `There is no advisory in these files.${because}`,
    {
      remedy: 'Name zip archives or JSON files in OSV format, e.g. all.zip of an ecosystem.',
    },
  );
}

function describe({ path, line, message, code }: Problem): string {
  return `${path ?? ''}${line === undefined ? '' : `:${line}`}: ${message} (${code})`;
}

function summary(about: IndexFileAbout, path: string): string {
  return `${about.advisories} advisories for ${about.packages} packages in ${path}\n`;
}

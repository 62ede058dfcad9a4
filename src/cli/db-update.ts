import { Command } from 'commander';
import type { Updated } from '../advisories/update/update.ts';
import type { CliContext } from './context.ts';
import { CommandError, exitCodes } from './exit.ts';
import { asCommandError, configOf } from './open-app.ts';

interface Options {
  ecosystem?: string[];
  json?: boolean;
}

/** Milliseconds before the second, third and fourth attempt. */
const waits = [1_000, 5_000, 15_000];

/** `suture db update`: brings the advisories of an OSV mirror up to date. */
export function dbUpdateCommand(context: CliContext): Command {
  return new Command('update')
    .description('fetch what is new at the OSV mirror (SUTURE_ADVISORY_URL) and build the index from it')
    .option('--ecosystem <name...>', "OSV's names; all that Suture reads otherwise")
    .option('--json', 'the result as JSON')
    .action((options: Options, command: Command) => update(context, command, options));
}

async function update(context: CliContext, command: Command, options: Options): Promise<void> {
  const config = configOf(context);
  const [{ makeFeed }, { updateAdvisories }, { ecosystems }] = await Promise.all([
    import('../advisories/update/feed.ts'),
    import('../advisories/update/update.ts'),
    import('../ecosystems/ecosystems.ts'),
  ]);
  const url = config.advisoryUrl;
  const { feed, close } = makeFeed({ ...config, url, signal: context.signal });
  const progress = context.progress('advisories');
  try {
    const updated = await updateAdvisories({
      ecosystems: options.ecosystem ?? ecosystems.map(({ id }) => id),
      dataDir: config.dataDir,
      ...{ url, feed, progress, waits, now: new Date(), signal: context.signal },
    });
    progress.end();
    tell(context, updated);
    await context.out(options.json ? `${JSON.stringify(toJson(updated), null, 2)}\n` : summary(updated));
    if (updated.failures.length > 0) command.setOptionValue('exitCode', exitCodes.network);
  } catch (error) {
    progress.end();
    throw asNetworkError(error);
  } finally {
    await close();
  }
}

function tell(context: CliContext, { failures, problems }: Updated): void {
  for (const { code, path, message } of problems.slice(0, 20))
    context.say(`suture: ${path === undefined ? '' : `${path}: `}${message} (${code})`);
  if (problems.length > 20) context.say(`suture: and ${problems.length - 20} further faults in the records`);
  for (const { ecosystem, error } of failures)
    context.say(`suture: ${ecosystem} was not updated: ${error.message}\n        ${error.remedy}`);
}

function toJson({ path, about, ecosystems, failures, problems }: Updated): object {
  return {
    schemaVersion: 1,
    path,
    ...about,
    updated: ecosystems,
    failures: failures.map(({ ecosystem, error: { code, message, remedy } }) => ({
      ...{ ecosystem, code, message, remedy },
    })),
    problems,
  };
}

const words = { archive: 'fetched whole', changes: 'changed', unchanged: 'unchanged' };

function summary({ path, about, ecosystems }: Updated): string {
  const lines = ecosystems.map(({ ecosystem, how, changed }) =>
    how === 'unchanged' ? `${ecosystem}: unchanged` : `${ecosystem}: ${changed} ${words[how]}`,
  );
  return `${[...lines, `${about.advisories} advisories for ${about.packages} packages in ${path}`].join('\n')}\n`;
}

function asNetworkError(error: unknown): unknown {
  const { name, code, message, remedy } = error as Error & { code: string; remedy: string };
  if (name !== 'AdvisoryUpdateError') return asCommandError(error);
  return new CommandError(exitCodes.network, code, message, { remedy, cause: error });
}

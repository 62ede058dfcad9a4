import { Command } from 'commander';
import type { CliContext } from './context.ts';
import { CommandError, exitCodes } from './exit.ts';
import { asCommandError, configOf } from './open-app.ts';

interface Options {
  to: string;
  json?: boolean;
}

/** `suture db move`: from the database in use to an empty PostgreSQL. */
export function dbMoveCommand(context: CliContext): Command {
  return new Command('move')
    .description('copy the database in use to an empty PostgreSQL, in one transaction (stop Suture first)')
    .requiredOption('--to <url>', 'postgres://user@host:5432/database; give the password as PGPASSWORD')
    .option('--json', 'the result as JSON')
    .action((options: Options) => move(context, options));
}

async function move(context: CliContext, options: Options): Promise<void> {
  const config = configOf(context);
  const to = targetOf(options.to);
  const [{ openBackend }, { moveAll }] = await Promise.all([
    import('../store/open-store.ts'),
    import('../store/move.ts'),
  ]);
  const progress = context.progress('move');
  const open = (databaseUrl: string | undefined) =>
    openBackend({
      dataDir: config.dataDir,
      say: context.say,
      ...(databaseUrl === undefined ? {} : { databaseUrl }),
    });
  try {
    await using source = disposable(await open(config.databaseUrl));
    await using target = disposable(await open(to.href));
    const rows = await moveAll(source, target, (table, done, total) => {
      context.signal.throwIfAborted();
      progress.step(table);
      if (total !== undefined) progress.at(done, Math.max(done, total));
    });
    progress.end();
    await context.out(
      options.json
        ? `${JSON.stringify({ schemaVersion: 1, rows, to: withoutPassword(to) }, null, 2)}\n`
        : `${rows} rows copied and counted again.\n`,
    );
    for (const line of nextSteps(to, config.dataDir, config.keyFile)) context.say(line);
  } catch (error) {
    progress.end();
    throw asCommandError(error);
  }
}

function targetOf(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url !== undefined && /^postgres(ql)?:$/.test(url.protocol)) return url;
  throw new CommandError(exitCodes.usage, 'bad-target', '--to is not the address of a PostgreSQL.', {
    remedy: 'Write postgres://user@host:5432/database',
  });
}

function nextSteps(to: URL, dataDir: string, keyFile: string | undefined): string[] {
  return [
    'Next:',
    `  1. Set DATABASE_URL=${withoutPassword(to)} (with its password) for every Suture process.`,
    `  2. Keep the key: ${keyFile ?? `${dataDir}/key`}. The secrets in the database open with it alone; name it by SUTURE_KEY_FILE on other machines.`,
    '  3. Start Suture. Tasks that were waiting or running go on by themselves.',
    '  The old database is as it was; delete it once the new one has proved itself.',
  ];
}

function withoutPassword(url: URL): string {
  const shown = new URL(url);
  shown.password = '';
  return shown.href;
}

/** Closes a backend at the end of the block, whatever happens in it. */
export function disposable<T extends { close(): Promise<void> }>(backend: T): T & AsyncDisposable {
  return Object.assign(backend, { [Symbol.asyncDispose]: () => backend.close() });
}

import { resolve } from 'node:path';
import { Command } from 'commander';
import type { CliContext } from './context.ts';
import { disposable } from './db-move.ts';
import { asCommandError, configOf } from './open-app.ts';

/** `suture db dump`: the whole database in one file. */
export function dbDumpCommand(context: CliContext): Command {
  return new Command('dump')
    .description(
      'write the whole database to a file; a running embedded one does so itself every hour, into dumps/ of the data directory',
    )
    .option('-o, --output <file>', 'the file to write', 'suture-dump.jsonl.gz')
    .option('--json', 'the result as JSON')
    .action((options: { output: string; json?: boolean }) => dump(context, options));
}

/** `suture db restore`: an empty database from such a file. */
export function dbRestoreCommand(context: CliContext): Command {
  return new Command('restore')
    .description('fill the empty database in use from a dump (stop Suture first)')
    .argument('<file>', 'made by suture db dump, or from dumps/ of a data directory')
    .option('--json', 'the result as JSON')
    .action((file: string, options: { json?: boolean }) => restore(context, file, options));
}

async function dump(context: CliContext, options: { output: string; json?: boolean }): Promise<void> {
  const file = resolve(context.cwd, options.output);
  const { dumpAll } = await import('../store/move.ts');
  try {
    await using source = await openConfigured(context);
    const rows = await dumpAll(source, file);
    await say(context, options, { file, rows }, `${rows} rows in ${file}\n`);
  } catch (error) {
    throw asCommandError(error);
  }
}

async function restore(context: CliContext, name: string, options: { json?: boolean }): Promise<void> {
  const file = resolve(context.cwd, name);
  const { restoreAll } = await import('../store/move.ts');
  const progress = context.progress('restore');
  try {
    await using target = await openConfigured(context);
    const rows = await restoreAll(file, target, (table, done) => {
      context.signal.throwIfAborted();
      progress.step(`${table}, ${done} rows`);
    });
    progress.end();
    await say(context, options, { file, rows }, `${rows} rows restored from ${file}\n`);
  } catch (error) {
    progress.end();
    throw asCommandError(error);
  }
}

async function openConfigured(context: CliContext) {
  const { dataDir, databaseUrl } = configOf(context);
  const { openBackend } = await import('../store/open-store.ts');
  const where = databaseUrl === undefined ? {} : { databaseUrl };
  return disposable(await openBackend({ dataDir, say: context.say, ...where }));
}

function say(context: CliContext, options: { json?: boolean }, data: object, text: string): Promise<void> {
  return context.out(options.json ? `${JSON.stringify({ schemaVersion: 1, ...data }, null, 2)}\n` : text);
}

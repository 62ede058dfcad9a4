import { Command } from 'commander';
import type { CliContext, Command as MakeCommand } from './context.ts';
import { dbBuildCommand } from './db-build.ts';
import { dbDumpCommand, dbRestoreCommand } from './db-dump.ts';
import { dbMoveCommand } from './db-move.ts';
import { dbStatusCommand } from './db-status.ts';
import { dbUpdateCommand } from './db-update.ts';

/** In the order of `--help`. */
const subCommands: MakeCommand[] = [
  dbUpdateCommand,
  dbBuildCommand,
  dbStatusCommand,
  dbMoveCommand,
  dbDumpCommand,
  dbRestoreCommand,
];

/** `suture db …`: the data that Suture works with. */
export function dbCommand(context: CliContext): Command {
  const command = new Command('db').description(
    'the advisories: fetch, build, look; the database: move, dump, restore',
  );
  for (const make of subCommands) command.addCommand(make(context));
  return command;
}

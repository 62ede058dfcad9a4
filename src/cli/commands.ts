import { connectCommand } from './connections/connect.ts';
import { connectionsCommand } from './connections/connections.ts';
import type { Command } from './context.ts';
import { dbCommand } from './db.ts';
import { demoCommand } from './demo/demo.ts';
import { emulatorCommand } from './emulator.ts';
import { fixCommand } from './fix/fix.ts';
import { repositoriesCommand } from './repositories.ts';
import { runCommand } from './run/run.ts';
import { scanCommand } from './scan/scan.ts';
import { serverCommand } from './server.ts';
import { statusCommand } from './status.ts';

/** Every command, in the order of `--help`. */
export const commands: Command[] = [
  scanCommand,
  fixCommand,
  connectCommand,
  connectionsCommand,
  repositoriesCommand,
  runCommand,
  statusCommand,
  dbCommand,
  serverCommand,
  demoCommand,
  emulatorCommand,
];

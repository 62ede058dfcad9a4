import type { App } from '../app.ts';
import { ConfigError } from '../config.ts';
import type { CliContext } from './context.ts';
import { CommandError, exitCodes } from './exit.ts';

/** Opens the platform for one command and closes it whatever happens. */
export async function withApp<T>(context: CliContext, work: (app: App) => Promise<T>): Promise<T> {
  const { openApp } = await import('../app.ts');
  const app = await openApp(configOf(context), context.say).catch((error: unknown) => {
    throw asCommandError(error);
  });
  try {
    return await work(app);
  } finally {
    await app.close();
  }
}

/** The configuration; its faults end the command with the usage code. */
export function configOf(context: CliContext) {
  try {
    return context.config();
  } catch (error) {
    throw asCommandError(error);
  }
}

/** Errors that carry a code and a remedy of their own end a command in their own words. */
export function asCommandError(error: unknown): unknown {
  if (error instanceof CommandError) return error;
  if (error instanceof ConfigError) return new CommandError(exitCodes.usage, 'configuration', error.message);
  const { code, remedy, message, name } = error as {
    code?: unknown;
    remedy?: string;
    message?: string;
    name?: string;
  };
  if (typeof code !== 'string' || !/^(Store|Advisory|Host|Git|Key|Seal)/.test(name ?? '')) return error;
  const exit = /^(Host|Git)/.test(name ?? '') ? exitCodes.network : exitCodes.usage;
  return new CommandError(exit, code, message ?? code, {
    ...(remedy === undefined ? {} : { remedy }),
    cause: error,
  });
}

import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import type { CliContext } from './context.ts';
import { CommandError, exitCodes } from './exit.ts';

/** A secret by environment, file or standard input; never by an option, which other users of the machine could read. */
export async function readSecret(context: CliContext, file: string | undefined): Promise<string> {
  const raw =
    file === undefined
      ? context.env.SUTURE_TOKEN
      : file === '-'
        ? await text(process.stdin)
        : await readTokenFile(file);
  const secret = raw?.trim();
  if (secret) return secret;
  throw new CommandError(exitCodes.usage, 'no-token', 'No token was given.', {
    remedy: 'Set SUTURE_TOKEN, or use --token-file FILE (- reads standard input).',
  });
}

async function readTokenFile(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((cause: Error) => {
    throw new CommandError(exitCodes.usage, 'no-token', `${file} cannot be read: ${cause.message}`, {
      cause,
    });
  });
}

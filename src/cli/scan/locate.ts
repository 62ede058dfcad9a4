import { statSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { CommandError, exitCodes } from '../exit.ts';

/**
 * The folder that a path argument means, and the one lockfile in it where the path is a file.
 * @throws {CommandError} when there is nothing at the path.
 */
export function locate(cwd: string, path: string): { root: string; only: { only?: string } } {
  const target = resolve(cwd, path);
  const stats = statSync(target, { throwIfNoEntry: false });
  if (stats === undefined)
    throw new CommandError(exitCodes.usage, 'path-missing', `${path} does not exist.`, {
      remedy: 'Name a folder that holds a repository, or a lockfile in it.',
    });
  return stats.isDirectory()
    ? { root: target, only: {} }
    : { root: dirname(target), only: { only: basename(target) } };
}

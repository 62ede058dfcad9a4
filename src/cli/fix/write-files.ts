import { randomUUID } from 'node:crypto';
import { lstat, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { FileEdit } from '../../domain/plan.ts';
import { CommandError, exitCodes } from '../exit.ts';

/**
 * Writes changed files below `root`, each whole or not at all. All paths are looked at before anything is written.
 * @throws {CommandError} when a path leads through a symbolic link, so out of the folder perhaps, or is no plain file.
 */
export async function writeFiles(root: string, edits: FileEdit[]): Promise<void> {
  const modes: number[] = [];
  for (const { path } of edits) modes.push(await modeOf(root, path));
  for (const [i, { path, after }] of edits.entries()) {
    const target = join(root, path);
    if (after === null) await rm(target);
    else await replace(target, after, modes[i]!);
  }
}

async function replace(target: string, text: string, mode: number): Promise<void> {
  const temporary = join(dirname(target), `.suture-${randomUUID()}`);
  try {
    await writeFile(temporary, text, { flag: 'wx', mode, flush: true });
    await rename(temporary, target);
  } finally {
    await rm(temporary, { force: true });
  }
}

async function modeOf(root: string, path: string): Promise<number> {
  const segments = path.split('/');
  for (let depth = 1; depth <= segments.length; depth++) {
    const stats = await lstat(join(root, ...segments.slice(0, depth)));
    const plain = depth === segments.length ? stats.isFile() : stats.isDirectory();
    if (!plain) throw refused(segments.slice(0, depth).join('/'));
    if (depth === segments.length) return stats.mode & 0o777;
  }
  throw refused(path);
}

function refused(path: string): CommandError {
  const message = `${path} is a link or no plain file: nothing was written.`;
  return new CommandError(exitCodes.usage, 'path-refused', message, {
    remedy: 'Run suture fix where the files really are.',
  });
}

import { type Dirent, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { Problem } from '../../domain/problem.ts';

const skipped = new Set(['node_modules', '.git', '.hg', '.svn']);
const maxDepth = 100;
const maxEntries = 5_000_000;
/** Folders between two chances for Ctrl-C to be heard. */
const breath = 200;

/**
 * The files below `root` that are wanted by their path, sorted, with forward slashes. Never enters installed packages,
 * a version control's own folder, or a symbolic link. What could not be looked into is a Problem.
 */
export async function walk(
  root: string,
  wanted: (path: string) => boolean,
  signal: AbortSignal,
): Promise<{ paths: string[]; problems: Problem[] }> {
  const paths: string[] = [];
  const problems: Problem[] = [];
  const todo: { folder: string; depth: number }[] = [{ folder: '', depth: 0 }];
  let entries = 0;
  for (let seen = 1, next = todo.pop(); next !== undefined; seen++, next = todo.pop()) {
    if (seen % breath === 0) await setImmediate();
    signal.throwIfAborted();
    const { folder, depth } = next;
    const listed = list(root, folder, problems);
    entries += listed.length;
    if (depth >= maxDepth || entries > maxEntries) {
      problems.push(cutShort(folder, depth >= maxDepth));
      if (entries > maxEntries) break;
      continue;
    }
    for (const entry of listed) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) {
        if (!skipped.has(entry.name)) todo.push({ folder: path, depth: depth + 1 });
      } else if (wanted(path)) {
        if (entry.isFile()) paths.push(path);
        else problems.push(notAFile(path));
      }
    }
  }
  return { paths: paths.sort(), problems };
}

function list(root: string, folder: string, problems: Problem[]): Dirent[] {
  try {
    return readdirSync(join(root, folder), { withFileTypes: true });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const path = folder === '' ? '.' : folder;
    problems.push({
      code: 'folder-unreadable',
      message: `${path} could not be listed (${code ?? message}).`,
      path,
    });
    return [];
  }
}

function notAFile(path: string): Problem {
  return {
    code: 'not-a-file',
    message: `${path} is a symbolic link or no regular file; it was not followed.`,
    path,
  };
}

function cutShort(folder: string, deep: boolean): Problem {
  const message = deep
    ? `${folder.slice(0, 100)} lies deeper than ${maxDepth} folders and was not looked into.`
    : `There are more than ${maxEntries.toLocaleString('en')} files; the rest was not looked at.`;
  return { code: 'walk-cut-short', message, ...(deep ? { path: folder } : {}) };
}

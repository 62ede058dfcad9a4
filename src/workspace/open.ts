import { isUtf8 } from 'node:buffer';
import { lstat, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FileEdit } from '../domain/plan.ts';
import { isSafePath } from '../lib/safe-path.ts';
import { type Workspace, WorkspaceError } from './workspace.ts';

/** Bytes of one file. */
const largest = 50 * 1024 * 1024;
/** Files a program may leave behind before we stop looking. */
const mostFiles = 100_000;

/**
 * Lays the given files, and nothing else, into a fresh directory that only this user may enter, below `root` (the
 * system's temporary directory unless told). Links that a program makes there are neither followed nor listed.
 * @throws {WorkspaceError} `path-refused` for a path that leaves the directory or clashes with another.
 */
export async function openWorkspace({
  files,
  root,
}: {
  files: { path: string; text: string }[];
  root?: string;
}): Promise<Workspace> {
  const start = new Map(files.map(({ path, text }) => [path, text]));
  if (root !== undefined) await mkdir(root, { recursive: true });
  const dir = await mkdtemp(join(root ?? tmpdir(), 'suture-work-'));
  const dispose = () => rm(dir, { recursive: true, force: true, maxRetries: 3 });
  const fill = async () => {
    for (const [path, text] of start) await writeText(dir, path, text);
  };
  try {
    await fill();
  } catch (error) {
    await dispose();
    throw error;
  }
  return {
    root: dir,
    list: () => listFiles(dir),
    read: (path) => readText(dir, path),
    write: (path, text) => (text === null ? remove(dir, path) : writeText(dir, path, text)),
    edits: () => compare(dir, start),
    async reset() {
      for (const name of await readdir(dir)) await rm(join(dir, name), { recursive: true, force: true });
      await fill();
    },
    [Symbol.asyncDispose]: dispose,
  };
}

async function compare(dir: string, start: ReadonlyMap<string, string>): Promise<FileEdit[]> {
  const paths = new Set([...start.keys(), ...(await listFiles(dir))]);
  const edits: FileEdit[] = [];
  for (const path of [...paths].sort()) {
    const text = await readText(dir, path);
    if (text !== start.get(path)) edits.push({ path, after: text ?? null });
  }
  return edits;
}

async function listFiles(dir: string): Promise<string[]> {
  const found: string[] = [];
  const open = [''];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    for (const entry of await readdir(join(dir, at), { withFileTypes: true })) {
      const path = at === '' ? entry.name : `${at}/${entry.name}`;
      if (!isSafePath(path)) continue;
      if (entry.isDirectory()) open.push(path);
      else if (entry.isFile()) found.push(path);
    }
    if (found.length > mostFiles) throw new WorkspaceError('too-large', `More than ${mostFiles} files.`);
  }
  return found.sort();
}

async function readText(dir: string, path: string): Promise<string | undefined> {
  if (!(await hasPlainParents(dir, path))) return undefined;
  const stats = await lstat(join(dir, path)).catch(ignoreAbsence);
  if (!stats?.isFile()) return undefined;
  if (stats.size > largest) throw new WorkspaceError('too-large', `${path} is larger than 50 MB.`);
  const bytes = await readFile(join(dir, path));
  if (!isUtf8(bytes)) throw new WorkspaceError('not-text', `${path} is no UTF-8 text.`);
  return bytes.toString('utf8');
}

/** The old file is unlinked first: never written through a link, symbolic or hard, that a program put there. */
async function writeText(dir: string, path: string, text: string): Promise<void> {
  await hasPlainParents(dir, path);
  try {
    await mkdir(join(dir, path, '..'), { recursive: true });
    await rm(join(dir, path), { force: true });
    await writeFile(join(dir, path), text, { flag: 'wx' });
  } catch (cause) {
    throw refused(path, `it cannot be written (${(cause as NodeJS.ErrnoException).code})`);
  }
}

async function remove(dir: string, path: string): Promise<void> {
  if (!(await hasPlainParents(dir, path))) return;
  const stats = await lstat(join(dir, path)).catch(ignoreAbsence);
  if (stats?.isDirectory()) throw refused(path, 'it is a directory');
  await rm(join(dir, path), { force: true });
}

/** Whether all directories above the path exist; a link or file among them is refused. */
async function hasPlainParents(dir: string, path: string): Promise<boolean> {
  if (!isSafePath(path)) throw refused(path, 'it leaves the workspace');
  const segments = path.split('/');
  for (let count = 1; count < segments.length; count++) {
    const parent = segments.slice(0, count).join('/');
    const stats = await lstat(join(dir, parent)).catch(ignoreAbsence);
    if (stats === undefined) return false;
    if (!stats.isDirectory()) throw refused(path, `${JSON.stringify(parent)} is no directory`);
  }
  return true;
}

function refused(path: string, because: string): WorkspaceError {
  const shown = JSON.stringify(path.length > 200 ? `${path.slice(0, 200)}…` : path);
  return new WorkspaceError('path-refused', `${shown} is refused: ${because}.`);
}

function ignoreAbsence(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT' && error.code !== 'ENOTDIR' && error.code !== 'ENAMETOOLONG') throw error;
  return undefined;
}

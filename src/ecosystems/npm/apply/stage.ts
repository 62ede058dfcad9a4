import { mkdir, writeFile } from 'node:fs/promises';
import { join, posix } from 'node:path';
import type { Workspace } from '../../../workspace/workspace.ts';
import type { Project } from './project.ts';

/** One file that npm may see, by its path below the project's root. */
export interface Staged {
  path: string;
  text: string;
  kind: 'manifest' | 'lockfile';
}

/**
 * What npm may see of a project: each `package.json` below its root, and its lockfile under the one name that Arborist
 * reads (it knows no `npm-shrinkwrap.json`). No `.npmrc`, no `yarn.lock`, no extension file.
 */
export async function stagedFiles(project: Project, files: Workspace): Promise<Staged[]> {
  const prefix = project.folder === '' ? '' : `${project.folder}/`;
  const staged: Staged[] = [];
  for (const path of await files.list()) {
    if (!path.startsWith(prefix) || posix.basename(path) !== 'package.json') continue;
    const text = await files.read(path);
    if (text !== undefined) staged.push({ path: path.slice(prefix.length), text, kind: 'manifest' });
  }
  if (project.lockText !== undefined)
    staged.push({ path: 'package-lock.json', text: project.lockText, kind: 'lockfile' });
  return staged;
}

/** Writes a file below `dir`; npm does not expect a byte order mark. */
export async function put(dir: string, { path, text }: Staged): Promise<void> {
  const target = join(dir, ...path.split('/'));
  await mkdir(join(target, '..'), { recursive: true });
  await writeFile(target, text.replace(/^\uFEFF/, ''));
}

import { mkdir, writeFile } from 'node:fs/promises';
import { join, posix } from 'node:path';
import type { Workspace } from '../../../workspace/workspace.ts';
import type { Project } from './project.ts';

/**
 * Copies what npm may see of a project: each `package.json` under its root, and its lockfile under the one name that
 * Arborist reads (it knows no `npm-shrinkwrap.json`). No `.npmrc`, no `yarn.lock`, no extension file.
 */
export async function stage(
  project: Project,
  files: Workspace,
  dir: string,
  what: 'all' | 'manifests',
): Promise<void> {
  const prefix = project.folder === '' ? '' : `${project.folder}/`;
  for (const path of await files.list()) {
    if (!path.startsWith(prefix) || posix.basename(path) !== 'package.json') continue;
    const text = await files.read(path);
    if (text !== undefined) await put(dir, path.slice(prefix.length), text);
  }
  if (what === 'all' && project.lockText !== undefined)
    await put(dir, 'package-lock.json', project.lockText.replace(/^\uFEFF/, ''));
}

async function put(dir: string, path: string, text: string): Promise<void> {
  const target = join(dir, ...path.split('/'));
  await mkdir(join(target, '..'), { recursive: true });
  await writeFile(target, text.replace(/^\uFEFF/, ''));
}

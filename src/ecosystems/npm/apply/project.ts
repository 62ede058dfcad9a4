import { posix } from 'node:path';
import type { Workspace } from '../../../workspace/workspace.ts';
import type { PlanTools } from '../../ecosystem.ts';
import { readNpmrc } from './npmrc.ts';
import type { Settings } from './protocol.ts';

/** A lockfile, or a `package.json` without one, and what belongs to it. */
export interface Project {
  /** Path of the lockfile; absent where there is none. */
  lockfile?: string;
  /** Its text before any change. */
  lockText?: string;
  /** Folder of the root `package.json`, `''` at the top of the repository. */
  folder: string;
  settings: Omit<Settings, 'dir' | 'cacheDir'>;
}

/** Looks at the files beside a manifest; a lockfile that cannot be read is treated as version 3 without packages. */
export async function readProject(manifest: string, files: Workspace, tools: PlanTools): Promise<Project> {
  const parent = posix.dirname(manifest);
  const folder = parent === '.' ? '' : parent;
  const npmrc = readNpmrc((await files.read(posix.join(folder, '.npmrc'))) ?? '', tools);
  const isLockfile = posix.basename(manifest) !== 'package.json';
  const lockText = isLockfile ? await files.read(manifest) : undefined;
  if (lockText === undefined)
    return { folder, settings: { ...npmrc, lockfileVersion: 3, omitResolved: false } };
  const lock = parse(lockText);
  const lockfileVersion =
    [1, 2, 3].find((version) => version === lock.lockfileVersion) ?? (lock.packages ? 3 : 1);
  return {
    lockfile: manifest,
    lockText,
    folder,
    settings: {
      ...npmrc,
      lockfileVersion,
      // npm 6 knew no peers: a tree it made would be refused by today's rules.
      legacyPeerDeps: npmrc.legacyPeerDeps || lockfileVersion === 1,
      omitResolved: !/"resolved":\s*"https?:/.test(lockText),
    },
  };
}

/** A path of this project in the repository. */
export function pathIn(project: Project, location: string, name: string): string {
  return posix.join(project.folder, location, name);
}

function parse(text: string): { lockfileVersion?: unknown; packages?: unknown } {
  try {
    const value: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}

import { randomBytes } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Puts a new file in the place of an old one in one step: whoever opens `path` meets the old or the new, whole.
 * `write` receives a path in the same directory. On an error the old file stays and the new one is removed.
 */
export async function replaceFile<T>(path: string, write: (temporary: string) => Promise<T>): Promise<T> {
  await mkdir(dirname(path), { recursive: true });
  const temporary = `${path}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    const result = await write(temporary);
    await sync(temporary);
    await rename(temporary, path);
    await sync(dirname(path)).catch(ignoreUnsupported);
    return result;
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

async function sync(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Windows and some network file systems cannot sync a directory; the rename itself is done by then. */
function ignoreUnsupported(): void {}

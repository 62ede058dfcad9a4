import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Records, recordsSchema } from './records.ts';

const fileName = 'world.json';

/** The records saved in a directory, or undefined where there are none. @throws where they cannot be understood. */
export async function readRecords(stateDir: string): Promise<Records | undefined> {
  const path = join(stateDir, fileName);
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  try {
    return recordsSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new Error(`${path} is no state of this emulator. Name another directory, or delete this one.`, {
      cause,
    });
  }
}

/**
 * Saves records soon after each call, many calls at once, each time a whole file in place of the last: a kill in
 * between leaves the one before. `flush` saves what is due and waits for it.
 */
export function makeSaver(stateDir: string, read: () => Records, pause = 200) {
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> = Promise.resolve();
  const save = () => {
    timer = undefined;
    writing = writing.catch(() => {}).then(() => write(stateDir, read()));
    // Whoever flushes hears of a full disk; a timer has nobody to tell.
    writing.catch(() => {});
  };
  return {
    changed(): void {
      timer ??= setTimeout(save, pause);
    },
    async flush(): Promise<void> {
      if (timer !== undefined) {
        clearTimeout(timer);
        save();
      }
      await writing;
    },
  };
}

async function write(stateDir: string, records: Records): Promise<void> {
  await mkdir(stateDir, { recursive: true });
  const path = join(stateDir, fileName);
  // Readable by its owner alone: it holds the tokens, so that connections outlive a restart.
  await writeFile(`${path}.new`, JSON.stringify(records), { mode: 0o600 });
  await rename(`${path}.new`, path);
}

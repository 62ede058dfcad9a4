import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { StoreError } from '../error.ts';

/** SQLite's result code for "somebody else holds the lock". */
const busy = 5;

/**
 * Takes the data directory for this process alone: PGlite itself lets a second process in, and rows are lost without an
 * error (https://github.com/electric-sql/pglite/issues/1106). The lock is the kernel's own on a file beside the
 * database, by way of SQLite, since Node has no call for it: it ends with its process, however that dies, so that
 * nothing stale is ever left to judge by process ids (which repeat in containers), and a holder that is merely slow
 * keeps it. The second file only tells people who it is.
 * @returns what gives it back.
 * @throws {StoreError} `database-in-use` with the holder's process id; `database-unsafe` where files cannot be locked.
 */
export function lockDirectory(dataDir: string): () => void {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const holderFile = join(dataDir, 'database.holder.json');
  const lock = new DatabaseSync(join(dataDir, 'database.lock'));
  try {
    lock.exec('pragma busy_timeout = 0; begin exclusive');
  } catch (error) {
    lock.close();
    throw (error as { errcode?: number }).errcode === busy
      ? inUse(dataDir, holderFile, error)
      : unsafe(dataDir, error);
  }
  const holder = { pid: process.pid, host: hostname(), since: new Date().toISOString() };
  writeFileSync(holderFile, `${JSON.stringify(holder)}\n`, { mode: 0o600 });
  return () => lock.close();
}

function inUse(dataDir: string, holderFile: string, cause: unknown): StoreError {
  return new StoreError(
    'database-in-use',
    `The database in ${dataDir} is in use by ${readHolder(holderFile)}. The embedded database serves one process at a time.`,
    {
      remedy:
        'Stop that process, or use another data directory (SUTURE_DATA_DIR), or a PostgreSQL for several processes (DATABASE_URL).',
      cause,
    },
  );
}

function readHolder(holderFile: string): string {
  try {
    const { pid, host, since } = JSON.parse(readFileSync(holderFile, 'utf8')) as Record<string, unknown>;
    return `process ${pid}${host === hostname() ? '' : ` on ${host}`}, since ${since}`;
  } catch {
    return 'another process';
  }
}

function unsafe(dataDir: string, cause: unknown): StoreError {
  return new StoreError(
    'database-unsafe',
    `The database in ${dataDir} cannot be locked: ${(cause as Error).message}.`,
    {
      remedy: 'Put the data directory on a local disk that this user can write to, or set DATABASE_URL.',
      cause,
    },
  );
}

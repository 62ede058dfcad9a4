import { closeSync, fdatasyncSync, fsyncSync, openSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { PGlite } from '@electric-sql/pglite';
import { NodeFS } from '@electric-sql/pglite/nodefs';

/** How PostgreSQL is told to sync: PGlite starts it with `-F` (never), and only `fsync` reaches our file system. */
export const durableSettings = ['-c', 'fsync=on', '-c', 'wal_sync_method=fsync'];

type EmscriptenOptions = Parameters<NodeFS['init']>[1];
interface Stream {
  nfd: number;
  node: { name: string; mode: number; parent: { name: string } };
}
interface StreamOps {
  write(stream: Stream, buffer: unknown, offset: number, length: number, position: number): number;
  fsync?(stream: Stream): number;
}

/** What the files have seen since the database was opened. */
export interface FileCounts {
  /** Bytes written to the write-ahead log since the last checkpoint was asked for. */
  wal: number;
  /** Calls of fsync or fdatasync. */
  syncs: number;
}

/**
 * PGlite's files on disk, with the system call that they lack: Emscripten's file system answers `fsync` with success
 * and does nothing (https://github.com/electric-sql/pglite/issues/1107). With it, PostgreSQL's own rules hold: the log
 * is on disk before a commit returns, and before the pages that it describes.
 */
export class DurableFiles extends NodeFS {
  readonly counts: FileCounts = { wal: 0, syncs: 0 };

  override async init(pg: PGlite, options: EmscriptenOptions): ReturnType<NodeFS['init']> {
    const result = await super.init(pg, options);
    result.emscriptenOpts.preRun?.push((module: unknown) => {
      addSync((module as { NODEFS: { stream_ops: StreamOps } }).NODEFS.stream_ops, this.counts);
    });
    return result;
  }
}

/** WASI's number for it. PostgreSQL then stops at once, and rightly: what was written since the last sync is unknown. */
const inputOutputError = 29;

function addSync(ops: StreamOps, counts: FileCounts): void {
  const { write } = ops;
  ops.write = (stream, buffer, offset, length, position) => {
    if (stream.node.parent.name === 'pg_wal') counts.wal += length;
    return write(stream, buffer, offset, length, position);
  };
  ops.fsync = (stream) => {
    counts.syncs += 1;
    try {
      if ((stream.node.mode & 0o170000) === 0o040000) syncDirectory(stream.nfd);
      else fdatasyncSync(stream.nfd);
      return 0;
    } catch {
      return inputOutputError;
    }
  };
}

/** Windows cannot open directories, some network file systems cannot sync them: PostgreSQL lives with both as well. */
function syncDirectory(fd: number): void {
  try {
    fsyncSync(fd);
  } catch (error) {
    if (!['EINVAL', 'EPERM', 'EBADF', 'EISDIR'].includes((error as NodeJS.ErrnoException).code ?? ''))
      throw error;
  }
}

/** Syncs every file and directory below `root`: PGlite's `initdb` syncs nothing. */
export function syncTree(root: string): void {
  for (const entry of readdirSync(root, { withFileTypes: true })) {
    const path = join(root, entry.name);
    if (entry.isDirectory()) syncTree(path);
    else if (entry.isFile()) syncPath(path);
  }
  syncPath(root);
}

/** Syncs one file or directory by its path. */
export function syncPath(path: string): void {
  let fd: number;
  try {
    fd = openSync(path, 'r');
  } catch (error) {
    if (process.platform === 'win32') return;
    throw error;
  }
  try {
    syncDirectory(fd);
  } finally {
    closeSync(fd);
  }
}

import { createHash } from 'node:crypto';
import { AdvisoryIndexError } from '../error.ts';
import { headerBytes } from './format.ts';
import { openFile, readHeader } from './open.ts';

/**
 * Reads a whole index and compares it with its SHA-256. Opening checks only what it reads.
 * @throws {AdvisoryIndexError} when a single bit differs.
 */
export function verifyIndex(path: string): void {
  const file = openFile(path);
  try {
    const header = readHeader(file);
    const digest = createHash('sha256');
    for (let offset = headerBytes; offset < file.bytes; offset += blockBytes)
      digest.update(file.read({ offset, bytes: Math.min(blockBytes, file.bytes - offset) }));
    if (!digest.digest().equals(header.sha256))
      throw new AdvisoryIndexError('damaged', path, 'the file does not match its checksum.');
  } finally {
    file.close();
  }
}

const blockBytes = 1 << 20;

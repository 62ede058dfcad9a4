import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import type { Advisory, AdvisoryIndex } from '../../domain/advisory.ts';
import { AdvisoryIndexError } from '../error.ts';
import { titleOf } from '../weakness.ts';
import {
  decodeHeader,
  type Header,
  hashPackage,
  headerBytes,
  type IndexFileAbout,
  type Section,
  slotBytes,
  titleHeadBytes,
} from './format.ts';
import { decodeRecord } from './record.ts';

/** An index in a file. Keeps the file open; a replaced file is not noticed: open anew. */
export interface IndexFile extends AdvisoryIndex {
  path: string;
  about: IndexFileAbout;
  /** Look-ups after this throw. */
  close(): void;
}

/**
 * Opens an index: reads header, description and table, checks their checksums, and leaves the rest on disk. Each
 * record is read and checked when it is looked up first.
 * @throws {AdvisoryIndexError} with code and remedy, here and from look-ups, whatever is wrong with the file.
 */
export function openIndex(path: string): IndexFile {
  const file = openFile(path);
  try {
    const header = readHeader(file);
    const about = parseAbout(readChecked(file, header.about, header.about.crc, 'description'), path);
    const table = readChecked(file, header.table, header.table.crc, 'table');
    return {
      path,
      about,
      lookup: makeLookup(file, header, table),
      close: () => file.close(),
    };
  } catch (error) {
    file.close();
    throw error;
  }
}

/** Packages whose advisories are kept parsed; over it, all are let go. Bounds a server that scans for years. */
const parsedPackages = 20_000;
const none: readonly Advisory[] = Object.freeze([]);

function makeLookup(file: OpenFile, header: Header, table: Buffer): AdvisoryIndex['lookup'] {
  const parsed = new Map<string, readonly Advisory[]>();
  const slots = table.length / slotBytes;
  const view = new DataView(table.buffer, table.byteOffset, table.length);
  return (ecosystem, name) => {
    const hash = hashPackage(ecosystem, name);
    for (let probe = 0; probe < slots; probe++) {
      const at = ((hash + probe) & (slots - 1)) * slotBytes;
      if (view.getUint32(at + 8, true) === 0) return none;
      if (view.getUint32(at, true) !== hash) continue;
      const key = `${ecosystem}\0${name}`;
      const found = parsed.get(key) ?? readRecord(file, header, view, at, ecosystem, name);
      if (found === undefined) continue;
      if (parsed.size >= parsedPackages) parsed.clear();
      parsed.set(key, found);
      return found;
    }
    return none;
  };
}

function readRecord(
  file: OpenFile,
  header: Header,
  view: DataView,
  slot: number,
  ecosystem: string,
  name: string,
): Advisory[] | undefined {
  const [offset, bytes] = [view.getUint32(slot + 4, true), view.getUint32(slot + 8, true)];
  const place = within(header.records, offset, bytes, file.path);
  const json = readChecked(file, place, view.getUint32(slot + 12, true), `record of ${name}`).toString(
    'utf8',
  );
  try {
    return decodeRecord(json, ecosystem, name, (at, cwes, malicious) =>
      at < 0 ? titleOf(cwes, name, malicious) : readTitle(file, header, at),
    );
  } catch (error) {
    throw new AdvisoryIndexError(
      'damaged',
      file.path,
      `the record of ${name} is unreadable.`,
      undefined,
      error,
    );
  }
}

function readTitle(file: OpenFile, header: Header, offset: number): string {
  const head = file.read(within(header.titles, offset, titleHeadBytes, file.path));
  const text = within(header.titles, offset + titleHeadBytes, head.readUInt32LE(4), file.path);
  return readChecked(file, text, head.readUInt32LE(0), 'title').toString('utf8');
}

function within(section: Section, offset: number, bytes: number, path: string): Section {
  if (offset + bytes > section.bytes)
    throw new AdvisoryIndexError('damaged', path, 'an entry points outside its section.');
  return { offset: section.offset + offset, bytes };
}

function readChecked(file: OpenFile, section: Section, crc: number, what: string): Buffer {
  const bytes = file.read(section);
  if (crc32(bytes) !== crc)
    throw new AdvisoryIndexError('damaged', file.path, `the ${what} does not match its checksum.`);
  return bytes;
}

function parseAbout(bytes: Buffer, path: string): IndexFileAbout {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch (error) {
    throw new AdvisoryIndexError('damaged', path, 'the description is unreadable.', undefined, error);
  }
}

/** A file by offsets. */
export interface OpenFile {
  path: string;
  bytes: number;
  read(section: Section): Buffer;
  close(): void;
}

export function readHeader(file: OpenFile): Header {
  const head = file.read({ offset: 0, bytes: Math.min(headerBytes, file.bytes) });
  return decodeHeader(head, file.bytes, file.path);
}

/** @throws {AdvisoryIndexError} when there is no such file, or from `read` when it ends early or is closed. */
export function openFile(path: string): OpenFile {
  let descriptor: number | undefined = openDescriptor(path);
  return {
    path,
    bytes: fstatSync(descriptor).size,
    read({ offset, bytes }) {
      if (descriptor === undefined) throw new AdvisoryIndexError('closed', path, 'the index was closed.');
      const buffer = Buffer.allocUnsafe(bytes);
      for (let done = 0; done < bytes; ) {
        const more = readSync(descriptor, buffer, done, bytes - done, offset + done);
        if (more === 0) throw new AdvisoryIndexError('truncated', path, 'the index is cut off.');
        done += more;
      }
      return buffer;
    },
    close() {
      if (descriptor !== undefined) closeSync(descriptor);
      descriptor = undefined;
    },
  };
}

function openDescriptor(path: string): number {
  try {
    const descriptor = openSync(path, 'r');
    if (fstatSync(descriptor).isFile()) return descriptor;
    closeSync(descriptor);
    throw new AdvisoryIndexError('not-an-index', path, 'this is no file.');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new AdvisoryIndexError('missing', path, 'there is no such file.', undefined, error);
  }
}

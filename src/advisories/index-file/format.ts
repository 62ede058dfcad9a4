import { crc32 } from 'node:zlib';
import type { AdvisoryIndexAbout } from '../../domain/advisory.ts';
import { AdvisoryIndexError } from '../error.ts';

/*
 * One file, little-endian:
 *
 *   header   128 bytes: magic, version, place and checksum of every section, SHA-256 of all that follows
 *   about    JSON
 *   table    `slots` (a power of two) × 16 bytes: hash of the package, offset, bytes and CRC-32 of its record;
 *            open addressing with linear probing, 0 bytes = empty
 *   records  one JSON array a package (record.ts)
 *   titles   texts: CRC-32 (4), bytes (4), UTF-8; read on demand
 *
 * Opening reads header, about and table; a look-up reads one record. Every part has its own checksum, so that
 * opening stays cheap and nothing damaged is ever taken for an advisory.
 */

export const formatVersion = 1;
export const headerBytes = 128;
export const slotBytes = 16;
export const titleHeadBytes = 8;
/** Offsets are 32 bits wide. */
export const maxFileBytes = 0xffff_ffff;

const magic = Buffer.from('suturedb', 'latin1');
const checksumAt = headerBytes - 4;

/** What an index file says of itself. */
export interface IndexFileAbout extends AdvisoryIndexAbout {
  ecosystems: { ecosystem: string; packages: number; advisories: number }[];
}

export interface Section {
  offset: number;
  bytes: number;
}

export interface Header {
  fileBytes: number;
  about: Section & { crc: number };
  table: Section & { crc: number };
  records: Section;
  titles: Section;
  sha256: Buffer;
}

/** The hash by which a package is found: 32-bit FNV-1a over both names, mixed once more for its low bits. */
export function hashPackage(ecosystem: string, name: string): number {
  let hash = fnv(fnv(0x811c9dc5, ecosystem) ^ 0xff, name);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

function fnv(seed: number, text: string): number {
  let hash = seed;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    hash = Math.imul(hash ^ (unit & 0xff), 0x01000193);
    if (unit > 0xff) hash = Math.imul(hash ^ (unit >>> 8), 0x01000193);
  }
  return hash;
}

export function encodeHeader(header: Header): Buffer {
  const out = Buffer.alloc(headerBytes);
  magic.copy(out);
  const { about, table, records, titles } = header;
  const numbers = [
    ...[
      formatVersion,
      header.fileBytes,
      about.offset,
      about.bytes,
      about.crc,
      table.offset,
      table.bytes,
      table.crc,
    ],
    ...[records.offset, records.bytes, titles.offset, titles.bytes],
  ];
  for (const [i, value] of numbers.entries()) out.writeUInt32LE(value, 8 + 4 * i);
  header.sha256.copy(out, 56);
  out.writeUInt32LE(crc32(out.subarray(0, checksumAt)), checksumAt);
  return out;
}

/**
 * Reads and checks a header; the sections it names lie inside the file.
 * @throws {AdvisoryIndexError} when this is no index, a newer one, one cut off, or a damaged one.
 */
export function decodeHeader(bytes: Buffer, fileBytes: number, path: string): Header {
  if (bytes.length < magic.length || !bytes.subarray(0, magic.length).equals(magic))
    throw new AdvisoryIndexError('not-an-index', path, 'this is no advisory index.');
  if (bytes.length < headerBytes) throw truncated(path);
  const version = bytes.readUInt32LE(8);
  if (version > formatVersion) {
    throw new AdvisoryIndexError(
      'too-new',
      path,
      `the index has format ${version}, this Suture reads ${formatVersion}.`,
      'Update Suture, or make the index anew with this version: `suture db update`.',
    );
  }
  if (crc32(bytes.subarray(0, checksumAt)) !== bytes.readUInt32LE(checksumAt) || version < 1)
    throw new AdvisoryIndexError('damaged', path, 'the header does not match its checksum.');
  const at = (i: number) => bytes.readUInt32LE(8 + 4 * i);
  const header: Header = {
    fileBytes: at(1),
    about: { offset: at(2), bytes: at(3), crc: at(4) },
    table: { offset: at(5), bytes: at(6), crc: at(7) },
    records: { offset: at(8), bytes: at(9) },
    titles: { offset: at(10), bytes: at(11) },
    sha256: Buffer.from(bytes.subarray(56, 88)),
  };
  if (fileBytes < header.fileBytes) throw truncated(path);
  checkSections(header, fileBytes, path);
  return header;
}

function truncated(path: string): AdvisoryIndexError {
  return new AdvisoryIndexError('truncated', path, 'the index is cut off.');
}

function checkSections(header: Header, fileBytes: number, path: string): void {
  const { about, table, records, titles } = header;
  const inside = [about, table, records, titles].every(
    ({ offset, bytes }) => offset >= headerBytes && offset + bytes <= fileBytes,
  );
  const slots = table.bytes / slotBytes;
  const powerOfTwo = Number.isInteger(slots) && slots > 0 && Number.isInteger(Math.log2(slots));
  if (fileBytes !== header.fileBytes || !inside || !powerOfTwo)
    throw new AdvisoryIndexError('damaged', path, 'the header names places outside the file.');
}

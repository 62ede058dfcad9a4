import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Entry } from '../entry.ts';
import { AdvisoryIndexError } from '../error.ts';
import { temporaryDirectory } from '../testing/temporary.ts';
import { buildIndex } from './build.ts';
import { headerBytes, slotBytes } from './format.ts';
import { openIndex } from './open.ts';
import { verifyIndex } from './verify.ts';

const directory = temporaryDirectory();
const path = join(directory, 'good.sdb');
let good: Buffer;
let expected: unknown[];

beforeAll(async () => {
  await buildIndex(['lodash', 'minimist'].map(entry), {
    path,
    builtAt: '2026-01-01T00:00:00Z',
    sources: ['s'],
  });
  good = readFileSync(path);
  expected = readAll(path);
});

function entry(name: string): Entry {
  const advisory = {
    ...{
      id: `GHSA-${name}`,
      aliases: [],
      title: `Prose about ${name}`,
      severity: 'high' as const,
      cwes: [79],
    },
    ...{ ranges: [{ introduced: '0', fixed: '4.17.21' }], versions: ['1.0.0'] },
  };
  return {
    id: advisory.id,
    aliases: ['CVE-1'],
    withdrawn: false,
    packages: [{ ecosystem: 'npm', name, advisory }],
  };
}

function readAll(file: string): unknown[] {
  const index = openIndex(file);
  try {
    const found = ['lodash', 'minimist'].flatMap((name) =>
      index.lookup('npm', name).map((one) => ({ ...one })),
    );
    return [index.about, ...found];
  } finally {
    index.close();
  }
}

function write(bytes: Buffer): string {
  const file = join(directory, 'bad.sdb');
  writeFileSync(file, bytes);
  return file;
}

/** Changes bytes and makes the header's own checksum right again, as an attacker would. */
function forge(change: (bytes: Buffer) => void): Buffer {
  const bytes = Buffer.from(good);
  change(bytes);
  bytes.writeUInt32LE(crc32(bytes.subarray(0, headerBytes - 4)), headerBytes - 4);
  return bytes;
}

function codeOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof AdvisoryIndexError && error.remedy !== '' && error.path !== '') return error.code;
    throw error;
  }
  return 'none';
}

describe('openIndex', () => {
  it('meets every flipped bit with an error or the right answer, and verify finds each', () => {
    for (let at = 0; at < good.length; at++) {
      const bytes = Buffer.from(good);
      bytes[at] = bytes[at]! ^ (1 << (at % 8));
      const file = write(bytes);
      try {
        expect(readAll(file)).toEqual(expected);
      } catch (error) {
        if (!(error instanceof AdvisoryIndexError)) throw error;
      }
      expect(
        codeOf(() => verifyIndex(file)),
        `byte ${at}`,
      ).not.toBe('none');
    }
  });

  it('meets every truncation with an error', () => {
    for (let length = 0; length < good.length; length++)
      expect(
        codeOf(() => openIndex(write(good.subarray(0, length)))),
        `${length} bytes`,
      ).toMatch(length < 8 ? /^not-an-index$/ : /^truncated$/);
  });

  it.each<{ name: string; make: () => string; code: string }>([
    { name: 'no file', make: () => join(directory, 'none.sdb'), code: 'missing' },
    {
      name: 'a directory',
      make: () => directory,
      code: 'not-an-index',
    },
    { name: 'an empty file', make: () => write(Buffer.alloc(0)), code: 'not-an-index' },
    { name: 'text', make: () => write(Buffer.from('{"advisories":[]}'.repeat(20))), code: 'not-an-index' },
    { name: 'a newer format', make: () => write(forge((b) => b.writeUInt32LE(2, 8))), code: 'too-new' },
    { name: 'format 0', make: () => write(forge((b) => b.writeUInt32LE(0, 8))), code: 'damaged' },
    {
      name: 'more bytes than told',
      make: () => write(Buffer.concat([good, Buffer.alloc(1)])),
      code: 'damaged',
    },
    {
      name: 'a table outside the file',
      make: () => write(forge((b) => b.writeUInt32LE(0xffff_fff0, 28))),
      code: 'damaged',
    },
    {
      name: 'a table of 4 GiB',
      make: () => write(forge((b) => b.writeUInt32LE(0x8000_0000, 32))),
      code: 'damaged',
    },
    {
      name: 'a table of no power of two',
      make: () => write(forge((b) => b.writeUInt32LE(3 * slotBytes, 32))),
      code: 'damaged',
    },
    { name: 'no table', make: () => write(forge((b) => b.writeUInt32LE(0, 32))), code: 'damaged' },
    {
      name: 'sections over the header',
      make: () => write(forge((b) => b.writeUInt32LE(0, 16))),
      code: 'damaged',
    },
  ])('$name is refused', ({ make, code }) => {
    expect(codeOf(() => openIndex(make()))).toBe(code);
  });

  it.each<{ name: string; slot: [field: number, value: number] }>([
    { name: 'offset', slot: [4, 0xffff_ffff] },
    { name: 'length', slot: [8, 0xffff_ffff] },
  ])('a slot whose $name leads outside is refused, checksums notwithstanding', ({ slot: [field, value] }) => {
    const bytes = forge((b) => {
      const [offset, length] = [b.readUInt32LE(28), b.readUInt32LE(32)];
      for (let at = offset; at < offset + length; at += slotBytes)
        if (b.readUInt32LE(at + 8) !== 0) b.writeUInt32LE(value, at + field);
      b.writeUInt32LE(crc32(b.subarray(offset, offset + length)), 36);
    });
    const index = openIndex(write(bytes));
    expect(codeOf(() => index.lookup('npm', 'lodash'))).toBe('damaged');
    index.close();
  });

  it('a table without an empty slot ends a look-up in vain', () => {
    const bytes = forge((b) => {
      const [offset, length] = [b.readUInt32LE(28), b.readUInt32LE(32)];
      for (let at = offset; at < offset + length; at += slotBytes) b.writeUInt32LE(1, at + 8);
      b.writeUInt32LE(crc32(b.subarray(offset, offset + length)), 36);
    });
    const index = openIndex(write(bytes));
    expect(index.lookup('npm', 'nothing-of-the-kind')).toEqual([]);
    index.close();
  });

  it('look-ups after close are refused', () => {
    const index = openIndex(path);
    index.close();
    index.close();
    expect(codeOf(() => index.lookup('npm', 'lodash'))).toBe('closed');
    expect(index.lookup('npm', 'unknown')).toEqual([]);
  });

  it('keeps answering from the file it opened when another takes its place', async () => {
    const file = join(directory, 'replaced.sdb');
    await buildIndex([entry('lodash')], { path: file, builtAt: '', sources: [] });
    const index = openIndex(file);
    await buildIndex([entry('other')], { path: file, builtAt: '', sources: [] });
    expect(index.lookup('npm', 'lodash')).toHaveLength(1);
    index.close();
  });
});

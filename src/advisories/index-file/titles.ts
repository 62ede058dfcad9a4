import { crc32 } from 'node:zlib';
import { titleHeadBytes } from './format.ts';

/** The titles of an index while it is built: each text once. */
export interface Titles {
  chunks: Buffer[];
  bytes: number;
  /** Where the title stands or will stand; -1 for the empty one. */
  place(title: string): number;
}

export function makeTitles(): Titles {
  const places = new Map<string, number>([['', -1]]);
  return {
    chunks: [],
    bytes: 0,
    place(title) {
      const known = places.get(title);
      if (known !== undefined) return known;
      const text = Buffer.from(title);
      const head = Buffer.alloc(titleHeadBytes);
      head.writeUInt32LE(crc32(text));
      head.writeUInt32LE(text.length, 4);
      const at = this.bytes;
      places.set(title, at);
      this.chunks.push(head, text);
      this.bytes += head.length + text.length;
      return at;
    },
  };
}

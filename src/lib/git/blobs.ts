import { GitError } from './git.ts';
import type { Session } from './session.ts';

/** Sizes in bytes of the blobs that are here; absent ones are left out. Never asks the remote. */
export async function blobSizes(session: Session, dir: string, ids: string[]): Promise<Map<string, number>> {
  if (ids.length === 0) return new Map();
  const output = await session.run(['cat-file', '--batch-check'], { dir, input: `${ids.join('\n')}\n` });
  const sizes = new Map<string, number>();
  for (const line of output.toString('latin1').split('\n')) {
    const [id = '', type, size] = line.split(' ');
    if (type === 'blob') sizes.set(id, Number(size));
  }
  return sizes;
}

/** The contents of blobs whose sizes are known, all by one process. */
export async function readBlobs(
  session: Session,
  dir: string,
  sizes: ReadonlyMap<string, number>,
): Promise<Map<string, Buffer>> {
  if (sizes.size === 0) return new Map();
  const header = 128;
  const limit = sizes.values().reduce((sum, size) => sum + size + header, 0);
  const input = `${[...sizes.keys()].join('\n')}\n`;
  const output = await session.run(['cat-file', '--batch'], { dir, input, limit });
  const contents = new Map<string, Buffer>();
  for (let at = 0; at < output.length; ) {
    const end = output.indexOf(10, at);
    const [id = '', type, size] = output.toString('latin1', at, end).split(' ');
    if (type !== 'blob') throw new GitError('broken', `git has lost the file content ${id}.`);
    const next = end + 1 + Number(size);
    contents.set(id, output.subarray(end + 1, next));
    at = next + 1;
  }
  return contents;
}

import { isUtf8 } from 'node:buffer';
import { isSafePath } from '../safe-path.ts';
import type { Session } from './session.ts';

export interface TreeEntry {
  path: string;
  blob: string;
  mode: string;
}

/** Enough for more than a million files; a tree that refers to itself many times over ends here. */
const limit = 128 * 1024 * 1024;

/**
 * Every regular file of a commit whose path is safe and UTF-8; everything else by name in `skipped`. Without sizes:
 * asking for them would fetch every blob of a partial clone, one by one.
 */
export async function listTree(session: Session, dir: string, commit: string) {
  const output = await session.run(['ls-tree', '-r', '-z', '--full-tree', commit], { dir, limit });
  const paths: TreeEntry[] = [];
  const skipped: string[] = [];
  for (let from = 0, to = output.indexOf(0); to >= 0; from = to + 1, to = output.indexOf(0, from)) {
    const tab = output.indexOf(9, from);
    const [mode = '', , blob = ''] = output.toString('latin1', from, tab).split(' ');
    const name = output.subarray(tab + 1, to);
    const path = name.toString('utf8');
    if (mode.startsWith('100') && isUtf8(name) && isSafePath(path)) paths.push({ path, blob, mode });
    else skipped.push(path);
  }
  return { paths, skipped };
}

import { blobSizes, readBlobs } from './blobs.ts';
import {
  ensureRepository,
  fetchBlobs,
  fetchCommit,
  hasCommit,
  recreateRepository,
  refusesIds,
} from './fetch.ts';
import { GitError, type Snapshot } from './git.ts';
import type { Session } from './session.ts';
import { listTree, type TreeEntry } from './tree.ts';

/** Bytes; larger files are not read. */
const largest = 50 * 1024 * 1024;
/** Bytes of contents that a snapshot holds in memory; what goes beyond is read when it is asked for. */
const held = 128 * 1024 * 1024;

interface Request {
  dir: string;
  commit: string;
  wanted: (path: string, size: number | undefined) => boolean;
}

/**
 * Takes a snapshot in 4 HTTP requests (5 by branch name), fewer where much is here already. `local` opens a session
 * for reads after this one's deadline. A repository directory that a crash left locked or damaged is made anew.
 */
export async function takeSnapshot(
  session: Session,
  request: Request,
  local: () => Session,
): Promise<Snapshot> {
  const fresh = await ensureRepository(session, request.dir);
  try {
    return await take(session, request, local, { fresh, whole: false });
  } catch (error) {
    if (!(error instanceof GitError) || (error.code !== 'broken' && !refusesIds(error))) throw error;
    await recreateRepository(session, request.dir);
    return take(session, request, local, { fresh: true, whole: refusesIds(error) });
  }
}

/**
 * `fresh`: no commit is here yet, so none is looked for. `whole`: with all file contents at
 * once, for servers that do not give out single ones.
 */
async function take(
  session: Session,
  { dir, commit, wanted }: Request,
  local: () => Session,
  { fresh, whole }: { fresh: boolean; whole: boolean },
): Promise<Snapshot> {
  const here = !fresh && !whole && (await hasCommit(session, dir, commit));
  const id = here ? commit : await fetchCommit(session, dir, commit, whole);
  const { paths, skipped } = await listTree(session, dir, id);
  const picked = paths.filter((entry) => wanted(entry.path, undefined));
  const sizes = await obtain(session, dir, picked);
  const contents = await readBlobs(session, dir, firstOf(sizes));
  const blobs = new Map(picked.map((entry) => [entry.path, entry.blob]));
  return {
    commit: id,
    paths,
    skipped,
    tooLarge: picked.filter((entry) => sizes.get(entry.blob)! > largest).map((entry) => entry.path),
    async read(path) {
      const blob = blobs.get(path);
      const size = blob === undefined ? undefined : sizes.get(blob);
      if (blob === undefined || size === undefined || size > largest) return undefined;
      const content =
        contents.get(blob) ?? (await readBlobs(local(), dir, new Map([[blob, size]]))).get(blob);
      return content?.toString('utf8');
    },
  };
}

/** Sizes of all picked files' contents, after one fetch of those that are not here. */
async function obtain(session: Session, dir: string, picked: TreeEntry[]): Promise<Map<string, number>> {
  const ids = [...new Set(picked.map((entry) => entry.blob))];
  const here = await blobSizes(session, dir, ids);
  const absent = ids.filter((id) => !here.has(id));
  if (absent.length === 0) return here;
  await fetchBlobs(session, dir, absent);
  const sizes = await blobSizes(session, dir, ids);
  if (sizes.size < ids.length)
    throw new GitError('broken', `The server kept back ${ids.length - sizes.size} of ${ids.length} files.`);
  return sizes;
}

function firstOf(sizes: Map<string, number>): Map<string, number> {
  let total = 0;
  return new Map(
    [...sizes].filter(([, size]) => {
      if (size > largest || total + size > held) return false;
      total += size;
      return true;
    }),
  );
}

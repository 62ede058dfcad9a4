import { posix } from 'node:path';
import type { Inventory } from '../../domain/inventory.ts';
import type { Problem } from '../../domain/problem.ts';
import { isSafePath } from '../../lib/safe-path.ts';
import { assemble } from './assemble.ts';
import { isToolLock } from './claims.ts';
import { capped, type Files } from './files.ts';
import type { Declared, Lockfile } from './lockfile.ts';
import { readPdmLock } from './pdm-lock.ts';
import { readPipfileLock } from './pipfile-lock.ts';
import { readPoetryLock } from './poetry-lock.ts';
import { readPylock } from './pylock.ts';
import { readUvLock } from './uv-lock.ts';

type ReadLockfile = (path: string, content: string) => Promise<{ lockfile?: Lockfile; problems: Problem[] }>;

const readers = new Map<string, ReadLockfile>([
  ['uv.lock', readUvLock],
  ['poetry.lock', readPoetryLock],
  ['pdm.lock', readPdmLock],
  ['Pipfile.lock', readPipfileLock],
]);

/** Members of one workspace whose own `pyproject.toml` is opened; of others the lockfile's copy is used. */
const maxMembers = 2000;

/** Reads lockfiles into `inventory`. @returns the folders whose dependencies they hold, read or not. */
export async function readLockfiles(
  paths: string[],
  files: Files,
  { manifests, problems }: Inventory,
): Promise<Set<string>> {
  const covered = new Set<string>();
  problems.push(...severalTools(paths));
  for (const path of paths) {
    const folder = posix.dirname(path);
    covered.add(folder);
    const text = await files.text(path);
    if (text === undefined) continue;
    const { lockfile, problems: met } = await (readers.get(posix.basename(path)) ?? readPylock)(path, text);
    problems.push(...capped(met, path));
    if (lockfile === undefined) continue;
    for (const own of lockfile.own) covered.add(posix.join(folder, own.folder));
    const source = posix.basename(path) === 'Pipfile.lock' ? 'Pipfile' : 'pyproject.toml';
    const declares = await declaresFor(folder, lockfile, source, files);
    const made = assemble(path, lockfile, declares, source);
    manifests.push(made.manifest);
    problems.push(...made.problems);
  }
  return covered;
}

/** What people wrote goes before the lockfile's copy of it. The repository's own packages are none to be installed. */
async function declaresFor(
  folder: string,
  lockfile: Lockfile,
  source: string,
  files: Files,
): Promise<Declared[]> {
  const names = source === 'Pipfile' ? [source] : [source, 'setup.cfg'];
  const folders = new Set(['.', ...lockfile.own.slice(0, maxMembers).map((own) => own.folder)]);
  const read = new Set<string>();
  const written: Declared[] = [];
  for (const member of folders) {
    for (const name of names) {
      const path = posix.join(folder, member, name);
      if (!isSafePath(path)) continue;
      const manuscript = await files.manuscript(path);
      if (manuscript !== undefined && manuscript.problems.length === 0) read.add(path);
      else if (manuscript === undefined || hasCopy(lockfile, folder, path)) continue;
      written.push(...manuscript.declares.filter(({ scope }) => scope !== 'build'));
    }
  }
  const copied = lockfile.declares
    .map((declared) => ({ ...declared, file: posix.join(folder, declared.file) }))
    .filter(({ file }) => !read.has(file) && isSafePath(file));
  const own = new Set(lockfile.own.map(({ name }) => name));
  return [...written, ...copied].filter(({ name }) => !own.has(name));
}

function hasCopy(lockfile: Lockfile, folder: string, path: string): boolean {
  return lockfile.declares.some(({ file }) => posix.join(folder, file) === path);
}

/** Each of them may be the one in use, so each is read. */
function severalTools(paths: string[]): Problem[] {
  const tools = paths.filter((path) => isToolLock(posix.basename(path)));
  return tools.flatMap((path, i) => {
    const before = tools.slice(0, i).find((other) => posix.dirname(other) === posix.dirname(path));
    if (before === undefined) return [];
    const message = `${path} stands beside ${posix.basename(before)}. Both were read.`;
    return [
      { code: 'lockfiles-several', message, path, remedy: 'Remove the one not in use.', harmless: true },
    ];
  });
}

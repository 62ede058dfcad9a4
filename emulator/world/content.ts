import { git, runGit } from './git.ts';
import { isBranchName, resolveCommit } from './refs.ts';

/** One commit as `World.commits` gives it. */
export interface Commit {
  id: string;
  parents: string[];
  author: { name: string; email: string };
  date: Date;
  message: string;
}

/** Every branch with its tip, by name. */
export async function listBranches(dir: string): Promise<{ name: string; commit: string }[]> {
  const out = await git(dir, ['for-each-ref', '--format=%(objectname) %(refname)', 'refs/heads']);
  return out
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => ({ name: line.slice(41 + 'refs/heads/'.length), commit: line.slice(0, 40) }));
}

/** The newest commits that `rev` reaches; none for a revision that does not exist. */
export async function listCommits(
  dir: string,
  rev: string,
  limit: number,
  options: { exclude?: string[]; path?: string; skip?: number } = {},
): Promise<Commit[]> {
  const start = await resolveCommit(dir, rev);
  if (start === undefined) return [];
  const excluded = (options.exclude ?? []).filter(isBranchName).map((name) => `^${name}`);
  const out = await runGit(dir, [
    'log',
    '-z',
    '--format=%H%x1f%P%x1f%an%x1f%ae%x1f%at%x1f%B',
    `--max-count=${Math.max(0, Math.trunc(limit))}`,
    `--skip=${Math.max(0, Math.trunc(options.skip ?? 0))}`,
    start,
    ...excluded,
    '--',
    ...(options.path ? [`:(top,literal)${options.path}`] : []),
  ]);
  if (out.code !== 0) return [];
  return out.stdout
    .toString('utf8')
    .split('\0')
    .filter((record) => record !== '')
    .map(readCommit);
}

function readCommit(record: string): Commit {
  const [id = '', parents = '', name = '', email = '', seconds = '0', ...message] = record.split('\x1f');
  return {
    id,
    parents: parents === '' ? [] : parents.split(' '),
    author: { name, email },
    date: new Date(Number(seconds) * 1000),
    message: message.join('\x1f'),
  };
}

/** Best common ancestor, or undefined. */
export async function findMergeBase(dir: string, one: string, other: string): Promise<string | undefined> {
  if (!isBranchName(one) || !isBranchName(other)) return undefined;
  const found = await runGit(dir, ['merge-base', one, other]);
  return found.code === 0 ? found.stdout.toString('latin1').trim() : undefined;
}

/** A file's bytes, or undefined for anything that is no file of that commit. */
export async function readFileAt(dir: string, commit: string, path: string): Promise<Uint8Array | undefined> {
  if (!isBranchName(commit) || !isPath(path) || path === '') return undefined;
  const found = await runGit(dir, ['cat-file', 'blob', `${commit}:${path}`]);
  return found.code === 0 ? found.stdout : undefined;
}

/** One level of a directory, paths from the root; empty for anything that is no directory of that commit. */
export async function listTree(
  dir: string,
  commit: string,
  path: string,
): Promise<{ path: string; type: 'file' | 'directory'; id: string; size: number }[]> {
  const folder = path.replace(/\/+$/, '');
  if (!isBranchName(commit) || !isPath(folder)) return [];
  const found = await runGit(dir, ['ls-tree', '-l', '-z', '--full-tree', `${commit}:${folder}`]);
  if (found.code !== 0) return [];
  const records = found.stdout.toString('utf8').split('\0');
  return records.flatMap((record) => {
    const [, type, id, size, name] = /^\d+ (\w+) ([0-9a-f]+) +(\d+|-)\t(.+)$/s.exec(record) ?? [];
    if (!type || !id || !name) return [];
    return {
      path: folder === '' ? name : `${folder}/${name}`,
      type: type === 'tree' ? ('directory' as const) : ('file' as const),
      id,
      size: size === '-' ? 0 : Number(size),
    };
  });
}

/** Git's own text of what changed from one commit to another; empty where one does not exist. */
export async function diffText(dir: string, from: string, to: string): Promise<string> {
  if (!isBranchName(from) || !isBranchName(to)) return '';
  const found = await runGit(dir, ['diff', '--no-color', '--no-ext-diff', '--no-textconv', from, to, '--']);
  return found.code === 0 ? found.stdout.toString('utf8') : '';
}

/** Per file, what changed from one commit to another; renames are a removal and an addition. */
export async function diffStat(
  dir: string,
  from: string,
  to: string,
): Promise<{ path: string; status: 'added' | 'removed' | 'modified'; added: number; removed: number }[]> {
  if (!isBranchName(from) || !isBranchName(to)) return [];
  const found = await runGit(dir, ['diff', '--no-renames', '--raw', '--numstat', '-z', from, to, '--']);
  if (found.code !== 0) return [];
  const tokens = found.stdout.toString('utf8').split('\0');
  const statuses = new Map<string, 'added' | 'removed' | 'modified'>();
  const stats = [];
  for (let index = 0; index < tokens.length; index += 1) {
    const token = tokens[index] ?? '';
    if (token.startsWith(':')) {
      index += 1;
      const letter = token.at(-1);
      statuses.set(tokens[index] ?? '', letter === 'A' ? 'added' : letter === 'D' ? 'removed' : 'modified');
      continue;
    }
    // Binary files have dashes for numbers.
    const [, added, removed, path] = /^(\d+|-)\t(\d+|-)\t(.+)$/s.exec(token) ?? [];
    if (path === undefined) continue;
    const status = statuses.get(path) ?? 'modified';
    stats.push({ path, status, added: Number(added) || 0, removed: Number(removed) || 0 });
  }
  return stats;
}

function isPath(path: string): boolean {
  return !path.includes('\0') && path.length <= 4096;
}

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runGit } from './git.ts';

const forbidden = /\p{Cc}|[ ~^:?*[\\]|\.\.|@\{|\/\/|\/\.|\.\/|\.lock(\/|$)|^[-/.]|[/.]$|^@$/u;

/** Whether git takes this as a branch's short name (`git help check-ref-format`), a leading dash refused too. */
export function isBranchName(name: string): boolean {
  return name !== '' && name.length <= 250 && !forbidden.test(name);
}

/** The full id of a branch's tip, or undefined. Reads the ref's file first: it is asked often and costs no process. */
export async function readTip(dir: string, branch: string): Promise<string | undefined> {
  if (!isBranchName(branch)) return undefined;
  const loose = await readFile(join(dir, 'refs', 'heads', branch), 'utf8').catch(() => undefined);
  if (loose !== undefined && /^[0-9a-f]{40}\n$/.test(loose)) return loose.trim();
  return resolveCommit(dir, `refs/heads/${branch}`);
}

/** The full id of the commit that a revision (id, short id, branch) names, or undefined. */
export async function resolveCommit(dir: string, rev: string): Promise<string | undefined> {
  if (!isBranchName(rev)) return undefined;
  const found = await runGit(dir, [
    'rev-parse',
    '--verify',
    '--quiet',
    '--end-of-options',
    `${rev}^{commit}`,
  ]);
  return found.code === 0 ? found.stdout.toString('latin1').trim() : undefined;
}

/** Whether every commit of `one` is in `other`. */
export async function isAncestor(dir: string, one: string, other: string): Promise<boolean> {
  return (await runGit(dir, ['merge-base', '--is-ancestor', one, other])).code === 0;
}

import { GitError } from './git.ts';

/**
 * The full name of a branch, after the rules of `git check-ref-format`; a name that breaks them could otherwise be read
 * as a pattern or as two refs.
 * @throws {GitError} `rejected`
 */
export function branchRef(branch: string): string {
  const parts = branch.split('/');
  const wrong =
    branch === '@' ||
    branch.length > 250 ||
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what the rules forbid
    /[\x00-\x20\x7f~^:?*[\\]|\.\.|@\{/.test(branch) ||
    parts.some((part) => part === '' || part.startsWith('.') || part.endsWith('.') || part.endsWith('.lock'));
  if (wrong) throw new GitError('rejected', `${JSON.stringify(branch)} is no valid branch name.`);
  return `refs/heads/${branch}`;
}

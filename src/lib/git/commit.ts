import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { isSafePath } from '../safe-path.ts';
import { type Git, GitError } from './git.ts';
import type { Session } from './session.ts';

type Request = Pick<Parameters<Git['pushCommit']>[0], 'dir' | 'base' | 'edits' | 'message' | 'author'>;

const nothing = '0'.repeat(40);

/**
 * Makes a commit on top of `base` by plumbing, without a work tree and without the contents of untouched files. Modes
 * are kept; new files are 100644. The same request always makes the same commit.
 * @throws {GitError} `broken` for a path outside the repository, a symlink or submodule, or edits that change nothing.
 */
export async function makeCommit(session: Session, request: Request): Promise<string> {
  const { dir, base, edits } = request;
  const refused = edits.find(({ path }) => !isSafePath(path));
  if (refused !== undefined)
    throw new GitError('broken', `${JSON.stringify(refused.path)} cannot be edited.`);
  const index = resolve(dir, `index-${randomUUID()}`);
  const env = { GIT_INDEX_FILE: index };
  try {
    await session.run(['read-tree', base], { dir, env });
    const lines = await indexLines(session, dir, base, edits);
    await session.run(['update-index', '-z', '--index-info'], { dir, env, input: `${lines.join('\0')}\0` });
    const tree = await textOf(session.run(['write-tree', '--missing-ok'], { dir, env }));
    if (tree === (await textOf(session.run(['rev-parse', `${base}^{tree}`], { dir }))))
      throw new GitError('broken', 'The edits change nothing.');
    return await commitTree(session, request, tree);
  } finally {
    await rm(index, { force: true });
  }
}

async function indexLines(
  session: Session,
  dir: string,
  base: string,
  edits: Request['edits'],
): Promise<string[]> {
  const modes = await modesOf(
    session,
    dir,
    base,
    edits.map((edit) => edit.path),
  );
  const lines: string[] = [];
  for (const { path, after } of edits) {
    const mode = modes.get(path) ?? '100644';
    if (!mode.startsWith('100'))
      throw new GitError('broken', `${JSON.stringify(path)} is a symlink, a submodule or a directory.`);
    if (after === null) lines.push(`0 ${nothing}\t${path}`);
    else {
      const blob = await textOf(session.run(['hash-object', '-w', '--stdin'], { dir, input: after }));
      lines.push(`${mode} ${blob}\t${path}`);
    }
  }
  return lines;
}

async function modesOf(session: Session, dir: string, base: string, paths: string[]) {
  const output = await session.run(['ls-tree', '-z', '--full-tree', base, '--', ...paths], { dir });
  const entries = output
    .toString('utf8')
    .split('\0')
    .filter((line) => line !== '');
  return new Map(entries.map((line) => [line.slice(line.indexOf('\t') + 1), line.slice(0, 6)]));
}

async function commitTree(
  session: Session,
  { dir, base, message, author }: Request,
  tree: string,
): Promise<string> {
  const seconds = Math.floor(Date.parse(author.date) / 1000);
  if (Number.isNaN(seconds)) throw new GitError('broken', `${author.date} is no date.`);
  const date = `@${seconds} +0000`;
  const env = {
    GIT_AUTHOR_NAME: author.name,
    GIT_AUTHOR_EMAIL: author.email,
    GIT_AUTHOR_DATE: date,
    GIT_COMMITTER_NAME: author.name,
    GIT_COMMITTER_EMAIL: author.email,
    GIT_COMMITTER_DATE: date,
  };
  return textOf(session.run(['commit-tree', tree, '-p', base, '-F', '-'], { dir, env, input: message }));
}

async function textOf(output: Promise<Buffer>): Promise<string> {
  return (await output).toString('latin1').trim();
}

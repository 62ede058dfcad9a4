import { git } from './git.ts';

export interface Person {
  name: string;
  email: string;
}

/**
 * Puts one commit on `refs/heads/<branch>` and gives its full id. `parent` undefined: a first commit. A file with null
 * is deleted. @throws when git refuses, e.g. a path with `..`, or a branch that moved meanwhile.
 */
export async function commitFiles(
  dir: string,
  commit: {
    branch: string;
    parent: string | undefined;
    files: Record<string, string | null>;
    message: string;
    author: Person;
    date: Date;
  },
): Promise<string> {
  const bad = Object.keys(commit.files).find((path) => !isFilePath(path));
  if (bad !== undefined) throw new Error(`"${bad}" is no path that git takes`);
  const who = `${plain(commit.author.name)} <${plain(commit.author.email)}> ${epoch(commit.date)} +0000`;
  const parts: Buffer[] = [
    text(`commit refs/heads/${commit.branch}\nmark :1\nauthor ${who}\ncommitter ${who}\n`),
    data(commit.message),
  ];
  if (commit.parent !== undefined) parts.push(text(`from ${commit.parent}\n`));
  for (const [path, content] of Object.entries(commit.files)) {
    if (content === null) parts.push(text(`D ${quote(path)}\n`));
    else parts.push(text(`M 100644 inline ${quote(path)}\n`), data(content));
  }
  parts.push(text('get-mark :1\ndone\n'));
  const answer = await git(dir, ['fast-import', '--quiet', '--done'], { input: Buffer.concat(parts) });
  return answer.toString('latin1').trim();
}

/** What `git fsck` demands of a path; `fast-import` itself would take `..` and `.git`. */
function isFilePath(path: string): boolean {
  return !path.includes('\0') && !path.split('/').some((part) => /^(|\.|\.\.|\.git)$/i.test(part));
}

function text(value: string): Buffer {
  return Buffer.from(value, 'utf8');
}

function data(value: string): Buffer {
  const bytes = text(value);
  return Buffer.concat([text(`data ${bytes.length}\n`), bytes, text('\n')]);
}

function quote(path: string): string {
  return `"${path.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`;
}

function plain(value: string): string {
  return value.replace(/[<>\n\0]/g, '');
}

function epoch(date: Date): number {
  return Math.floor(date.getTime() / 1000);
}

import type { Problem } from '../domain/problem.ts';
import type { ReadFiles } from './ecosystem.ts';

/** Characters. The largest lockfiles known have 10 million. */
const maxLength = 20 * 1024 * 1024;
/** Problems of one file that are told one by one; a hostile file could have millions. */
const maxProblems = 50;

/**
 * The text of a repository's file: without a byte order mark, with Unix line ends, of every merge conflict our side
 * (line numbers are kept). A missing file is no Problem; one that cannot be read or is too large is.
 */
export async function readText(
  files: ReadFiles,
  path: string,
  problems: Problem[],
): Promise<string | undefined> {
  const text = await open(files, path, problems);
  if (text === undefined) return undefined;
  return prepareText(path, text, problems);
}

/** The same for a text that was opened already: `undefined` for one that is too long to read. */
export function prepareText(path: string, text: string, problems: Problem[]): string | undefined {
  if (text.length > maxLength) {
    const message = `${path} has ${Math.round(text.length / 1024 / 1024)} MB; more than 20 are not read.`;
    problems.push({ code: 'file-too-large', message, path });
    return undefined;
  }
  const plain = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  return withoutConflict(path, plain.includes('\r') ? plain.replace(/\r\n/g, '\n') : plain, problems);
}

/** The one-based line of an offset. */
export function lineAt(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) line++;
  return line;
}

/** The first fifty Problems of a file, and how many more there were. */
export function capped(problems: Problem[], path: string): Problem[] {
  if (problems.length <= maxProblems) return problems;
  const more = `${path} has ${problems.length - maxProblems} more problems of these kinds.`;
  return [...problems.slice(0, maxProblems), { code: 'more-problems', message: more, path }];
}

async function open(files: ReadFiles, path: string, problems: Problem[]): Promise<string | undefined> {
  try {
    return await files.read(path);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    problems.push({ code: 'file-unreadable', message: `${path} could not be read: ${reason}`, path });
    return undefined;
  }
}

function withoutConflict(path: string, text: string, problems: Problem[]): string {
  const first = text.includes('<<<<<<< ') ? /^<{7} /m.exec(text) : null;
  if (first === null) return text;
  let side: 'both' | 'ours' | 'theirs' = 'both';
  const kept = text.split('\n').map((line) => {
    if (line.startsWith('<<<<<<< ')) side = 'ours';
    else if (side === 'ours' && /^(={7}|\|{7}( .*)?)$/.test(line)) side = 'theirs';
    else if (line.startsWith('>>>>>>> ')) side = 'both';
    else if (side !== 'theirs') return line;
    return '';
  });
  problems.push({
    code: 'merge-conflict',
    message: `${path} has unresolved merge conflicts. Only the first side of each was read.`,
    path,
    line: lineAt(text, first.index),
    remedy: 'Resolve them, let the package manager write the file anew, and commit the result.',
  });
  return kept.join('\n');
}

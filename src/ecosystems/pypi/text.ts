import type { Problem } from '../../domain/problem.ts';

/** Characters. The largest lockfiles known have 10 million. */
const maxLength = 20 * 1024 * 1024;

/**
 * Makes a file's text fit to be read: without byte order mark and Windows line ends, and of every merge conflict that
 * git left behind only the first side, line numbers kept. Whatever is wrong with it is added to `problems`.
 * @returns `undefined` for a text that is too long to read.
 */
export function prepareText(path: string, text: string, problems: Problem[]): string | undefined {
  if (text.length > maxLength) {
    const message = `${path} has ${Math.round(text.length / 1024 / 1024)} MB; more than 20 are not read.`;
    problems.push({ code: 'file-too-large', message, path });
    return undefined;
  }
  return withoutConflict(
    path,
    decodeWide(text)
      .replace(/^\ufeff/, '')
      .replaceAll('\r\n', '\n'),
    problems,
  );
}

/** The one-based line of an offset. */
export function lineAt(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) line++;
  return line;
}

/**
 * PowerShell's `pip freeze > requirements.txt` writes UTF-16, which reads as UTF-8 like a broken mark and a NUL after
 * (or before) each character. ASCII, all that counts here, survives that.
 */
function decodeWide(text: string): string {
  return text.startsWith('\ufffd\ufffd') && text.includes('\0') ? text.slice(2).replaceAll('\0', '') : text;
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
    remedy: 'Resolve them and commit the result.',
  });
  return kept.join('\n');
}

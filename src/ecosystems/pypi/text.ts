import type { Problem } from '../../domain/problem.ts';
import { prepareText as prepareAnyText } from '../read-text.ts';

/**
 * Makes a file's text fit to be read: without byte order mark and Windows line ends, and of every merge conflict that
 * git left behind only the first side, line numbers kept. Whatever is wrong with it is added to `problems`.
 * @returns `undefined` for a text that is too long to read.
 */
export function prepareText(path: string, text: string, problems: Problem[]): string | undefined {
  return prepareAnyText(path, decodeWide(text), problems);
}

/**
 * PowerShell's `pip freeze > requirements.txt` writes UTF-16, which reads as UTF-8 like a broken mark and a NUL after
 * (or before) each character. ASCII, all that counts here, survives that.
 */
function decodeWide(text: string): string {
  return text.startsWith('\ufffd\ufffd') && text.includes('\0') ? text.slice(2).replaceAll('\0', '') : text;
}

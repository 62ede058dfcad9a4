import { makeEntry, type YarnEntry } from './yarn-entry.ts';

/**
 * Reads the entries of a `yarn.lock` of Yarn 1, line by line: an entry's descriptors without indentation, its fields
 * after two blanks, its dependencies after four. (https://classic.yarnpkg.com/lang/en/docs/yarn-lock/; strings are
 * quoted as in JSON where they have to be, by some versions always)
 * @returns also the first line that is none of these.
 */
export function readClassic(text: string): { entries: YarnEntry[]; unclear?: number } {
  const entries: YarnEntry[] = [];
  let unclear: number | undefined;
  let entry: YarnEntry | undefined;
  let section = '';
  const cursor: Cursor = { at: 0 };
  let line = 0;
  for (let start = 0; start < text.length; ) {
    line++;
    const newline = text.indexOf('\n', start);
    const end = newline < 0 ? text.length : newline;
    let at = start;
    while (text.charCodeAt(at) === space) at++;
    const indent = at - start;
    start = end + 1;
    if (at >= end || text.charCodeAt(at) === hash) continue;
    if (indent === 0) {
      cursor.at = at;
      const isEntry = text.charCodeAt(end - 1) === colon;
      entry = isEntry ? makeEntry(descriptorsOf(cursor, text, end - 1), line) : undefined;
      section = '';
      if (entry === undefined) unclear ??= line;
      else entries.push(entry);
    } else if (entry === undefined) {
      unclear ??= line;
    } else if (indent === 2) {
      cursor.at = at;
      section = readField(entry, cursor, text, end);
    } else if (section === 'dependencies' || section === 'optionalDependencies') {
      cursor.at = at;
      const name = readWord(cursor, text, end);
      const wanted = readWord(cursor, text, end);
      const optional = section === 'optionalDependencies';
      entry.requires.push(optional ? { name, wanted, optional } : { name, wanted });
    }
  }
  return unclear === undefined ? { entries } : { entries, unclear };
}

const [space, quote, hash, comma, colon, backslash] = [32, 34, 35, 44, 58, 92];

/** Where the next word begins. One object for the whole file: making one for each word would cost more than reading it. */
interface Cursor {
  at: number;
}

/** @returns the section that begins here, or the empty string. */
function readField(entry: YarnEntry, cursor: Cursor, text: string, end: number): string {
  if (text.charCodeAt(end - 1) === colon) return readWord(cursor, text, end - 1);
  const key = readWord(cursor, text, end);
  if (key === 'version' || key === 'resolved' || key === 'name') entry[key] = readWord(cursor, text, end);
  return '';
}

function descriptorsOf(cursor: Cursor, text: string, end: number): string[] {
  const descriptors: string[] = [];
  while (cursor.at < end) {
    const descriptor = readWord(cursor, text, end);
    if (descriptor !== '') descriptors.push(descriptor);
    // A comma, and with a quote in an odd place a character more: it always goes on.
    cursor.at++;
  }
  return descriptors;
}

/** A word up to a blank or comma, or a quoted one. */
function readWord(cursor: Cursor, text: string, end: number): string {
  let at = cursor.at;
  while (at < end && text.charCodeAt(at) === space) at++;
  const start = at;
  if (text.charCodeAt(at) !== quote) {
    for (; at < end; at++) {
      const code = text.charCodeAt(at);
      if (code === space || code === comma) break;
    }
    cursor.at = at;
    return text.slice(start, at);
  }
  for (at++; at < end && text.charCodeAt(at) !== quote; at++) if (text.charCodeAt(at) === backslash) at++;
  cursor.at = Math.min(at + 1, end);
  return plain(text.slice(start + 1, Math.min(at, end)));
}

function plain(word: string): string {
  if (!word.includes('\\')) return word;
  try {
    return JSON.parse(`"${word}"`) as string;
  } catch {
    return word;
  }
}

/** Containers inside containers; real lockfiles of version 1 reach a few dozen. */
const maxDepth = 1000;

/**
 * Visits every key of a JSON text in one pass, with its path from the root (`''` for a step into an array; valid only
 * during the call) and its one-based line. Needs no well-formed text: it stops at the first unclosed string.
 * @returns the line at which the text nests deeper than 1,000 containers, where the scan ends; else `undefined`.
 */
export function scanKeys(
  text: string,
  visit: (path: readonly string[], line: number) => void,
): number | undefined {
  const path: string[] = [];
  let line = 1;
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code <= space) {
      if (code === newline) line++;
    } else if (code === quote) {
      const end = endOfString(text, i);
      if (end < 0) return undefined;
      if (depth > 0 && isKey(text, end)) {
        path.length = depth;
        path[depth - 1] = unquote(text, i, end);
        visit(path, line);
      }
      i = end;
    } else if (code === openObject || code === openArray) {
      path[depth] = '';
      if (++depth > maxDepth) return line;
    } else if (code === closeObject || code === closeArray) {
      depth = Math.max(0, depth - 1);
    }
  }
  return undefined;
}

const [newline, space, quote, colon, backslash] = [10, 32, 34, 58, 92];
const [openArray, closeArray, openObject, closeObject] = [91, 93, 123, 125];

/** Where the string that opens at `start` closes, or -1. */
export function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1);
  while (end > 0 && isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end;
}

function isEscaped(text: string, at: number): boolean {
  let slashes = 0;
  while (text.charCodeAt(at - 1 - slashes) === backslash) slashes++;
  return slashes % 2 === 1;
}

function isKey(text: string, end: number): boolean {
  let next = end + 1;
  while (text.charCodeAt(next) <= space) next++;
  return text.charCodeAt(next) === colon;
}

function unquote(text: string, start: number, end: number): string {
  const key = text.slice(start + 1, end);
  if (!key.includes('\\')) return key;
  try {
    return JSON.parse(`"${key}"`) as string;
  } catch {
    return key;
  }
}

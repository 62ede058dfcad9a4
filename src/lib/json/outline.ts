/** One scalar of a JSON text. */
export interface JsonEntry {
  /** Keys from the root; an item of a list has its index for a key. */
  path: string[];
  /** Strings as they are, numbers and words (`true`, `null`) as written. */
  value: string;
  isString: boolean;
  line: number;
}

/** Steps into steps; no lockfile that is read so has more than a handful. */
const maxDepth = 50;

/**
 * Lists the scalars of a JSON text with their lines, in one pass without recursion. Broken text gives what stands
 * before the mistake: `wrong` is the line of it. Nothing is put together, so no key can do harm.
 */
export function outlineJson(text: string): { entries: JsonEntry[]; wrong?: number } {
  const entries: JsonEntry[] = [];
  const open: Container[] = [];
  const reader: Reader = { text, at: 0, line: 1 };
  let isRead = false;
  for (let token = next(reader); token !== undefined; token = next(reader)) {
    const top = open.at(-1);
    if (isRead || token.kind === 'wrong') return { entries, wrong: token.line };
    if (token.kind === 'close') {
      if (top === undefined || top.close !== token.text || top.expects === 'value')
        return { entries, wrong: token.line };
      open.pop();
      isRead = open.length === 0;
    } else if (token.kind === ',') {
      if (top?.expects !== 'next') return { entries, wrong: token.line };
      top.expects = top.close === '}' ? 'key' : 'item';
    } else if (top?.expects === 'key' && token.kind === 'string') {
      if (next(reader)?.kind !== ':') return { entries, wrong: reader.line };
      top.key = token.text;
      top.expects = 'value';
    } else if (top !== undefined && top.expects !== 'value' && top.expects !== 'item') {
      return { entries, wrong: token.line };
    } else {
      if (top !== undefined && top.close === ']') top.key = String(top.count++);
      if (top !== undefined) top.expects = 'next';
      if (token.kind === 'open') {
        if (open.length >= maxDepth) return { entries, wrong: token.line };
        const isList = token.text === '[';
        open.push({ close: isList ? ']' : '}', expects: isList ? 'item' : 'key', key: '', count: 0 });
      } else if (top === undefined || token.kind === ':') return { entries, wrong: token.line };
      else
        entries.push({
          path: open.map(({ key }) => key),
          value: token.text,
          isString: token.kind === 'string',
          line: token.line,
        });
    }
  }
  return isRead ? { entries } : { entries, wrong: reader.line };
}

interface Container {
  close: '}' | ']';
  expects: 'key' | 'value' | 'item' | 'next';
  key: string;
  count: number;
}

interface Reader {
  text: string;
  at: number;
  line: number;
}

interface Token {
  kind: 'open' | 'close' | ',' | ':' | 'string' | 'word' | 'wrong';
  text: string;
  line: number;
}

function next(reader: Reader): Token | undefined {
  const { text } = reader;
  for (; reader.at < text.length && text.charCodeAt(reader.at) <= 32; reader.at++)
    if (text.charCodeAt(reader.at) === 10) reader.line++;
  if (reader.at >= text.length) return undefined;
  const start = reader.at;
  const mark = text[start]!;
  reader.at++;
  if (mark === '{' || mark === '[') return { kind: 'open', text: mark, line: reader.line };
  if (mark === '}' || mark === ']') return { kind: 'close', text: mark, line: reader.line };
  if (mark === ',' || mark === ':') return { kind: mark, text: mark, line: reader.line };
  if (mark === '"') return string(reader, start);
  while (reader.at < text.length && /[\w.+-]/.test(text[reader.at]!)) reader.at++;
  const word = text.slice(start, reader.at);
  const isWord = word.length < 100 && /^(-?\d[\d.eE+-]*|true|false|null)$/.test(word);
  return { kind: isWord ? 'word' : 'wrong', text: word, line: reader.line };
}

/** Strings are not left to a regular expression: it would run out of stack in long ones. */
function string(reader: Reader, start: number): Token {
  const { text, line } = reader;
  let at = start + 1;
  for (; at < text.length && text[at] !== '"'; at++) if (text[at] === '\\') at++;
  reader.at = at + 1;
  const raw = text.slice(start + 1, at);
  if (at >= text.length || raw.includes('\n')) return { kind: 'wrong', text: '', line };
  if (!raw.includes('\\')) return { kind: 'string', text: raw, line };
  try {
    return { kind: 'string', text: JSON.parse(`"${raw}"`) as string, line };
  } catch {
    return { kind: 'wrong', text: '', line };
  }
}

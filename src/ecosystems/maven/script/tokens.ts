/** A piece of a build script in Groovy, Kotlin or Scala. */
export interface Token {
  /** `line`: the end of a line. `mark`: one character of anything else. */
  kind: 'word' | 'string' | 'mark' | 'line';
  /** A string's content as written, without its quotes. */
  text: string;
  line: number;
  /** Where it begins in the text: tokens that touch belong together. */
  at: number;
  /** A string whose quotes let `$` stand for values. */
  open?: true;
}

/** Characters of one script that are read; the largest build files have some hundred thousand. */
const maxLength = 1024 * 1024;

const shape = new RegExp(
  [
    /(?<blank>[ \t\r\f\\]+)/,
    /(?<line>\n)/,
    /\/\/[^\n]*/,
    /\/\*[\s\S]*?(?:\*\/|$)/,
    /"""(?<open3>[\s\S]*?)(?:"""|$)/,
    /'''(?<closed3>[\s\S]*?)(?:'''|$)/,
    // One that is not closed ends with its line: what follows must not be taken for its inside.
    /"(?<open>[^"\\\n]*(?:\\[\s\S]?[^"\\\n]*)*)(?:"|(?=\n)|$)/,
    /'(?<closed>[^'\\\n]*(?:\\[\s\S]?[^'\\\n]*)*)(?:'|(?=\n)|$)/,
    /(?<word>[A-Za-z_$`][\w$`]*(?:\.[A-Za-z_$`][\w$`]*)*)/,
    /(?<mark>%{1,3}|[\s\S])/,
  ]
    .map((part) => part.source)
    .join('|'),
  'g',
);

/**
 * Splits a script into words (with their dots), strings and marks; comments are left out. It knows no grammar, so that
 * nothing in a script can confuse it for longer than its line (or than an unclosed comment or long string reaches).
 */
export function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  let line = 1;
  for (const found of text.slice(0, maxLength).matchAll(shape)) {
    const { line: end, open3, closed3, open, closed, word, mark } = found.groups!;
    const string = open3 ?? closed3 ?? open ?? closed;
    const at = found.index;
    if (end !== undefined) tokens.push({ kind: 'line', text: '\n', line, at });
    else if (word !== undefined) tokens.push({ kind: 'word', text: word, line, at });
    else if (mark !== undefined) tokens.push({ kind: 'mark', text: mark, line, at });
    else if (string !== undefined) {
      const values = open !== undefined || open3 !== undefined;
      tokens.push({ kind: 'string', text: string, line, at, ...(values ? { open: true } : {}) });
    }
    line += newlinesIn(found[0]);
  }
  return tokens;
}

function newlinesIn(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count++;
  return count;
}

/**
 * Names that a script gives to a literal, once and for all: `val x = "1"`, `def x = '1'`, `ext.x = '1'`, `x = "1"`, and
 * in maps those of packages: `x: 'g:a:1'`. One that is given two values is none.
 */
export function constantsOf(tokens: Token[]): Map<string, string> {
  const constants = new Map<string, string | undefined>();
  for (const [i, token] of tokens.entries()) {
    const given = tokens[i - 1]?.text === '=' || (tokens[i - 1]?.text === ':' && isCoordinate(token.text));
    if (token.kind !== 'string' || !given || isMore(tokens[i + 1])) continue;
    const name = nameBefore(tokens, i - 2);
    if (name === undefined) continue;
    const same = !constants.has(name) || constants.get(name) === token.text;
    const literal = token.open === undefined || !token.text.includes('$') || isCoordinate(token.text);
    constants.set(name, same && literal ? token.text : undefined);
  }
  return new Map([...constants].flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}

/** Whether a text names a package, as Gradle and its users write it: `group:artifact:version`. */
export function isCoordinate(text: string): boolean {
  return /^[\w.-]+\.[\w.-]+:[\w.-]+:[^:\s]+/.test(text);
}

/** `x`, `x: String`, `ext.x`, `extra["x"]`. */
function nameBefore(tokens: Token[], at: number): string | undefined {
  const [before, colon, token] = [tokens[at - 2], tokens[at - 1], tokens[at]];
  if (token?.text === ']' && colon?.kind === 'string') return colon.text;
  if (token?.kind !== 'word') return undefined;
  const typed = token.text === 'String' && colon?.text === ':' && before?.kind === 'word';
  return (typed ? before : token).text.replace(/^(?:rootProject\.|project\.)?(?:ext\.|extra\.)?/, '');
}

/** What follows makes an expression of it. */
function isMore(token: Token | undefined): boolean {
  return token !== undefined && ['+', '.', '%', '%%', '?', '-'].includes(token.text);
}

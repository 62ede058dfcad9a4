/** One statement of a `go.mod` or `go.work`: `require (a v1)` gives the verb `require` and the words `a`, `v1`. */
export interface Statement {
  verb: string;
  words: string[];
  /** What follows `//`. */
  comment: string;
  line: number;
}

/**
 * Takes a `go.mod` or `go.work` apart by its lexical rules (https://go.dev/ref/mod#go-mod-file-lexical).
 * `open` is the line of a block that is never closed.
 */
export function statementsOf(text: string): { statements: Statement[]; open?: number } {
  const statements: Statement[] = [];
  let block: { verb: string; line: number } | undefined;
  let line = 0;
  for (const source of text.split('\n')) {
    line++;
    const { words, comment } = wordsOf(source);
    if (words.length === 0) continue;
    if (block !== undefined && words[0] === ')') block = undefined;
    else if (block !== undefined) statements.push({ verb: block.verb, words, comment, line });
    else if (words[1] === '(' && words.length === 2) block = { verb: words[0]!, line };
    else statements.push({ verb: words[0]!, words: words.slice(1), comment, line });
  }
  return block === undefined ? { statements } : { statements, open: block.line };
}

function wordsOf(source: string): { words: string[]; comment: string } {
  const words: string[] = [];
  // An unclosed string takes the rest of its line, or a hostile line would be searched from every quote again.
  const shape = /\s*(?:\/\/(.*)|"([^"]*)(?:"|$)|`([^`]*)(?:`|$)|([()[\],])|([^\s()[\],"`]+))/gy;
  for (let found = shape.exec(source); found !== null; found = shape.exec(source)) {
    const [, comment, quoted, raw, mark, plain] = found;
    if (comment !== undefined) return { words, comment: comment.trim() };
    const word = quoted ?? raw ?? mark ?? plain!;
    // A comment may follow a word without a blank.
    const at = plain === undefined ? -1 : word.indexOf('//');
    if (at < 0) words.push(word);
    else
      return {
        words: at > 0 ? [...words, word.slice(0, at)] : words,
        comment: word.slice(at + 2).trim() + source.slice(shape.lastIndex),
      };
  }
  return { words, comment: '' };
}

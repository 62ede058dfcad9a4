import type { Token } from '../script/tokens.ts';

export interface Statement {
  tokens: Token[];
  /** Inside a `dependencies` block, or one of those that are like it. */
  declares: boolean;
}

const declaringBlocks = new Set([
  'dependencies',
  'constraints',
  'imports',
  'dependencyManagement',
  'dependencySet',
]);

/** A statement ends with its line (not inside brackets or behind a comma), and where a block opens or closes. */
export function* statementsOf(tokens: Token[]): Generator<Statement> {
  const blocks: boolean[] = [];
  let depth = 0;
  let current: Token[] = [];
  for (const token of tokens) {
    const { kind, text } = token;
    const isMark = kind === 'mark';
    const ends =
      kind === 'line' ? depth === 0 && current.at(-1)?.text !== ',' : isMark && /^[;{}]$/.test(text);
    if (!ends) {
      if (isMark && /[([]/.test(text)) depth++;
      if (isMark && /[)\]]/.test(text)) depth = Math.max(0, depth - 1);
      if (kind !== 'line') current.push(token);
      continue;
    }
    const declares = blocks.at(-1) ?? false;
    if (current.length > 0) yield { tokens: current, declares };
    if (text === '{' && blocks.length < 10_000)
      blocks.push(declares || current.some((one) => one.kind === 'word' && isDeclaring(one.text)));
    if (text === '}') blocks.pop();
    if (text === '{' || text === '}') depth = 0;
    current = [];
  }
  if (current.length > 0) yield { tokens: current, declares: blocks.at(-1) ?? false };
}

/** `dependencies`, `buildscript.dependencies`. */
function isDeclaring(word: string): boolean {
  return declaringBlocks.has(word.slice(word.lastIndexOf('.') + 1));
}

/**
 * Visits the keys of nested block mappings in a YAML text, line by line, with their path from the root (valid only
 * during the call), the scalar or flow collection that stands beside the key (unquoted; `''` for none) and the one-based
 * line. That is all of YAML that pnpm and Yarn write: items of lists, block scalars, comments and folded lines are
 * passed over, several documents are read as one. Anchors, aliases and tags are neither written by these tools nor
 * expanded here.
 * @returns the first line that is none of these.
 */
export function scanYaml(
  text: string,
  visit: (path: readonly string[], value: string, line: number) => void,
): number | undefined {
  const state: State = {
    path: [],
    indents: [],
    folded: -1,
    literal: -1,
    quoted: undefined,
    asked: undefined,
  };
  let unclear: number | undefined;
  let line = 0;
  for (let start = 0; start < text.length; ) {
    line++;
    const newline = text.indexOf('\n', start);
    const end = newline < 0 ? text.length : newline;
    let at = start;
    while (text.charCodeAt(at) === space) at++;
    if (at < end && !readLine(state, text.slice(at, end), at - start, line, visit)) unclear ??= line;
    start = end + 1;
  }
  return unclear;
}

/** The entries of a flow mapping on one line: `{integrity: sha512-…, tarball: https://…}`. */
export function flowEntries(value: string): Map<string, string> {
  const entries = new Map<string, string>();
  if (!value.startsWith('{')) return entries;
  for (const part of value.replace(/^\{\s*|\s*\}$/g, '').split(/,\s+/)) {
    const colon = part.indexOf(': ');
    if (colon > 0) entries.set(unquote(part.slice(0, colon)), unquote(part.slice(colon + 2).trim()));
  }
  return entries;
}

interface State {
  path: string[];
  /** How far each key of `path` is indented. */
  indents: number[];
  /** Deeper lines than this continue a plain scalar. */
  folded: number;
  /** Deeper lines than this belong to a block scalar. */
  literal: number;
  /** The quote that ends a scalar begun on an earlier line. */
  quoted: string | undefined;
  /** A key too long for one line: `? key`, then `: value`. js-yaml writes these from 1,024 characters on. */
  asked: { key: string; indent: number; line: number } | undefined;
}

const space = 32;
type Visit = (path: readonly string[], value: string, line: number) => void;

function readLine(state: State, content: string, indent: number, line: number, visit: Visit): boolean {
  if (state.literal >= 0) {
    if (indent > state.literal) return true;
    state.literal = -1;
  }
  if (state.quoted !== undefined) {
    if (closes(content, state.quoted)) state.quoted = undefined;
    return true;
  }
  const first = content[0]!;
  if (first === '#') return true;
  if (indent === 0 && /^(---|\.\.\.|%)/.test(content)) {
    state.path.length = 0;
    state.indents.length = 0;
    return true;
  }
  if (first === '-' && (content.length === 1 || content[1] === ' ')) return true;
  if (content.startsWith('? ')) {
    state.asked = { key: unquote(content.slice(2).trim()), indent, line };
    return true;
  }
  if (first === ':' && state.asked?.indent === indent) return readAnswer(state, content, visit);
  return readPair(state, content, indent, line, visit);
}

/** The line after a long key: its value, or the first pair of the mapping that is its value. */
function readAnswer(state: State, content: string, visit: Visit): boolean {
  const { key, indent, line } = state.asked!;
  state.asked = undefined;
  const rest = content.slice(1).trim();
  const nested = rest !== '' && keyEnd(rest) !== undefined;
  enter(state, key, nested ? '' : rest, indent, line, visit);
  return nested ? readPair(state, rest, indent + 2, line, visit) : true;
}

function readPair(state: State, content: string, indent: number, line: number, visit: Visit): boolean {
  const end = keyEnd(content);
  if (end === undefined) return state.folded >= 0 && indent > state.folded;
  const rest = content.slice(end + 1).trim();
  const isForeign = foreign.test(rest);
  enter(state, unquote(content.slice(0, end).trim()), isForeign ? '' : rest, indent, line, visit);
  return !isForeign;
}

/** An anchor, an alias or a tag: no plain scalar begins like that. */
const foreign = /^[&*!]/;

function enter(state: State, key: string, rest: string, indent: number, line: number, visit: Visit): void {
  const { path, indents } = state;
  while (indents.length > 0 && indents.at(-1)! >= indent) {
    indents.pop();
    path.pop();
  }
  indents.push(indent);
  path.push(key);
  state.folded = rest === '' ? -1 : indent;
  if (/^[|>][-+0-9]*$/.test(rest)) {
    state.literal = indent;
    visit(path, '', line);
    return;
  }
  if ((rest[0] === '"' || rest[0] === "'") && !closes(rest.slice(1), rest[0])) {
    state.quoted = rest[0];
    visit(path, '', line);
    return;
  }
  const comment = rest[0] === '"' || rest[0] === "'" ? -1 : rest.indexOf(' #');
  visit(path, unquote(comment < 0 ? rest : rest.slice(0, comment).trimEnd()), line);
}

/** Where the colon after the key of a pair stands. */
function keyEnd(content: string): number | undefined {
  const quote = content[0];
  if (quote === '"' || quote === "'") {
    const end = endOfQuote(content, 1, quote);
    return end >= 0 && content[end + 1] === ':' && (end + 2 === content.length || content[end + 2] === ' ')
      ? end + 1
      : undefined;
  }
  const colon = content.indexOf(': ');
  if (colon >= 0) return colon;
  return content.endsWith(':') ? content.length - 1 : undefined;
}

function closes(content: string, quote: string): boolean {
  return endOfQuote(content, 0, quote) >= 0;
}

function endOfQuote(content: string, from: number, quote: string): number {
  for (let i = from; i < content.length; i++) {
    if (quote === '"' && content[i] === '\\') i++;
    else if (content[i] === quote) {
      if (quote === '"' || content[i + 1] !== "'") return i;
      i++;
    }
  }
  return -1;
}

function unquote(scalar: string): string {
  const quote = scalar[0];
  if (quote === "'") return scalar.slice(1, closing(scalar)).replaceAll("''", "'");
  if (quote !== '"') return scalar;
  const inner = scalar.slice(1, closing(scalar));
  if (!inner.includes('\\')) return inner;
  try {
    return JSON.parse(`"${inner}"`) as string;
  } catch {
    return inner;
  }
}

function closing(scalar: string): number {
  const end = endOfQuote(scalar, 1, scalar[0]!);
  return end < 0 ? scalar.length : end;
}

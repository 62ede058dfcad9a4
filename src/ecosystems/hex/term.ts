/** An Elixir term: strings as themselves, atoms with a leading colon, tuples and lists as arrays, keywords as pairs. */
export type Term = string | Term[];

/** Tuples in lists in tuples; Mix writes five levels. */
const maxDepth = 20;
const token =
  /\s*(?:"((?:[^"\\]|\\.)*)"(:?)|:"([^"]*)"|(:[\w@?!]+)|(\w[\w@?!]*:)(?=\s)|(\w[\w.]*)|([{}[\],]))/y;

/**
 * Reads one term at the start of a text: strings, atoms, tuples, lists and keyword lists, which is what Mix writes.
 * @returns the term and where it ends; `undefined` for anything else, and for what nests too deep.
 */
export function readTerm(text: string): { term: Term; end: number } | undefined {
  const open: { items: Term[]; closing: string; key?: string }[] = [];
  token.lastIndex = 0;
  for (let found = token.exec(text); found !== null; found = token.exec(text)) {
    const [, string, colon, quotedAtom, atom, keyword, word, mark] = found;
    const top = open.at(-1);
    if (mark === '{' || mark === '[') {
      if (open.length >= maxDepth) return undefined;
      open.push({ items: [], closing: mark === '{' ? '}' : ']' });
      continue;
    }
    if (mark === ',') {
      if (top === undefined) return undefined;
      continue;
    }
    const key = keyword?.slice(0, -1) ?? (colon === ':' ? string : undefined);
    if (key !== undefined) {
      if (top === undefined) return undefined;
      top.key = `:${key}`;
      continue;
    }
    let term: Term | undefined = string ?? atom ?? (quotedAtom === undefined ? word : `:${quotedAtom}`);
    if (mark !== undefined) {
      if (top?.closing !== mark) return undefined;
      open.pop();
      term = top.items;
    }
    const parent = open.at(-1);
    if (parent === undefined) return { term: term!, end: token.lastIndex };
    parent.items.push(parent.key === undefined ? term! : [parent.key, term!]);
    delete parent.key;
  }
  return undefined;
}

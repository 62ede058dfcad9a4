/** One `key: value` of a block mapping. */
export interface OutlineEntry {
  /** The keys above it and its own; an item of a list is a step named `-`. */
  path: string[];
  /** The scalar without its quotes; `''` where a block follows. Flow collections, anchors and tags are left as text. */
  value: string;
  line: number;
}

/** Characters. Regular expressions run out of stack in very long lines. */
const maxLine = 200_000;
/** Steps into steps; no lockfile that is read so has more than a handful. */
const maxDepth = 50;

/**
 * Reads the part of YAML that package managers write: block mappings and lists of scalars, one a line. Nothing is
 * expanded (aliases, tags, merge keys) and block scalars are passed over, so the cost is that of the text.
 * `wrong` holds the lines that are none of this.
 */
export function outline(text: string): { entries: OutlineEntry[]; wrong: number[] } {
  const entries: OutlineEntry[] = [];
  const wrong: number[] = [];
  const open: { indent: number; key: string }[] = [];
  let scalar = -1;
  let line = 0;
  for (const source of text.split('\n')) {
    line++;
    const indent = source.search(/\S/);
    if (indent < 0) continue;
    if (scalar >= 0 && indent > scalar) continue;
    scalar = -1;
    if (source[indent] === '#' || /^(---|\.\.\.)(\s|$)/.test(source)) continue;
    if (source.length > maxLine) {
      wrong.push(line);
      continue;
    }
    const found = takeApart(source, indent);
    while (open.length > 0 && open.at(-1)!.indent >= indent && !isItemOf(open.at(-1)!, indent, found.dashes))
      open.pop();
    for (const at of found.dashes) open.push({ indent: at, key: '-' });
    if (found.key === undefined || open.length >= maxDepth) {
      if (found.dashes.length === 0 || found.value === undefined) wrong.push(line);
      else entries.push({ path: open.map(({ key }) => key), value: found.value, line });
      continue;
    }
    if (/^[|>][+-]?\d?$/.test(found.value ?? '')) scalar = indent;
    open.push({ indent: found.at, key: found.key });
    entries.push({ path: open.map(({ key }) => key), value: scalar < 0 ? (found.value ?? '') : '', line });
  }
  return { entries, wrong };
}

/** Lists may stand as deep as the key that holds them. */
function isItemOf(top: { indent: number; key: string }, indent: number, dashes: number[]): boolean {
  return top.indent === indent && top.key !== '-' && dashes.length > 0;
}

const quotedKey = /^(?:"([^"]*)"|'([^']*)') ?:(?:\s|$)/;
/** What begins so is a flow collection, an alias, a tag or a comment: no plain key. */
const noPlainKey = /^[#"'&*!{}[\]|>%@`,]/;

function takeApart(
  source: string,
  indent: number,
): { dashes: number[]; key?: string; value?: string; at: number } {
  const dashes: number[] = [];
  let at = indent;
  while (/^-(\s|$)/.test(source.slice(at, at + 2)) && dashes.length < maxDepth) {
    dashes.push(at);
    const next = source.slice(at + 1).search(/\S/);
    if (next < 0) return { dashes, value: '', at };
    at += next + 1;
  }
  const rest = source.slice(at).trimEnd();
  const quoted = quotedKey.exec(rest);
  if (quoted !== null)
    return { dashes, key: quoted[1] ?? quoted[2]!, value: scalarOf(rest.slice(quoted[0].length)), at };
  const colon = noPlainKey.test(rest) ? -1 : rest.search(/:(\s|$)/);
  if (colon < 1) return { dashes, value: scalarOf(rest), at };
  return { dashes, key: rest.slice(0, colon).trimEnd(), value: scalarOf(rest.slice(colon + 1)), at };
}

function scalarOf(source: string): string {
  const text = source.trim();
  const quoted = /^(?:"((?:[^"\\]|\\.)*)"|'((?:[^']|'')*)')\s*(?:#.*)?$/.exec(text);
  if (quoted !== null) return quoted[1] ?? quoted[2]!.replaceAll("''", "'");
  const comment = text.startsWith('#') ? 0 : text.search(/\s#/);
  return comment < 0 ? text : text.slice(0, comment).trimEnd();
}

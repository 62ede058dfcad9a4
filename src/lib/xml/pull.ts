/** What an XML text consists of, in order. `broken` is the last event of a text that is not well-formed or refused. */
export type XmlEvent =
  | { kind: 'open'; name: string; attributes: Map<string, string>; line: number }
  | { kind: 'text'; text: string; line: number }
  | { kind: 'close'; name: string; line: number }
  | { kind: 'broken'; reason: string; line: number };

/** Elements inside elements; build files that people write reach a dozen. */
const maxDepth = 200;
/** UTF-16 units of one file; Gradle's largest verification files have a few million. */
const maxLength = 32 * 1024 * 1024;
/** Tags of one file: bounds the memory that `<a/><a/>…` costs. */
const maxTags = 1_500_000;
const maxAttributes = 200;

/**
 * Reads XML 1.0 (https://www.w3.org/TR/xml/) as a stream of events. Stricter than the standard where that is safer:
 * a document type with declarations of its own is refused, and nothing is ever loaded or expanded but the five
 * predefined entities and character references; any other reference stays in the text as it is written.
 * Names are local: a prefix and declarations of namespaces are dropped. Lines are one-based; line ends become `\n`.
 */
export function* pullXml(source: string): Generator<XmlEvent, void, undefined> {
  const text = decode(source);
  if (text.length > maxLength) {
    yield { kind: 'broken', reason: `it is larger than ${maxLength / 1024 / 1024} MB`, line: 1 };
    return;
  }
  const state: State = { text, at: 0, line: 1, counted: 0, open: [], tags: 0, rooted: false };
  while (state.at < text.length) {
    const event = next(state);
    if (event === undefined) continue;
    yield event;
    if (event.kind === 'broken') return;
    if (event.kind === 'open' && text[state.at - 2] === '/') {
      yield { kind: 'close', name: event.name, line: lineAt(state, state.at) };
      state.open.pop();
    }
  }
  const innermost = state.open.at(-1);
  if (innermost !== undefined) yield broken(state, `it ends inside <${innermost}>`, text.length);
  else if (!state.rooted) yield broken(state, 'it has no element', text.length);
}

interface State {
  text: string;
  at: number;
  /** The line of `counted`, so that each line end is looked at once. */
  line: number;
  counted: number;
  /** Names as written, prefix and all, of the elements that are open. */
  open: string[];
  tags: number;
  rooted: boolean;
}

/** One step of the reader, which always moves `state.at` on or breaks. */
function next(state: State): XmlEvent | undefined {
  const { text, at } = state;
  if (text.charCodeAt(at) !== less) return readText(state);
  if (text.startsWith('<!--', at)) return skip(state, '-->', 4, 'a comment');
  if (text.startsWith('<?', at)) return skip(state, '?>', 2, 'a processing instruction');
  if (text.startsWith('<![CDATA[', at)) return readCdata(state);
  if (text.startsWith('<!DOCTYPE', at)) return skipDoctype(state);
  return text.charCodeAt(at + 1) === slash ? readClose(state) : readOpen(state);
}

const [less, slash, greater] = [60, 47, 62];

function readText(state: State): XmlEvent | undefined {
  const { text, at } = state;
  const found = text.indexOf('<', at);
  const end = found < 0 ? text.length : found;
  const raw = text.slice(at, end);
  state.at = end;
  const zero = raw.indexOf('\0');
  if (zero >= 0) return broken(state, 'it holds bytes that are no text', at + zero);
  if (/^\s*$/.test(raw)) return undefined;
  if (state.open.length === 0) return broken(state, 'it has text outside of its element', at);
  return { kind: 'text', text: decodeText(raw), line: lineAt(state, at) };
}

function readCdata(state: State): XmlEvent {
  const { text, at } = state;
  const end = text.indexOf(']]>', at + 9);
  if (end < 0) return broken(state, 'a CDATA section is not closed', at);
  if (state.open.length === 0) return broken(state, 'it has text outside of its element', at);
  state.at = end + 3;
  return { kind: 'text', text: normaliseLines(text.slice(at + 9, end)), line: lineAt(state, at) };
}

function skip(state: State, end: string, from: number, what: string): XmlEvent | undefined {
  const found = state.text.indexOf(end, state.at + from);
  if (found < 0) return broken(state, `${what} is not closed`, state.at);
  state.at = found + end.length;
  return undefined;
}

/** One that only names a type loads nothing here; one with declarations is what entity bombs are made of. */
function skipDoctype(state: State): XmlEvent | undefined {
  const shape = /<!DOCTYPE\s[^[\]<>"']*(?:"[^"]*"[^[\]<>"']*|'[^']*'[^[\]<>"']*)*>/y;
  shape.lastIndex = state.at;
  const found = shape.exec(state.text.slice(0, state.at + 4096));
  if (found === null || state.rooted)
    return broken(state, 'it declares a document type of its own, which is refused', state.at);
  state.at = shape.lastIndex;
  return undefined;
}

const nameShape = /[\p{L}_:][\p{L}\p{N}\p{M}_:.\-·]*/uy;

function readOpen(state: State): XmlEvent {
  const { text, at } = state;
  const name = readName(text, at + 1);
  if (name === '') return broken(state, 'a "<" begins no tag', at);
  if (state.open.length === 0 && state.rooted) return broken(state, 'it has a second element', at);
  if (state.open.length >= maxDepth) return broken(state, `it nests deeper than ${maxDepth} elements`, at);
  if (++state.tags > maxTags) return broken(state, `it has more than ${maxTags} elements`, at);
  const read = readAttributes(text, at + 1 + name.length);
  if (typeof read === 'string') return broken(state, `${read} in <${name}>`, at);
  state.at = read.end;
  state.open.push(name);
  state.rooted = true;
  return { kind: 'open', name: localName(name), attributes: read.attributes, line: lineAt(state, at) };
}

/** @returns what is wrong, as text, where the tag is not well-formed. */
function readAttributes(
  text: string,
  start: number,
): { attributes: Map<string, string>; end: number } | string {
  const attributes = new Map<string, string>();
  const seen = new Set<string>();
  for (let at = start; ; ) {
    const from = skipBlanks(text, at);
    const code = text.charCodeAt(from);
    if (code === greater) return { attributes, end: from + 1 };
    if (code === slash && text.charCodeAt(from + 1) === greater) return { attributes, end: from + 2 };
    if (from >= text.length) return 'the file ends';
    const name = from > at ? readName(text, from) : '';
    if (name === '') return 'an attribute is malformed';
    const equals = skipBlanks(text, from + name.length);
    const open = skipBlanks(text, equals + 1);
    const quote = text[open];
    const close = quote === '"' || quote === "'" ? text.indexOf(quote, open + 1) : -1;
    if (text[equals] !== '=' || close < 0) return `attribute ${name} has no closed value`;
    const raw = text.slice(open + 1, close);
    if (raw.includes('<')) return `attribute ${name} holds a "<"`;
    if (seen.has(name)) return `attribute ${name} stands twice`;
    if (seen.add(name).size > maxAttributes) return 'there are too many attributes';
    addAttribute(attributes, name, raw);
    at = close + 1;
  }
}

/** `version` goes before `x:version`, whichever comes first. */
function addAttribute(attributes: Map<string, string>, name: string, raw: string): void {
  if (name === 'xmlns' || name.startsWith('xmlns:')) return;
  const local = localName(name);
  if (local !== name && attributes.has(local)) return;
  attributes.set(local, decodeText(raw).replaceAll(/[\t\n]/g, ' '));
}

function readClose(state: State): XmlEvent {
  const { text, at } = state;
  const name = readName(text, at + 2);
  const end = skipBlanks(text, at + 2 + name.length);
  const expected = state.open.at(-1);
  if (name === '' || text.charCodeAt(end) !== greater) return broken(state, 'a closing tag is malformed', at);
  if (name !== expected)
    return broken(
      state,
      expected === undefined ? `</${name}> closes nothing` : `</${name}> closes <${expected}>`,
      at,
    );
  state.open.pop();
  state.at = end + 1;
  return { kind: 'close', name: localName(name), line: lineAt(state, at) };
}

function readName(text: string, at: number): string {
  nameShape.lastIndex = at;
  return nameShape.exec(text)?.[0] ?? '';
}

function localName(name: string): string {
  return name.slice(name.lastIndexOf(':') + 1) || name;
}

function skipBlanks(text: string, start: number): number {
  let at = start;
  while (at < text.length && isBlank(text.charCodeAt(at))) at++;
  return at;
}

function isBlank(code: number): boolean {
  return code === 32 || code === 10 || code === 13 || code === 9;
}

const predefined: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function decodeText(raw: string): string {
  const text = normaliseLines(raw);
  if (!text.includes('&')) return text;
  return text.replaceAll(
    /&(?:#x([0-9a-fA-F]{1,8})|#([0-9]{1,8})|(amp|lt|gt|quot|apos));/g,
    (all, hex, decimal, name) => {
      if (name !== undefined) return predefined[name]!;
      const code = hex === undefined ? Number.parseInt(decimal, 10) : Number.parseInt(hex, 16);
      const isCharacter = code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
      return isCharacter ? String.fromCodePoint(code) : all;
    },
  );
}

function normaliseLines(raw: string): string {
  return raw.includes('\r') ? raw.replaceAll(/\r\n?/g, '\n') : raw;
}

/**
 * Drops a byte order mark. UTF-16 arrives here read as UTF-8: two broken bytes, then every ASCII character beside a
 * zero (Visual Studio wrote such files). The ASCII part, which is all that names and versions need, is won back.
 */
function decode(source: string): string {
  if (source.charCodeAt(0) === 0xfeff) return source.slice(1);
  const wide = /^\ufffd{2}(?:<\0|\0<)/.test(source) || /^(?:<\0\?\0|\0<\0\?)/.test(source);
  return wide ? source.replace(/^\ufffd{2}/, '').replaceAll('\0', '') : source;
}

function broken(state: State, reason: string, at: number): XmlEvent {
  return { kind: 'broken', reason, line: lineAt(state, at) };
}

/** Offsets are asked for in rising order, but for an error's, which is the last. */
function lineAt(state: State, at: number): number {
  for (
    let i = state.text.indexOf('\n', state.counted);
    i >= 0 && i < at;
    i = state.text.indexOf('\n', i + 1)
  ) {
    state.line++;
    state.counted = i + 1;
  }
  return state.line;
}

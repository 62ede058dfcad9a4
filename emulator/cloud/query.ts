import { badRequest } from './errors.ts';

/** Decides whether an object as the API shows it meets a query. */
export type Filter = (value: object) => boolean;

/**
 * Bitbucket Cloud's query language (`q=`): `= != ~ !~ > >= < <= IN NOT IN`, AND, OR, parentheses, strings in double
 * quotes, dates with or without quotes (the documentation has them bare, Renovate quotes them). `~` is "contains",
 * whatever the case. Refuses what it cannot read with 400.
 */
export function readQuery(query: string): Filter {
  const tokens = tokenize(query);
  const [filter, rest] = readOr(tokens, 0, 0);
  if (rest !== tokens.length) throw invalid();
  return filter;
}

type Value = string | number | boolean | null;
type Token = { kind: 'word' | 'sign' | 'string'; text: string };

function tokenize(query: string): Token[] {
  if (query.length > 4000) throw invalid();
  const pattern = /\s*(?:"((?:[^"\\]|\\.)*)"|(!=|!~|>=|<=|[=~<>(),])|([^\s"=!~<>(),]+))/y;
  const tokens: Token[] = [];
  while (pattern.lastIndex < query.trimEnd().length) {
    const found = pattern.exec(query);
    if (!found) throw invalid();
    const [, string, sign, word] = found;
    if (string !== undefined) tokens.push({ kind: 'string', text: string.replace(/\\(.)/g, '$1') });
    else if (sign !== undefined) tokens.push({ kind: 'sign', text: sign });
    else tokens.push({ kind: 'word', text: word ?? '' });
  }
  return tokens;
}

function readOr(tokens: Token[], from: number, depth: number): [Filter, number] {
  if (depth > 20) throw invalid();
  let [filter, at] = readAnd(tokens, from, depth);
  while (isWord(tokens[at], 'or')) {
    const left = filter;
    const [right, next] = readAnd(tokens, at + 1, depth);
    filter = (value) => left(value) || right(value);
    at = next;
  }
  return [filter, at];
}

function readAnd(tokens: Token[], from: number, depth: number): [Filter, number] {
  let [filter, at] = readOne(tokens, from, depth);
  while (isWord(tokens[at], 'and')) {
    const left = filter;
    const [right, next] = readOne(tokens, at + 1, depth);
    filter = (value) => left(value) && right(value);
    at = next;
  }
  return [filter, at];
}

function readOne(tokens: Token[], from: number, depth: number): [Filter, number] {
  if (isSign(tokens[from], '(')) {
    const [filter, at] = readOr(tokens, from + 1, depth + 1);
    if (!isSign(tokens[at], ')')) throw invalid();
    return [filter, at + 1];
  }
  const field = tokens[from];
  if (field?.kind !== 'word') throw invalid();
  const path = field.text.split('.');
  if (isWord(tokens[from + 1], 'in')) return readIn(tokens, from + 2, path, true);
  if (isWord(tokens[from + 1], 'not') && isWord(tokens[from + 2], 'in')) {
    return readIn(tokens, from + 3, path, false);
  }
  const sign = tokens[from + 1];
  const wanted = tokens[from + 2];
  if (sign?.kind !== 'sign' || !wanted || wanted.kind === 'sign') throw invalid();
  const compare = comparison(sign.text);
  const operand = literal(wanted);
  return [(value) => compare(find(value, path), operand), from + 3];
}

function readIn(tokens: Token[], from: number, path: string[], among: boolean): [Filter, number] {
  if (!isSign(tokens[from], '(')) throw invalid();
  const values: Value[] = [];
  let at = from + 1;
  for (; ; at += 2) {
    const wanted = tokens[at];
    if (!wanted || wanted.kind === 'sign') throw invalid();
    values.push(literal(wanted));
    if (!isSign(tokens[at + 1], ',')) break;
  }
  if (!isSign(tokens[at + 1], ')')) throw invalid();
  return [(value) => values.some((each) => order(find(value, path), each) === 0) === among, at + 2];
}

function comparison(sign: string): (one: unknown, other: Value) => boolean {
  switch (sign) {
    case '=':
      return (one, other) => order(one, other) === 0;
    case '!=':
      return (one, other) => order(one, other) !== 0;
    case '~':
      return contains;
    case '!~':
      return (one, other) => !contains(one, other);
    case '>':
      return (one, other) => order(one, other) > 0;
    case '>=':
      return (one, other) => order(one, other) >= 0;
    case '<':
      return (one, other) => order(one, other) < 0;
    case '<=':
      return (one, other) => order(one, other) <= 0;
    default:
      throw invalid();
  }
}

function contains(one: unknown, other: Value): boolean {
  return typeof one === 'string' && one.toLowerCase().includes(String(other).toLowerCase());
}

/** Negative, zero or positive; NaN (so that no comparison holds) where the two cannot be compared. */
function order(one: unknown, other: Value): number {
  if (one === other || ((one === undefined || one === null) && other === null)) return 0;
  if (typeof one === 'number') return one - Number(other);
  if (typeof one === 'string' && typeof other === 'string') {
    const [earlier, later] = [instant(one), instant(other)];
    if (!Number.isNaN(earlier) && !Number.isNaN(later)) return earlier - later;
    return one < other ? -1 : one > other ? 1 : 0;
  }
  return Number.NaN;
}

function instant(text: string): number {
  return /^\d{4}-\d\d-\d\d(T|$)/.test(text) ? Date.parse(text) : Number.NaN;
}

function literal(token: Token): Value {
  if (token.kind === 'string') return token.text;
  if (token.text === 'null') return null;
  if (token.text === 'true' || token.text === 'false') return token.text === 'true';
  return /^-?\d+(\.\d+)?$/.test(token.text) ? Number(token.text) : token.text;
}

/** The value at a dotted path. */
export function find(value: unknown, path: string[]): unknown {
  let here: unknown = value;
  for (const name of path) {
    if (typeof here !== 'object' || here === null || !Object.hasOwn(here, name)) return undefined;
    here = (here as Record<string, unknown>)[name];
  }
  return here;
}

function isWord(token: Token | undefined, word: string): boolean {
  return token?.kind === 'word' && token.text.toLowerCase() === word;
}

function isSign(token: Token | undefined, sign: string): boolean {
  return token?.kind === 'sign' && token.text === sign;
}

function invalid() {
  return badRequest('Invalid query');
}

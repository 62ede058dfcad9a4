import { endOfString } from './scan.ts';

/**
 * Reads as much of a broken JSON text as stands before the first mistake: containers that are still open there are
 * closed, a key without a value is dropped. No recursion. `offset` is where reading stopped.
 */
export function recoverJson(text: string): { value: unknown; offset: number } {
  const open: Container[] = [];
  let root: unknown;
  let expected = 'value' as 'value' | 'key' | 'colon' | 'next' | 'nothing';
  let offset = 0;

  const put = (value: unknown) => {
    const parent = open.at(-1);
    if (parent === undefined) root = value;
    else if (parent.key === undefined) parent.items.push(value);
    else parent.items.push([parent.key, value]);
    expected = parent === undefined ? 'nothing' : 'next';
  };

  for (const { token, end } of tokens(text)) {
    const top = open.at(-1);
    if (expected === 'value' && (token === '{' || token === '[')) {
      open.push(token === '{' ? { key: '', items: [] } : { key: undefined, items: [] });
      expected = token === '{' ? 'key' : 'value';
    } else if (top !== undefined && token === closing(top) && expected !== 'colon') {
      open.pop();
      put(close(top));
    } else if (expected === 'next' && token === ',') {
      expected = top?.key === undefined ? 'value' : 'key';
    } else if (expected === 'colon' && token === ':') {
      expected = 'value';
    } else if (expected === 'key' || expected === 'value') {
      const value = scalar(token);
      if (value === undefined) break;
      if (expected === 'value') put(value);
      else if (typeof value !== 'string') break;
      else {
        top!.key = value;
        expected = 'colon';
      }
    } else {
      break;
    }
    offset = end;
  }
  for (let top = open.pop(); top !== undefined; top = open.pop()) put(close(top));
  return { value: root, offset };
}

/** An object (with the key that is being read; entries as pairs) or an array (without). */
interface Container {
  key: string | undefined;
  items: unknown[];
}

/** `Object.fromEntries` makes own properties, also of a key named `__proto__`. */
function close(container: Container): unknown {
  return container.key === undefined
    ? container.items
    : Object.fromEntries(container.items as [string, unknown][]);
}

function closing(container: Container): string {
  return container.key === undefined ? ']' : '}';
}

/** Strings are not left to the regular expression: it would run out of stack in long ones. */
function* tokens(text: string): Generator<{ token: string; end: number }> {
  const shape = /\s*("|[{}[\]:,]|[^\s{}[\]:,"]+)/y;
  for (let found = shape.exec(text); found !== null; found = shape.exec(text)) {
    if (found[1] === '"') {
      const start = shape.lastIndex - 1;
      const end = endOfString(text, start);
      if (end < 0) return;
      shape.lastIndex = end + 1;
      yield { token: text.slice(start, end + 1), end: end + 1 };
    } else {
      yield { token: found[1]!, end: shape.lastIndex };
    }
  }
}

function scalar(token: string): unknown {
  try {
    return JSON.parse(token);
  } catch {
    return undefined;
  }
}

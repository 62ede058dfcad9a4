/** What stands where PostgreSQL cannot store a character: NUL in text, NUL and lone surrogates in JSON. */
const replacement = '\ufffd';

/** A parameter that PostgreSQL accepts; only strings, and strings in arrays, are ever changed. */
export function clean(value: unknown): unknown {
  if (typeof value === 'string') return value.includes('\0') ? value.replaceAll('\0', replacement) : value;
  return Array.isArray(value) ? value.map(clean) : value;
}

/**
 * JSON that PostgreSQL's `jsonb` accepts. It refuses `\u0000` and lone surrogates, which `JSON.stringify` writes as
 * escapes (and never a whole pair), in keys as well as in values. An escape counts after an even number of backslashes.
 */
export function json(value: unknown): string {
  return JSON.stringify(value).replace(
    /(?<!\\)((?:\\\\)*)\\u(?:0000|d[89a-f][0-9a-f]{2})/g,
    `$1${replacement}`,
  );
}

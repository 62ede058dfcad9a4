/** A value of a caller's JSON: nothing about it is known. */
export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

/** Deepest nesting a caller's JSON may have; beyond it the body counts as malformed. */
const depthLimit = 50;

/** Parses a request's JSON body; undefined where it is empty, malformed or nested too deep. Drops `__proto__`. */
export function readJson(body: Buffer): Json | undefined {
  if (body.length === 0) return undefined;
  try {
    const value = JSON.parse(body.toString('utf8'), (name, inner) =>
      name === '__proto__' ? undefined : inner,
    );
    return depth(value, 0) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** The value at a path of names, or undefined where something on the way is no object. */
export function at(value: Json | undefined, ...path: string[]): Json | undefined {
  let here: Json | undefined = value;
  for (const name of path) {
    if (typeof here !== 'object' || here === null || Array.isArray(here)) return undefined;
    here = Object.hasOwn(here, name) ? here[name] : undefined;
  }
  return here;
}

/** The string at a path, or undefined. */
export function text(value: Json | undefined, ...path: string[]): string | undefined {
  const found = at(value, ...path);
  return typeof found === 'string' ? found : undefined;
}

function depth(value: unknown, level: number): boolean {
  if (level > depthLimit) return false;
  if (typeof value !== 'object' || value === null) return true;
  return Object.values(value).every((inner) => depth(inner, level + 1));
}

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/**
 * What changed from `base` to `next`, made in `original`: whatever npm would write anew without our change, too
 * (fields of another npm version, other flags), stays as it is in the repository. Keys keep their order; new ones
 * stand behind their predecessor in `next`.
 */
export function mergeChanges(original: Json | undefined, base: Json | undefined, next: Json): Json {
  if (!isObject(original) || !isObject(next))
    return equal(base, next) && original !== undefined ? original : next;
  const before = isObject(base) ? base : {};
  const merged = new Map(Object.entries(original));
  for (const key of merged.keys())
    if (!Object.hasOwn(next, key) && Object.hasOwn(before, key)) merged.delete(key);
  const order = [...merged.keys()];
  let previous: string | undefined;
  for (const [key, value] of Object.entries(next)) {
    const had = Object.hasOwn(before, key) ? before[key] : undefined;
    if (!merged.has(key)) {
      // Missing in the repository's file, and npm would add it without us, too: not ours to add.
      if (had !== undefined && equal(had, value)) continue;
      order.splice(previous === undefined ? 0 : order.indexOf(previous) + 1, 0, key);
    }
    merged.set(key, mergeChanges(merged.get(key), had, value));
    previous = key;
  }
  return toObject(order.map((key) => [key, merged.get(key)!]));
}

/** `__proto__` from a hostile file becomes a key like any other. */
function toObject(entries: [string, Json][]): { [key: string]: Json } {
  return Object.fromEntries(entries);
}

function isObject(value: Json | undefined): value is { [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function equal(a: Json | undefined, b: Json | undefined): boolean {
  if (a === b) return true;
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((item, i) => equal(item, b[i]));
  if (!isObject(a) || !isObject(b)) return false;
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && equal(a[key], b[key]))
  );
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A body that the real product sent, from the directory of reference material. */
export function readRecording(shared: string, path: string): unknown {
  return JSON.parse(readFileSync(join(shared, 'recordings', path), 'utf8'));
}

/**
 * Where one of our bodies differs in keys or types from a recorded one: a key that we lack, or a value of another type.
 * Null is like anything, further keys of ours are fine, of lists the first entries stand for all.
 * @param except paths (`a.b`, lists as `[]`) where a difference is known, and everything below.
 */
export function differences(recorded: unknown, ours: unknown, except: RegExp[] = [], path = ''): string[] {
  if (except.some((each) => each.test(path))) return [];
  if (recorded === null || ours === null) return [];
  if (typeOf(recorded) !== typeOf(ours))
    return [`${path}: ${typeOf(recorded)} recorded, ${typeOf(ours)} ours`];
  if (Array.isArray(recorded) && Array.isArray(ours)) {
    if (recorded.length === 0 || ours.length === 0) return [];
    return differences(recorded[0], ours[0], except, `${path}[]`);
  }
  if (typeof recorded !== 'object') return [];
  return Object.entries(recorded as object).flatMap(([name, value]) => {
    const here = path === '' ? name : `${path}.${name}`;
    const own = (ours as Record<string, unknown>)[name];
    return differences(value, own, except, here);
  });
}

function typeOf(value: unknown): string {
  return Array.isArray(value) ? 'list' : typeof value;
}

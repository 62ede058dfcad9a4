import { type Json, mergeChanges } from './merge.ts';

type Entry = { [key: string]: Json };

/** The repository's lockfile with what npm changed from `base` to `next`, in the style it is written in. */
export function writeLock(original: string, base: Entry, next: Entry): string {
  const bom = original.startsWith('\uFEFF') ? '\uFEFF' : '';
  const text = original.slice(bom.length);
  const old = JSON.parse(text) as Entry;
  const merged = mergeChanges(old, base, inStyleOf(old, keepFacts(base, next)));
  return bom + print(merged, text);
}

/** Indentation, line ends and the end of the file as they were (npm keeps these, too). */
function print(value: Json, like: string): string {
  const indent = /^[[{][^\S\r\n]*\r?\n([ \t]+)/.exec(like)?.[1] ?? (like.includes('\n', 1) ? '  ' : '');
  const newline = like.includes('\r\n') ? '\r\n' : '\n';
  const end = /(?:\r?\n)*$/.exec(like)?.[0] ?? '';
  return JSON.stringify(value, null, indent).replaceAll('\n', newline) + end;
}

/** What the registry says anew of a copy that stays (another checksum, a licence) is no change of ours. */
function keepFacts(base: Entry, next: Entry): Entry {
  const known = new Map<string, Entry>();
  walk(base, (resolved, _, entry) => known.set(resolved, entry));
  walk(next, (resolved, _, entry) => {
    const before = known.get(resolved);
    if (before === undefined || before.version !== entry.version) return;
    for (const field of ['integrity', 'license'])
      if (before[field] === undefined) delete entry[field];
      else entry[field] = before[field];
  });
  return next;
}

/**
 * A mirror puts its own address into `resolved`. An entry that comes from a registry which the repository does not
 * use gets the address that most of its entries have.
 */
function inStyleOf(old: Entry, next: Entry): Entry {
  const known = new Set<string>();
  const roots = new Map<string, number>();
  walk(old, (resolved, root) => {
    known.add(resolved);
    if (root !== undefined) roots.set(root, (roots.get(root) ?? 0) + 1);
  });
  const usual = [...roots].toSorted((a, b) => b[1] - a[1])[0]?.[0];
  if (usual === undefined) return next;
  walk(next, (resolved, root, entry) => {
    if (root === undefined || known.has(resolved) || roots.has(root)) return;
    entry.resolved = usual + resolved.slice(root.length);
  });
  return next;
}

/** Calls `visit` for each registry entry of either lockfile format, with the registry's root in its address. */
function walk(
  lock: Entry,
  visit: (resolved: string, root: string | undefined, entry: Entry) => void,
  depth = 0,
): void {
  if (depth > 200) return;
  for (const field of ['packages', 'dependencies']) {
    const entries = lock[field];
    if (typeof entries !== 'object' || entries === null || Array.isArray(entries)) continue;
    for (const entry of Object.values(entries)) {
      if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) continue;
      if (typeof entry.resolved === 'string') visit(entry.resolved, rootOf(entry.resolved), entry);
      if (field === 'dependencies') walk(entry, visit, depth + 1);
    }
  }
}

/** `https://host/path` of `https://host/path/@scope/name/-/name-1.2.3.tgz`, the form that npm's registries use. */
function rootOf(resolved: string): string | undefined {
  return /^(https?:\/\/.+?)\/(?:@[^/]+\/)?[^/]+\/-\/[^/]+\.tgz/.exec(resolved)?.[1];
}

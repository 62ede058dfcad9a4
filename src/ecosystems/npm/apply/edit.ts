import { applyEdits, type FormattingOptions, modify, parse } from 'jsonc-parser';
import type { Change } from '../../../domain/plan.ts';

const sections = ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies'] as const;

/**
 * Writes one change into the text of a `package.json`; order, indentation and everything else stay as they are.
 * `undefined` when the text does not say what the change starts from.
 */
export function editPackageJson(text: string, change: Change): string | undefined {
  return change.how === 'override' ? editOverride(text, change) : editDeclaration(text, change);
}

/** An override's key may carry a range of its own: `lodash@^3`. */
export function packageOf(key: string): string {
  return key.replace(/(?<=.)@.*$/, '');
}

/** `key`: the name it is declared as, which for an alias is not the package's. */
function declaredIn(text: string, name: string, wanted: string): { section: string; key: string }[] {
  const content = parse(text.replace(/^\uFEFF/, '')) as Record<string, unknown> | undefined;
  return sections.flatMap((section) => {
    const entries = content?.[section];
    if (typeof entries !== 'object' || entries === null) return [];
    return Object.entries(entries)
      .filter(([key, spec]) => spec === wanted && (key === name || isAliasOf(wanted, name)))
      .map(([key]) => ({ section, key }));
  });
}

function isAliasOf(wanted: string, name: string): boolean {
  return wanted === `npm:${name}` || wanted.startsWith(`npm:${name}@`);
}

function editDeclaration(text: string, change: Change): string | undefined {
  const places = declaredIn(text, change.name, change.from ?? '');
  // Made already: applying a candidate twice is the same as once.
  if (places.length === 0) return declaredIn(text, change.name, change.to).length > 0 ? text : undefined;
  return places.reduce((now, { section, key }) => set(now, [section, key], change.to), text);
}

function editOverride(text: string, { name, to, within = [] }: Change): string | undefined {
  const content = parse(text.replace(/^\uFEFF/, '')) as Record<string, unknown> | undefined;
  const path = ['overrides', ...within, name];
  let at: unknown = content;
  for (const [depth, key] of path.entries()) {
    const value = child(at, key);
    const last = depth === path.length - 1;
    if (typeof value === 'string' && !last) {
      // "request": "2.88.2" becomes an object: npm reads its own version from the key ".".
      const nested = path.slice(depth + 1).reduceRight<unknown>((inner, step) => ({ [step]: inner }), to);
      return set(text, path.slice(0, depth + 1), { '.': value, ...(nested as object) });
    }
    if (last && typeof value === 'object' && value !== null) return set(text, [...path, '.'], to);
    at = value;
  }
  return set(text, path, to);
}

function child(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? (value as Record<string, unknown>)[key]
    : undefined;
}

function set(text: string, path: string[], value: unknown): string {
  return applyEdits(text, modify(text, path, value, { formattingOptions: formatOf(text) }));
}

function formatOf(text: string): FormattingOptions {
  const indent = /\n([ \t]+)"/.exec(text)?.[1] ?? '  ';
  return {
    insertSpaces: !indent.startsWith('\t'),
    tabSize: indent.startsWith('\t') ? 1 : indent.length,
    eol: text.includes('\r\n') ? '\r\n' : '\n',
  };
}

import type { Scope } from '../../domain/inventory.ts';

/** A package that a `conanfile.txt` or `conanfile.py` requires by a literal. */
export interface ConanRequirement {
  name: string;
  /** A version or a range: `1.2.13`, `[>=1.2 <2]`. */
  wanted: string;
  scope: Scope;
  line: number;
}

const scopes: Record<string, Scope> = {
  requires: 'runtime',
  build_requires: 'build',
  tool_requires: 'build',
  test_requires: 'test',
  python_requires: 'build',
};

const reference = /([A-Za-z0-9_][A-Za-z0-9_+.-]{0,200})\/(\[[^\]\n]{0,200}\]|[^\s/@#%"',[\]]{1,200})/g;

/** Reads the sections of a `conanfile.txt` (https://docs.conan.io/2/reference/conanfile_txt.html). */
export function readConanfileTxt(text: string): ConanRequirement[] {
  let section = '';
  return text.split('\n').flatMap((source, i) => {
    const header = /^\s*\[(\w+)\]/.exec(source)?.[1];
    if (header !== undefined) section = header;
    const scope = Object.hasOwn(scopes, section) ? scopes[section]! : undefined;
    return header !== undefined || scope === undefined
      ? []
      : referencesOf(source.split('#')[0]!, scope, i + 1).slice(0, 1);
  });
}

/** Finds the literals in a `conanfile.py`, which is a program: `requires = "…"` and `self.requires("…")`. */
export function readConanfilePy(text: string): ConanRequirement[] {
  let open: Scope | undefined;
  return text.split('\n').flatMap((source, i) => {
    const code = source.slice(0, 2000).replace(/^\s*#.*/, '');
    const start = /\b(requires|build_requires|tool_requires|test_requires|python_requires)\s*(=|\()/.exec(
      code,
    );
    const rest = start === null ? code : code.slice(start.index + start[0].length);
    if (start !== null) open = scopes[start[1]!]!;
    if (open === undefined) return [];
    const strings = [...rest.matchAll(/"([^"]*)"|'([^']*)'/g)].map(([, a, b]) => a ?? b!);
    const found = strings.flatMap((string) => referencesOf(string, open!, i + 1).slice(0, 1));
    // A list goes on until its bracket closes; `requires = "a/1", "b/2"` ends with its line.
    if (/[)\]]\s*$/.test(rest) || (!/[,([]\s*$/.test(rest) && rest.trim() !== '')) open = undefined;
    return found;
  });
}

function referencesOf(text: string, scope: Scope, line: number): ConanRequirement[] {
  return [...text.matchAll(reference)].map(([, name, wanted]) => ({
    name: name!,
    wanted: wanted!,
    scope,
    line,
  }));
}

import type { Scope } from '../../domain/inventory.ts';

/** A package that a `.cabal` file declares. */
export interface CabalDependency {
  name: string;
  /** The constraint as written; empty where there is none. */
  wanted: string;
  scope: Scope;
  line: number;
}

const scopes: Record<string, Scope> = { 'test-suite': 'test', benchmark: 'dev', 'custom-setup': 'build' };

/** Reads the `build-depends` of a `.cabal` file (https://cabal.readthedocs.io/en/stable/cabal-package-description-file.html). */
export function readCabalFile(text: string): CabalDependency[] {
  const found: CabalDependency[] = [];
  let scope: Scope = 'runtime';
  let field: { indent: number } | undefined;
  for (const [i, source] of text.split('\n').entries()) {
    const code = source.slice(0, 5000);
    const indent = code.search(/\S/);
    if (indent < 0 || code.startsWith('--', indent)) continue;
    const stanza = indent === 0 ? /^([a-z-]+)(\s|$)/i.exec(code)?.[1]?.toLowerCase() : undefined;
    if (stanza !== undefined && !code.includes(':'))
      scope = Object.hasOwn(scopes, stanza) ? scopes[stanza]! : 'runtime';
    const header = /^\s*(build-depends|setup-depends)\s*:(.*)$/i.exec(code);
    if (header !== null) field = { indent };
    else if (field !== undefined && indent <= field.indent) field = undefined;
    if (field === undefined) continue;
    for (const part of (header === null ? code : header[2]!).split(',')) {
      const declared = /^\s*([A-Za-z0-9][A-Za-z0-9-]{0,200})(?::[\w{}-]+)?\s*(.*?)\s*$/.exec(part);
      if (declared !== null) found.push({ name: declared[1]!, wanted: declared[2]!, scope, line: i + 1 });
    }
  }
  return found;
}

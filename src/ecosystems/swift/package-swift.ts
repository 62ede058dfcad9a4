import { normalise } from './normalise.ts';

/** A package that a `Package.swift` declares by literals. */
export interface SwiftDependency {
  name: string;
  /** The requirement as written: `from: "1.2.3"`. */
  wanted: string;
  line: number;
}

const call =
  /\.package\(\s*(?:name:\s*"[^"\n]{0,200}"\s*,\s*)?(?:url|id):\s*"([^"\n]{1,500})"\s*,([^()]{0,300}(?:\([^()]{0,300}\))?[^()]{0,300})\)/g;

/** Finds the packages in a `Package.swift`, which is a program: calls of `.package` whose arguments are literals. */
export function readPackageSwift(text: string): SwiftDependency[] {
  const source = text.replace(/^[ \t]*\/\/.*$/gm, '');
  const found: SwiftDependency[] = [];
  let line = 1;
  let at = 0;
  for (const { 1: url = '', 2: rest = '', index } of source.matchAll(call)) {
    for (; at < index; at++) if (source.charCodeAt(at) === 10) line++;
    found.push({ name: normalise(url), wanted: rest.replace(/\s+/g, ' ').trim(), line });
  }
  return found;
}

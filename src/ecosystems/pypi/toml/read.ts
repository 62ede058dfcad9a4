import type { TomlError } from 'smol-toml';
import type { Problem } from '../../../domain/problem.ts';
import { prepareText } from '../text.ts';

/** Broken sections that are left out before the rest is given up. */
const maxBroken = 5;

/** A TOML document: its content, and its text as the content's line numbers count it. */
export interface TomlDocument {
  value: Record<string, unknown>;
  text: string;
}

/**
 * Reads a TOML file of a repository. A section that is no TOML is left out and becomes a Problem.
 * @returns no document where nothing could be read.
 */
export async function readToml(
  path: string,
  content: string,
): Promise<{ document?: TomlDocument; problems: Problem[] }> {
  const problems: Problem[] = [];
  const text = prepareText(path, content, problems);
  if (text === undefined) return { problems };
  // Loaded when the first is read: most repositories have none.
  const { parse } = await import('smol-toml');
  let source = withoutArtifacts(text);
  for (let broken = 0; broken <= maxBroken; broken++) {
    try {
      const value = parse(source) as Record<string, unknown>;
      return { document: { value, text }, problems };
    } catch (error) {
      const line = lineOf(error);
      const rest = withoutSection(source, line);
      const given = broken === maxBroken || rest.trim() === '';
      problems.push(invalid(path, line, given));
      if (given) break;
      source = rest;
    }
  }
  return { problems };
}

/** Whether a TOML value is a table. */
export function isTable(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

/** The tables of an array of tables; none where it is something else. */
export function tablesOf(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.filter(isTable) : [];
}

/** The texts of an array; none where it is something else. */
export function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((entry) => typeof entry === 'string') : [];
}

/** A table in a table in a table; empty where there is none. */
export function tableAt(value: Record<string, unknown>, ...keys: string[]): Record<string, unknown> {
  let at: unknown = value;
  for (const key of keys) at = isTable(at) && Object.hasOwn(at, key) ? at[key] : undefined;
  return isTable(at) ? at : {};
}

/** Nine tenths of a lockfile are addresses and hashes of files, a line each. Nobody needs them, parsing them costs. */
function withoutArtifacts(text: string): string {
  return text.replace(/^[ \t]+\{ ?(?:url|file|name = "[^"\n]*", ?url) = .*$/gm, '');
}

function lineOf(error: unknown): number {
  return (error as Partial<TomlError>).line ?? 1;
}

/** Blanks the section (from one header to the next) that holds a line. */
function withoutSection(text: string, line: number): string {
  const lines = text.split('\n');
  const at = Math.min(line, lines.length) - 1;
  let first = at;
  while (first > 0 && !lines[first]!.startsWith('[')) first--;
  let next = at + 1;
  while (next < lines.length && !lines[next]!.startsWith('[')) next++;
  return lines.fill('', first, next).join('\n');
}

function invalid(path: string, line: number, given: boolean): Problem {
  return {
    code: 'toml-invalid',
    message: `${path} is not valid TOML at line ${line}. ${given ? 'The file was not read.' : 'The section around it was left out.'}`,
    path,
    line,
    remedy: 'Restore the file from an earlier commit, or let its tool write it anew.',
  };
}

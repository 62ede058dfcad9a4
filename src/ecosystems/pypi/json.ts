import type { Problem } from '../../domain/problem.ts';
import { prepareText } from './text.ts';
import { isTable } from './toml/read.ts';

/** Deeper is no lockfile; the parser recurses. */
const maxDepth = 100;

/**
 * Reads a JSON object of a repository, as much of it as can be read, and the lines of the keys of its two upper levels
 * (`outer\0inner`). Whatever is wrong becomes a Problem; `value` is `undefined` where nothing could be read.
 */
export async function readJson(
  path: string,
  content: string,
): Promise<{ value?: Record<string, unknown>; lines: Map<string, number>; problems: Problem[] }> {
  const problems: Problem[] = [];
  const lines = new Map<string, number>();
  const text = prepareText(path, content, problems);
  if (text === undefined) return { lines, problems };
  if (isDeep(text)) {
    const message = `${path} nests more than ${maxDepth} levels deep and was not read.`;
    return { lines, problems: [...problems, { code: 'nested-too-deep', message, path }] };
  }
  const { parse, visit } = await import('jsonc-parser');
  const outer: string[] = [];
  let key = '';
  let broken: number | undefined;
  visit(text, {
    onObjectBegin: () => void outer.push(key),
    onObjectEnd: () => void outer.pop(),
    onObjectProperty: (property, _offset, _length, startLine) => {
      key = property;
      if (outer.length === 2) lines.set(`${outer[1]}\0${property}`, startLine + 1);
    },
    onError: (_error, _offset, _length, startLine) => {
      broken ??= startLine + 1;
    },
  });
  const value: unknown = parse(text);
  const read = isTable(value) && Object.keys(value).length > 0;
  if (broken !== undefined || !isTable(value)) {
    const line = broken ?? 1;
    const rest = read ? 'What could be understood was read.' : 'The file was not read.';
    const message = `${path} is not valid JSON at line ${line}. ${rest}`;
    const remedy = 'Restore the file from an earlier commit, or let its tool write it anew.';
    problems.push({ code: 'json-invalid', message, path, line, remedy });
  }
  return isTable(value) && (read || broken === undefined) ? { value, lines, problems } : { lines, problems };
}

function isDeep(text: string): boolean {
  let depth = 0;
  for (const [bracket] of text.matchAll(/[[\]{}]/g)) {
    depth += bracket === '[' || bracket === '{' ? 1 : -1;
    if (depth > maxDepth) return true;
  }
  return false;
}

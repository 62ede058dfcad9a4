import type { Problem } from '../../../domain/problem.ts';
import { recoverJson } from './recover.ts';
import { endOfString, scanKeys } from './scan.ts';

/** Characters. The largest lockfiles known have 10 million. */
const maxLength = 20 * 1024 * 1024;

/**
 * Reads a JSON object that a repository holds and tells `visit` where its keys stand. Whatever is wrong with it becomes
 * a Problem, and what can be read is read: the part before a truncation or a syntax error, our side of a merge
 * conflict. `value` is `undefined` where nothing could be.
 */
export function readJson(
  path: string,
  text: string,
  visit: (path: readonly string[], line: number) => void,
): { value: Record<string, unknown> | undefined; problems: Problem[] } {
  const problems: Problem[] = [];
  if (text.length > maxLength) {
    const message = `${path} has ${Math.round(text.length / 1024 / 1024)} MB; more than 20 are not read.`;
    return { value: undefined, problems: [{ code: 'file-too-large', message, path }] };
  }
  const source = withoutConflict(path, text.charCodeAt(0) === 0xfeff ? text.slice(1) : text, problems);
  const deep = scanKeys(source, visit);
  if (deep !== undefined) {
    const message = `${path} nests more than 1,000 levels deep and was not read.`;
    return {
      value: undefined,
      problems: [...problems, { code: 'nested-too-deep', message, path, line: deep }],
    };
  }
  const value = parse(path, source, problems);
  if (isRecord(value)) return { value, problems };
  if (problems.length === 0)
    problems.push({ code: 'json-invalid', message: `${path} holds no JSON object.`, path, line: 1, remedy });
  return { value: undefined, problems };
}

/** Whether a JSON value is an object: neither an array nor null. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const remedy = 'Restore the file from an earlier commit, or let npm write it anew.';

function parse(path: string, text: string, problems: Problem[]): unknown {
  try {
    return JSON.parse(text);
  } catch {
    const { value, offset } = recoverJson(text);
    const ended = isCutShort(text, offset);
    const line = text.slice(0, offset).split('\n').length;
    const read = isRecord(value) ? 'Only what stands before was read.' : 'Nothing in it could be read.';
    problems.push({
      code: ended ? 'json-truncated' : 'json-invalid',
      message: ended
        ? `${path} ends before its JSON does. ${read}`
        : `${path} is not valid JSON from line ${line} on. ${read}`,
      path,
      line,
      remedy,
    });
    return value;
  }
}

/** Nothing follows but at most the beginning of one string or word. */
function isCutShort(text: string, offset: number): boolean {
  const rest = text.slice(offset).trim();
  return rest.startsWith('"') ? endOfString(rest, 0) < 0 && !rest.includes('\n') : /^[\w.+-]*$/.test(rest);
}

/** Keeps our side of every conflict that git left behind, and the line numbers. */
function withoutConflict(path: string, text: string, problems: Problem[]): string {
  const first = text.includes('<<<<<<< ') ? /^<{7} /m.exec(text) : null;
  if (first === null) return text;
  let side: 'both' | 'ours' | 'theirs' = 'both';
  const kept = text.split('\n').map((line) => {
    if (line.startsWith('<<<<<<< ')) side = 'ours';
    else if (side === 'ours' && /^(={7}|\|{7}( .*)?)\r?$/.test(line)) side = 'theirs';
    else if (line.startsWith('>>>>>>> ')) side = 'both';
    else if (side !== 'theirs') return line;
    return '';
  });
  problems.push({
    code: 'merge-conflict',
    message: `${path} has unresolved merge conflicts. Only the first side of each was read.`,
    path,
    line: text.slice(0, first.index).split('\n').length,
    remedy: 'Resolve them: take either side of package.json, then run npm install --package-lock-only.',
  });
  return kept.join('\n');
}

import type { Problem } from '../../../domain/problem.ts';
import { recoverJson } from './recover.ts';
import { endOfString, scanKeys } from './scan.ts';

/**
 * Reads a JSON object that a repository holds and tells `visit` where its keys stand. Whatever is wrong with it becomes
 * a Problem, and what can be read is read: the part before a truncation or a syntax error. `value` is `undefined` where
 * nothing could be.
 */
export function readJson(
  path: string,
  text: string,
  visit: (path: readonly string[], line: number) => void,
): { value: Record<string, unknown> | undefined; problems: Problem[] } {
  const problems: Problem[] = [];
  const deep = scanKeys(text, visit);
  if (deep !== undefined) {
    const message = `${path} nests more than 1,000 levels deep and was not read.`;
    return {
      value: undefined,
      problems: [...problems, { code: 'nested-too-deep', message, path, line: deep }],
    };
  }
  const value = parse(path, text, problems);
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

import type { Problem } from '../../domain/problem.ts';
import { prepareText } from './text.ts';

/** Characters; more is no environment that people write, and YAML is slow to parse. */
const maxLength = 128 * 1024;

/** One line of the `pip:` section of a conda environment, and where it stands. */
export interface PipLine {
  text: string;
  line: number;
}

/**
 * Reads the `pip:` list in the `dependencies` of a conda environment; the same notation as a line of requirements.
 * Aliases are told of and not followed, so that nothing multiplies. `conda` counts the packages of conda's own.
 * (https://docs.conda.io/projects/conda/en/stable/user-guide/tasks/manage-environments.html)
 * @returns no lines where the file is no environment of conda.
 */
export async function readCondaEnvironment(
  path: string,
  content: string,
): Promise<{ lines?: PipLine[]; conda: number; problems: Problem[] }> {
  const problems: Problem[] = [];
  const text = prepareText(path, content, problems);
  if (text === undefined) return { conda: 0, problems };
  if (!/^["']?dependencies["']?\s*:/m.test(text)) return { conda: 0, problems };
  if (text.length > maxLength) {
    const message = `${path} has more than ${maxLength / 1024} kB and was not read.`;
    return { conda: 0, problems: [{ code: 'file-too-large', message, path }] };
  }
  const { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument } = await import('yaml');
  try {
    const lineCounter = new LineCounter();
    const document = parseDocument(text, { lineCounter, logLevel: 'silent', uniqueKeys: false });
    const [error] = document.errors;
    if (error !== undefined) problems.push(invalid(path, lineCounter.linePos(error.pos[0]).line));
    const dependencies = isMap(document.contents) ? document.contents.get('dependencies') : undefined;
    if (!isSeq(dependencies)) return { conda: 0, problems };
    const lines: PipLine[] = [];
    let conda = 0;
    for (const item of dependencies.items) {
      const pip = isMap(item) ? item.get('pip') : undefined;
      if (isScalar(item)) conda++;
      if (isAlias(item) || isAlias(pip)) problems.push(aliased(path));
      if (!isSeq(pip)) continue;
      for (const one of pip.items)
        if (isAlias(one)) problems.push(aliased(path));
        else if (isScalar(one) && typeof one.value === 'string')
          lines.push({ text: one.value, line: lineCounter.linePos(one.range?.[0] ?? 0).line });
    }
    return { lines, conda, problems };
  } catch {
    // The parser recurses and gives up on what nests thousands of levels deep.
    return { conda: 0, problems: [...problems, invalid(path, 1)] };
  }
}

function invalid(path: string, line: number): Problem {
  return { code: 'yaml-invalid', message: `${path} is not valid YAML at line ${line}.`, path, line };
}

function aliased(path: string): Problem {
  const message = `${path} repeats a part of itself by an alias, which is not followed.`;
  return { code: 'yaml-alias', message, path, remedy: 'Write the requirements out.' };
}

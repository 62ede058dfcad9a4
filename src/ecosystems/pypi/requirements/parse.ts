import type { Problem } from '../../../domain/problem.ts';
import { maxPackages, tooMany } from '../lockfile.ts';
import { type PythonRequirement, parseRequirement } from '../requirement.ts';
import { prepareText } from '../text.ts';
import { type LogicalLine, logicalLines } from './logical-lines.ts';

/** What a requirements file says. */
export interface Requirements {
  entries: RequirementEntry[];
  includes: Include[];
  problems: Problem[];
}

export interface RequirementEntry extends PythonRequirement {
  line: number;
  via: string[];
}

/** Another file that a requirements file takes in. */
export interface Include {
  kind: 'requirements' | 'constraints';
  /** As written: relative to the including file, or an address. */
  target: string;
  line: number;
}

/** Files that one file may take in. */
const maxIncludes = 200;

/** Options that say how to install, not what; their values may hold credentials and are never kept. */
const installing = new Set(
  `-i --index-url --pypi-url --extra-index-url --no-index -f --find-links --no-binary --only-binary --prefer-binary
   --require-hashes --pre --trusted-host --use-feature --process-dependency-links --allow-external --allow-unverified
   --allow-all-external --always-unzip -Z --no-use-wheel --use-wheel --no-deps --no-build-isolation --hash
   --config-settings -C --global-option --install-option --all-releases --only-final`.split(/\s+/),
);

/** Reads the text of a requirements or constraints file. */
export function parseRequirements(path: string, content: string): Requirements {
  const problems: Problem[] = [];
  const text = prepareText(path, content, problems);
  return parseLines(path, text === undefined ? [] : logicalLines(text), problems);
}

/** Reads lines in the notation of a requirements file that stand in `path`. */
export function parseLines(path: string, lines: LogicalLine[], problems: Problem[] = []): Requirements {
  const requirements: Requirements = { entries: [], includes: [], problems };
  for (const line of lines) {
    if (requirements.entries.length >= maxPackages) {
      problems.push(tooMany(path));
      break;
    }
    const what = readLine(requirements, line);
    if (what === undefined) continue;
    problems.push({ ...what, path, line: line.line });
  }
  return requirements;
}

function readLine(requirements: Requirements, { text, line, via }: LogicalLine): Problem | undefined {
  if (!text.startsWith('-')) return readEntry(requirements, text, line, via);
  const [, option = text, value = ''] =
    /^(--[a-zA-Z-]+|-[a-zA-Z])(?:\s*=\s*|\s+|(?=[^\s-]))?(.*)$/s.exec(text) ?? [];
  if (option === '-e' || option === '--editable') return readEntry(requirements, value, line, via);
  if (option === '-r' || option === '--requirement' || option === '-c' || option === '--constraint') {
    const kind = option === '-r' || option === '--requirement' ? 'requirements' : 'constraints';
    if (requirements.includes.length >= maxIncludes)
      return {
        code: 'too-many-includes',
        message: `More than ${maxIncludes} included files are not followed.`,
      };
    requirements.includes.push({ kind, target: unquote(value.trim()), line });
    return undefined;
  }
  if (installing.has(option)) return undefined;
  return {
    code: 'option-unknown',
    message: `${/^--?[a-zA-Z-]+$/.test(option) ? option : 'A line'} is no option that pip has in requirements files. It was left out.`,
  };
}

/** A folder without a name is the repository's own code; its requirements stand in its own files. */
function readEntry(
  requirements: Requirements,
  text: string,
  line: number,
  via: string[],
): Problem | undefined {
  const options = text.search(/\s--?[a-zA-Z]/);
  const read = parseRequirement(unquote((options < 0 ? text : text.slice(0, options)).trim()));
  if (read === undefined)
    return {
      code: 'requirement-invalid',
      message: 'This line is no requirement that could be understood. It was left out.',
      remedy: 'Write it as PEP 508 has it, e.g. name==1.2.3.',
    };
  if (read !== 'unnamed') {
    requirements.entries.push({ ...read, line, via });
    return undefined;
  }
  if (/^[./~]|^file:/.test(text)) return undefined;
  return {
    code: 'package-unnamed',
    message: 'This address does not tell which package it is. It was left out.',
    remedy: 'Write it as name @ address.',
  };
}

function unquote(text: string): string {
  return /^(["']).*\1$/s.test(text) ? text.slice(1, -1) : text;
}

import type { Problem } from '../../domain/problem.ts';
import { type Statement, statementsOf } from './statements.ts';

/** What a `go.mod` or `go.work` says. Versions are as written, with their `v`. */
export interface GoMod {
  module?: string;
  /** The least version of Go, of the language and the standard library: `1.21`, `1.21.3`. */
  go?: Directive;
  /** The toolchain to use if it is newer than what is installed: `1.21.3`. */
  toolchain?: Directive;
  requires: Requirement[];
  replaces: Replacement[];
  excludes: { path: string; version: string }[];
  /** Packages that `go tool` runs. */
  tools: { path: string; line: number }[];
  /** Folders of a workspace, as written. */
  uses: string[];
  problems: Problem[];
}

export interface Directive {
  file: string;
  version: string;
  written: string;
  line: number;
}

export interface Requirement {
  path: string;
  version: string;
  /** Not imported by the module itself, but needed to build it. */
  indirect: boolean;
  line: number;
}

export interface Replacement {
  path: string;
  /** Absent: every version. */
  version?: string;
  /** A module path, or a folder if it has no version. */
  by: string;
  byVersion?: string;
  line: number;
}

/** Requirements that are read of one file; the largest known have 1,500. Bounds what a hostile one costs. */
const maxRequirements = 50_000;

/** Reads the text of the `go.mod` or `go.work` at `path` (https://go.dev/ref/mod#go-mod-file, #go-work-file). */
export function readGoMod(path: string, text: string): GoMod {
  const found: GoMod = { requires: [], replaces: [], excludes: [], tools: [], uses: [], problems: [] };
  const { statements, open } = statementsOf(text);
  for (const statement of statements) {
    const wrong = take(found, path, statement);
    if (wrong !== undefined) found.problems.push({ ...wrong, path, line: statement.line, remedy });
    if (found.requires.length < maxRequirements) continue;
    const message = `${path} requires more than ${maxRequirements.toLocaleString('en')} modules. The rest was not read.`;
    found.problems.push({ code: 'too-many-packages', message, path, line: statement.line });
    break;
  }
  if (open !== undefined) found.problems.push(unclosed(path, open));
  return found;
}

const remedy = 'Run go mod tidy and commit the result.';

type Wrong = Pick<Problem, 'code' | 'message'> | undefined;

function take(found: GoMod, file: string, { verb, words, comment, line }: Statement): Wrong {
  const [first = '', second] = words;
  switch (verb) {
    case 'module':
      found.module = first;
      return words.length === 1 ? undefined : invalid(verb);
    case 'go':
      if (words.length !== 1 || !/^\d+\.\d+(\.\d+)?((rc|beta|alpha)\d+)?$/.test(first)) return invalid(verb);
      found.go = { file, version: first, written: first, line };
      return undefined;
    case 'toolchain':
      return takeToolchain(found, file, words, line);
    case 'require':
      if (words.length !== 2) return invalid(verb);
      if (!isVersion(second)) return unresolved(first, second);
      found.requires.push({ path: first, version: second, indirect: /^indirect\b/.test(comment), line });
      return undefined;
    case 'replace':
      return takeReplace(found, words, line);
    case 'exclude':
      if (words.length !== 2 || second === undefined) return invalid(verb);
      found.excludes.push({ path: first, version: second });
      return undefined;
    case 'tool':
      found.tools.push({ path: first, line });
      return words.length === 1 ? undefined : invalid(verb);
    case 'use':
      found.uses.push(first);
      return words.length === 1 ? undefined : invalid(verb);
    // About releases of this module itself, and about what is built; neither changes what is in the build.
    case 'retract':
    case 'godebug':
    case 'ignore':
      return undefined;
    default:
      return {
        code: 'directive-unknown',
        message: `"${verb.slice(0, 60)}" is no directive of go.mod or go.work. It was left out.`,
      };
  }
}

/** `default` means: what is installed. A suffix (`go1.21.3-acme`) names a build of the same sources. */
function takeToolchain(found: GoMod, file: string, words: string[], line: number): Wrong {
  if (words.length === 1 && words[0] === 'default') return undefined;
  const version = /^go(\d+\.\d+(?:\.\d+)?(?:(?:rc|beta|alpha)\d+)?)(?:-.*)?$/.exec(words.join(' '))?.[1];
  if (version === undefined) return invalid('toolchain');
  found.toolchain = { file, version, written: words[0]!, line };
  return undefined;
}

function takeReplace(found: GoMod, words: string[], line: number): Wrong {
  const arrow = words.indexOf('=>');
  const [path, version] = words.slice(0, Math.max(0, arrow));
  const [by, byVersion] = words.slice(arrow + 1);
  if (arrow < 1 || arrow > 2 || path === undefined || by === undefined || words.length > arrow + 3)
    return invalid('replace');
  if (byVersion === undefined && !/^(\.{0,2}\/|\.{1,2}$|[A-Za-z]:)/.test(by)) return invalid('replace');
  if (byVersion !== undefined && !isVersion(byVersion)) return unresolved(by, byVersion);
  found.replaces.push({
    path,
    ...(version === undefined ? {} : { version }),
    by,
    ...(byVersion === undefined ? {} : { byVersion }),
    line,
  });
  return undefined;
}

/** The go command writes canonical versions only; people may put a branch or a commit until it runs. */
function isVersion(version: string | undefined): version is string {
  return version !== undefined && /^v\d+\.\d+\.\d+([-+][\w.+-]*)?$/.test(version);
}

function invalid(verb: string): Wrong {
  return { code: 'directive-invalid', message: `A "${verb}" could not be understood. It was left out.` };
}

function unresolved(path: string, version: string | undefined): Wrong {
  const message = `${path.slice(0, 200)} is required as "${version?.slice(0, 60) ?? ''}", which is no version. It was left out.`;
  return { code: 'version-invalid', message };
}

function unclosed(path: string, line: number): Problem {
  const message = `${path} ends inside the block that opens on line ${line}. Only what stands before was read.`;
  return { code: 'go-mod-truncated', message, path, line, remedy };
}

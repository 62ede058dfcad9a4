import type { Problem } from '../../domain/problem.ts';
import { readTerm, type Term } from './term.ts';

/** One package that a `mix.lock` lists. */
export interface LockedPackage {
  /** The name of the application, by which others require it. */
  app: string;
  /** The name of the package on hex.pm; of a git repository the application's. */
  name: string;
  /** Of a git repository the commit. */
  version: string;
  origin: 'registry' | 'git' | 'local';
  /** Applications. */
  requires: string[];
  line: number;
}

/** Packages that are read of one lockfile; the largest known have 300. Bounds what a hostile one costs. */
const maxPackages = 20_000;
/** Characters; the longest known lines have 5,000. Regular expressions run out of stack in very long ones. */
const maxLine = 200_000;
const remedy = 'Run mix deps.get, which writes the file anew, and commit the result.';

/**
 * Reads the text of a `mix.lock`: an Elixir map with one entry a line, whose tuple Hex writes as
 * `{:hex, package, version, checksum, managers, requirements, repository, checksum}`.
 */
export function readMixLock(path: string, text: string): { packages?: LockedPackage[]; problems: Problem[] } {
  const packages = new Map<string, LockedPackage>();
  const problems: Problem[] = [];
  let isMap = false;
  let line = 0;
  for (const source of text.split('\n')) {
    line++;
    const rest = source.trim().replace(/^%\{/, () => {
      isMap = true;
      return '';
    });
    if (rest === '' || rest.startsWith('#') || rest === '}') continue;
    const entry = entryOf(rest, line);
    if (entry === undefined) {
      const message = `Line ${line} of ${path} could not be understood. It was left out.`;
      problems.push({ code: 'lockfile-invalid', message, path, line, remedy });
    } else if (packages.size < maxPackages) packages.set(entry.app, entry);
    else {
      const message = `${path} lists more than ${maxPackages.toLocaleString('en')} packages. The rest was not read.`;
      problems.push({ code: 'too-many-packages', message, path, line });
      break;
    }
  }
  if (isMap && !/(^|\n|\}|%\{)\s*\}\s*$/.test(text.slice(-200))) {
    const message = `${path} ends before its map does. Only what stands before was read.`;
    problems.push({ code: 'lockfile-truncated', message, path, line, remedy });
  }
  if (isMap) return { packages: [...packages.values()], problems };
  const message = `${path} is no mix.lock. Nothing in it could be read.`;
  return { problems: [{ code: 'lockfile-invalid', message, path, line: 1, remedy }] };
}

function entryOf(source: string, line: number): LockedPackage | undefined {
  if (source.length > maxLine) return undefined;
  const key = /^"([^"\\]+)"(?::| =>)\s*/.exec(source);
  const rest = key === null ? '' : source.slice(key[0].length);
  const read = readTerm(rest);
  if (key === null || read === undefined || !/^\s*,?\s*\}?$/.test(rest.slice(read.end))) return undefined;
  const app = key[1]!;
  const [kind, first, version, , , requirements] = read.term;
  if (typeof first !== 'string' || typeof version !== 'string' || first === '' || version === '')
    return undefined;
  if (kind === ':hex' && /^\d+\.\d+\.\d+/.test(version)) {
    const requires = listOf(requirements).flatMap((requirement) => atomOf(requirement[0]) ?? []);
    return { app, name: atomOf(first) ?? first, version, origin: 'registry', requires, line };
  }
  return kind === ':git' ? { app, name: app, version, origin: 'git', requires: [], line } : undefined;
}

function listOf(term: Term | undefined): Term[] {
  return Array.isArray(term) ? term : [];
}

function atomOf(term: Term | undefined): string | undefined {
  return typeof term === 'string' && term.startsWith(':') && term.length > 1 ? term.slice(1) : undefined;
}

import type { Problem } from '../../domain/problem.ts';

/** One gem that a lockfile lists; entries of one version for several platforms are one gem. */
export interface LockedGem {
  name: string;
  version: string;
  origin: 'registry' | 'git' | 'local' | 'tarball';
  /** Whether it is the project itself, whose gemspec lies beside the lockfile. */
  isOwn: boolean;
  requires: GemRequirement[];
  line: number;
}

export interface GemRequirement {
  name: string;
  wanted: string;
}

export interface GemfileLock {
  gems: LockedGem[];
  /** What the `Gemfile` asked for when the lockfile was written. */
  dependencies: GemRequirement[];
}

/** Gems that are read of one lockfile; the largest known have 1,000. Bounds what a hostile one costs. */
const maxGems = 20_000;
/** Characters; regular expressions run out of stack in very long lines. */
const maxLine = 2000;
const remedy = 'Run bundle lock, which writes the file anew, and commit the result.';
const origins: Record<string, LockedGem['origin']> = {
  GEM: 'registry',
  GIT: 'git',
  PATH: 'local',
  'PLUGIN SOURCE': 'tarball',
};
/** A version never holds a dash: what follows one is the platform. `!` marks a source of its own. */
const entry = /^( {2,6})([^\s()!]+)(?: \(([^()]*)\))?!?$/;

/**
 * Reads the text of a `Gemfile.lock` or `gems.locked`: sections of lines whose indentation says what they are. Written by
 * Bundler (https://bundler.io/man/bundle-lock.1.html); sections that it adds later are passed over, as Bundler does.
 */
export function readGemfileLock(path: string, text: string): { lock?: GemfileLock; problems: Problem[] } {
  const gems = new Map<string, LockedGem>();
  const dependencies: GemRequirement[] = [];
  const problems: Problem[] = [];
  const invalid = (line: number, message: string) =>
    problems.push({ code: 'lockfile-invalid', message, path, line, remedy });
  const seen = new Set<string>();
  let section = '';
  let remote = '';
  let isSpecs = false;
  let current: LockedGem | undefined;
  let line = 0;
  for (const source of text.split('\n')) {
    line++;
    if (/^[A-Z][A-Z ]*$/.test(source.slice(0, 100))) {
      seen.add(source);
      [section, remote, isSpecs, current] = [source, '', false, undefined];
      continue;
    }
    const origin = Object.hasOwn(origins, section) ? origins[section] : undefined;
    const isRead = origin !== undefined || section === 'DEPENDENCIES' || section === '';
    if (!isRead || source.trim() === '') continue;
    const option = /^ {2}([a-z_]+):(?: (.*))?$/.exec(source.slice(0, maxLine));
    if (origin !== undefined && option !== null) {
      if (option[1] === 'remote') remote = option[2] ?? '';
      isSpecs = option[1] === 'specs';
      continue;
    }
    const found = source.length > maxLine ? null : entry.exec(source);
    const [, indent = '', name = '', inside] = found ?? [];
    if (section === 'DEPENDENCIES' && indent.length === 2)
      dependencies.push({ name, wanted: inside ?? '>= 0' });
    else if (isSpecs && origin !== undefined && indent.length === 4 && /^\d/.test(inside ?? '')) {
      const version = inside!.split('-', 1)[0]!;
      const key = `${name}@${version}`;
      current = gems.get(key) ?? { name, version, origin, isOwn: remote === '.', requires: [], line };
      if (gems.size < maxGems) gems.set(key, current);
      else if (!gems.has(key)) return { lock: asLock(gems, dependencies), problems: [tooMany(path, line)] };
    } else if (isSpecs && indent.length === 6 && current !== undefined)
      current.requires.push({ name, wanted: inside ?? '>= 0' });
    else {
      invalid(line, `Line ${line} of ${path} could not be understood. It was left out.`);
      // What a broken entry requires must not be taken for the requirements of the one before.
      if (indent.length !== 6) current = undefined;
    }
  }
  if (!Object.keys(origins).some((name) => seen.has(name)) && !seen.has('DEPENDENCIES')) {
    const message = `${path} is no lockfile of Bundler. Nothing in it could be read.`;
    return { problems: [{ code: 'lockfile-invalid', message, path, line: 1, remedy }] };
  }
  if (!seen.has('DEPENDENCIES')) {
    const message = `${path} ends before its DEPENDENCIES. Only what stands before was read.`;
    problems.push({ code: 'lockfile-truncated', message, path, line, remedy });
  }
  return { lock: asLock(gems, dependencies), problems };
}

function asLock(gems: Map<string, LockedGem>, dependencies: GemRequirement[]): GemfileLock {
  return { gems: [...gems.values()], dependencies };
}

function tooMany(path: string, line: number): Problem {
  const message = `${path} lists more than ${maxGems.toLocaleString('en')} gems. The rest was not read.`;
  return { code: 'too-many-packages', message, path, line };
}

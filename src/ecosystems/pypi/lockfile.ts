import type { Declaration, Origin, Scope } from '../../domain/inventory.ts';
import type { Problem } from '../../domain/problem.ts';

/** What every lockfile format is read into, before its packages are connected with each other. */
export interface Lockfile {
  packages: Locked[];
  /** What the lockfile itself says that people declared; `file` is relative to the lockfile's folder. */
  declares: Declared[];
  /** The repository's own packages among those that the lockfile names, and their folders, relative to its own. */
  own: { name: string; folder: string }[];
  problems: Problem[];
}

/** Packages that are read of one file; the largest known have 5,000. Bounds what a hostile one costs. */
export const maxPackages = 50_000;

/** One locked package. Names are normalised. */
export interface Locked {
  name: string;
  version: string;
  origin: Origin;
  /** Where the lockfile says it; otherwise it follows from what declares and requires the package. */
  scope?: Scope;
  requires: Requirement[];
  line?: number;
}

export interface Requirement {
  name: string;
  /** A PEP 440 specifier or one of Poetry's notations; empty for any version. */
  wanted: string;
  /** Of an extra that nobody may have asked for: counts only where nothing else explains the package. */
  extra?: true;
}

/** A dependency that people wrote, by its normalised name. */
export type Declared = Declaration & { name: string };

/** Tells that a file holds more than are read. */
export function tooMany(path: string): Problem {
  return {
    code: 'too-many-packages',
    message: `${path} lists more than ${maxPackages.toLocaleString('en')} packages. The rest was not read.`,
    path,
  };
}

/** Tells of an entry that was left out. */
export function entryInvalid(path: string, index: number, what: string, line?: number): Problem {
  const message = `Package ${index + 1} of ${path} ${what}. It was left out.`;
  return { code: 'entry-invalid', message, path, ...(line === undefined ? {} : { line }) };
}

/**
 * What the name of a group says about its scope. Groups have no meaning of their own: `main` and `default` are the
 * tools' words for none, the rest is custom.
 */
export function scopeOfGroup(group: string, otherwise: Scope): Scope {
  if (group === 'main' || group === 'default') return 'runtime';
  const words = group.toLowerCase().split(/[-_./\s]+/);
  if (words.some((word) => /^tests?(ing)?$|^pytest$/.test(word))) return 'test';
  if (words.some((word) => /^(dev|develop|development|lint|linting|docs?|typing|types|ci)$/.test(word)))
    return 'dev';
  return words.includes('build') ? 'build' : otherwise;
}

const strength: Scope[] = ['runtime', 'optional', 'peer', 'build', 'test', 'dev'];

/** The scope that counts most among several. */
export function strongest(scopes: Scope[]): Scope | undefined {
  return strength.find((scope) => scopes.includes(scope));
}

import type { Problem } from '../../domain/problem.ts';

/** What both kinds of lockfile are read into. */
export interface Lockfile {
  packages: LockedPackage[];
  problems: Problem[];
}

export interface LockedPackage {
  name: string;
  version: string;
  origin: 'registry' | 'git' | 'tarball';
  line: number;
}

/** Packages that are read of one lockfile; the largest known have 1,000. Bounds what a hostile one costs. */
export const maxPackages = 20_000;

/** Takes `name-1.2.3` apart: the version is what follows the last hyphen. */
export function splitIdentifier(text: string): { name: string; version: string } | undefined {
  const found = /^([A-Za-z0-9][A-Za-z0-9-]{0,200})-(\d+(?:\.\d+)*)$/.exec(text);
  return found === null ? undefined : { name: found[1]!, version: found[2]! };
}

import type { Dependency, Manifest, Origin, Scope } from '../../domain/inventory.ts';
import type { Problem } from '../../domain/problem.ts';
import { exactVersion, isRange } from './range.ts';

/** A dependency as a file states it, whatever the format. */
export interface Stated {
  group: string;
  artifact: string;
  /** As written, where that is more than a version: a property, a range. */
  wanted: string;
  /** The exact version; `''` where the file does not tell. */
  version: string;
  scope: Scope;
  origin?: Origin;
  /** What else tells two dependencies of one name apart: `:pom`, `:jar:tests`. */
  variant?: string;
  /** The file that people wrote it in, where that is not the manifest. */
  file?: string;
  line: number;
}

/** Dependencies of one file that are read. Bounds what a hostile one costs; real ones have some hundreds. */
export const maxStated = 100_000;

/** The manifest of a file that people write: everything in it is direct. What is stated twice is taken as last said. */
export function manifestOf(path: string, stated: Iterable<Stated>): Manifest {
  const packages = new Map<string, Dependency>();
  for (const one of stated) {
    const name = `${one.group}:${one.artifact}`;
    const location = `${name}${one.variant ?? ''}`;
    const file = one.file ?? path;
    packages.set(location, {
      name,
      version: one.version,
      scope: one.scope,
      origin: one.origin ?? 'registry',
      declared: [{ file, wanted: one.wanted, scope: one.scope, line: one.line }],
      requiredBy: [],
      location,
      ...(file === path ? { line: one.line } : {}),
    });
    if (packages.size >= maxStated) break;
  }
  return { path, ecosystem: 'Maven', packages: [...packages.values()] };
}

/**
 * The version that a wanted one stands for, if it is exact. Not exact are Maven's ranges and `LATEST`, Gradle's `1.+`
 * and `latest.release`, Ivy's `latest.integration`: which version they stand for is decided when the build runs.
 */
export function exactOf(wanted: string): string | undefined {
  if (isRange(wanted) || wanted.startsWith(']')) return exactVersion(wanted);
  if (/\+$|^latest\.|^(LATEST|RELEASE)$|[,\s]/.test(wanted)) return undefined;
  return wanted.replace(/!!$/, '');
}

/** Whether a group, an artifact or a version is written as the registries take it; a property left over is not. */
export function isPlainName(name: string): boolean {
  return /^[\w.\-+~]+$/.test(name);
}

export function notExact(path: string, name: string, wanted: string, line: number): Problem {
  return {
    code: 'version-not-exact',
    message: `${path} wants ${name} in "${wanted.slice(0, 80)}". Which version that is was decided when it was built, so it was not judged.`,
    path,
    line,
    remedy: 'Name an exact version, or lock the dependencies.',
    harmless: true,
  };
}

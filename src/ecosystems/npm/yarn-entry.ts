import type { Requirement } from './lockfile.ts';

/** One entry of a `yarn.lock`, as it stands there; the same for both generations. */
export interface YarnEntry {
  /** `name@range`, as dependents ask for it. */
  descriptors: string[];
  line: number;
  version: string;
  /** Berry's locator, `name@npm:1.2.3`. */
  resolution: string;
  /** Yarn 1's address of the package. */
  resolved: string;
  /** Yarn 1 writes the package's own name where the dependents' is another. */
  name: string;
  requires: Requirement[];
}

export function makeEntry(descriptors: string[], line: number): YarnEntry {
  return { descriptors, line, version: '', resolution: '', resolved: '', name: '', requires: [] };
}

/** `@scope/name@range` → the name and the range; a descriptor without a range is all name. */
export function splitDescriptor(descriptor: string): [name: string, range: string] {
  const at = descriptor.indexOf('@', 1);
  return at < 0 ? [descriptor, ''] : [descriptor.slice(0, at), descriptor.slice(at + 1)];
}

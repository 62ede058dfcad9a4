/** What a `Cargo.lock` lists. */
export interface LockedCrate {
  name: string;
  version: string;
  /** `registry+https://…`, `sparse+https://…`, `git+https://…#commit`; absent for a folder of the repository. */
  source?: string;
  /** `name`, `name version` or `name version (source)`: as much as is needed to tell one from another. */
  dependencies: string[];
  line: number;
}

/** The crates that lie in the repository: members of the workspace and path dependencies. */
export function isLocal({ source }: LockedCrate): boolean {
  return source === undefined;
}

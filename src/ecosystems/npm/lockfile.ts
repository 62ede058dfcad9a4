import type { Declaration, Origin, Scope } from '../../domain/inventory.ts';
import type { Problem } from '../../domain/problem.ts';
import type { Catalogs } from './catalogs.ts';
import type { PackageJson } from './package-json.ts';

/** What every lockfile format of this family is read into, before the copies are connected with each other. */
export interface Lockfile {
  packages: LockedPackage[];
  importers: Importer[];
  /** Location of a symbolic link → location of the folder it leads to. */
  links: Map<string, string>;
  problems: Problem[];
  /** How what is required is found, where the file itself names it; else by folder, as node does. */
  makeLookup?: (project: Project) => Lookup;
  /** The file does not say what a package is needed for: that follows from who requires it. */
  scopeless?: true;
}

/** What people wrote, as far as it decides what a requirement is answered by. */
export interface Project {
  /** The `package.json` beside the lockfile. */
  root: PackageJson | undefined;
  /** Names of the root and of its workspaces. */
  names: ReadonlySet<string>;
  catalogs: Catalogs | undefined;
}

/** Prepares finding what one package or importer requires. */
export type Lookup = (asker: LockedPackage | Importer) => (requirement: Requirement) => Answer;

/** An index into `packages`; a folder of the repository; or nothing. */
export type Answer = number | 'folder' | undefined;

/** Copies that are read of one lockfile; the largest known have 40,000. Bounds what a hostile one costs. */
export const maxPackages = 150_000;

/** Tells that a lockfile holds more than are read. */
export function tooMany(path: string): Problem {
  return {
    code: 'too-many-packages',
    message: `${path} lists more than ${maxPackages.toLocaleString('en')} packages. The rest was not read.`,
    path,
  };
}

/** One installed copy. */
export interface LockedPackage {
  /** Folder relative to the lockfile's: `node_modules/a/node_modules/b`. */
  location: string;
  name: string;
  alias?: string;
  version: string;
  scope: Scope;
  origin: Origin | 'url';
  requires: Requirement[];
  line?: number;
  licence?: string;
}

export interface Requirement {
  /** The name it is installed as. */
  name: string;
  wanted: string;
  /** Looked for beside the dependent, not in it. */
  peer?: true;
  /** Its absence is no error. */
  optional?: true;
}

/** A folder of the repository with a `package.json` of its own: the root, a workspace, the target of a link. */
export interface Importer {
  /** Relative to the lockfile's folder; `''` for the root. */
  location: string;
  /** What the lockfile says that it declares; `file` is relative to the lockfile's folder too. */
  declares: (Declaration & { name: string })[];
}

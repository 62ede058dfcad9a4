import type { Pom, PomDependency, PomParent } from './model.ts';

/** The poms of one repository: parents and imported ones are looked for here, and nowhere else. */
export interface Poms {
  byPath: Map<string, Pom>;
  /** By `group:artifact`; several where a repository holds copies. */
  byName: Map<string, Pom[]>;
  /** What `.mvn/maven.config` sets with `-D`, by the folder that holds `.mvn`. */
  settings: Map<string, Map<string, string>>;
  /** Entries that may still be looked at: bounds what many children of one huge parent cost. */
  budget: number;
  /** What imported poms give, read once each; `open` while that is being found out. */
  imported: Map<Pom, Effective | 'open'>;
}

/** A pom and its parents, nearest first, and the parent that could not be found, if any. */
export interface Lineage {
  poms: Pom[];
  missing?: { child: Pom; parent: PomParent };
  cyclic?: true;
}

/** Own coordinates and properties of a pom as seen with everything it inherits. */
export interface Context {
  groupId: string;
  artifactId: string;
  version: string;
  resolve(text: string): string;
}

/** A pom with what it inherits and imports, as far as this repository holds it. */
export interface Effective {
  lineage: Lineage;
  context: Context;
  /** By `group:artifact:type:classifier`, the nearest definition of each. */
  dependencies: Map<string, PomDependency>;
  managed: Map<string, PomDependency>;
  /** Imported poms that are not here. */
  missing: Map<string, MissingImport>;
}

export interface MissingImport {
  name: string;
  file: string;
  line: number;
}

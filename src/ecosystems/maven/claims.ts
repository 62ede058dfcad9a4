/** Build files and lockfiles of Maven, Gradle, Ivy, sbt and Leiningen, by name. */
const kinds: [kind: Kind, shape: RegExp][] = [
  ['pom', /(?:^|\/)pom\.xml$/],
  // Parents and imported poms may have other names: parent-pom.xml, bom.pom.
  ['pom-parent', /(?:[._-]pom\.xml|\.pom)$/],
  // What a project adds to every command line of Maven: -Drevision=1.2
  ['maven-config', /(?:^|\/)\.mvn\/maven\.config$/],
  ['gradle-lockfile', /(?:^|\/)(?:gradle|buildscript-gradle|settings-gradle)\.lockfile$/],
  ['gradle-lockfile', /(?:^|\/)gradle\/dependency-locks\/[^/]+\.lockfile$/],
  ['gradle-verification-metadata', /(?:^|\/)verification-metadata\.xml$/],
  ['gradle-version-catalog', /\.versions\.toml$/],
  ['gradle-build', /\.gradle(?:\.kts)?$/],
  ['gradle-properties', /(?:^|\/)gradle\.properties$/],
  ['ivy', /(?:^|\/)ivy\.xml$/],
  ['sbt', /\.sbt$|(?:^|\/)project\/Dependencies\.scala$/],
  ['leiningen', /(?:^|\/)project\.clj$/],
];

export type Kind =
  | 'pom'
  | 'pom-parent'
  | 'maven-config'
  | 'gradle-lockfile'
  | 'gradle-verification-metadata'
  | 'gradle-version-catalog'
  | 'gradle-build'
  | 'gradle-properties'
  | 'ivy'
  | 'sbt'
  | 'leiningen';

/** What is asked for every path of a repository, so the ends that none of them has are sorted out first. */
const ending = /(?:\.xml|\.pom|\.lockfile|\.toml|\.gradle|\.kts|\.properties|\.sbt|\.scala|\.clj|\.config)$/;

/** Which format a file is in; `undefined` for one that is none of ours. Output folders of the tools are never read. */
export function kindOf(path: string): Kind | undefined {
  if (!ending.test(path) || /(?:^|\/)(?:node_modules|target|\.gradle)\//.test(path)) return undefined;
  return kinds.find(([, shape]) => shape.test(path))?.[0];
}

/** Whether this ecosystem's readers want a path. */
export function claims(path: string): 'inventory' | 'context' | undefined {
  const kind = kindOf(path);
  if (kind === undefined) return undefined;
  return context.has(kind) ? 'context' : 'inventory';
}

const context = new Set<Kind>(['pom-parent', 'maven-config', 'gradle-properties']);

import type { Problem } from '../../../domain/problem.ts';
import { childOf, childrenOf, parseXml, textOf, type XmlElement } from '../../../lib/xml/parse.ts';

/** A `pom.xml` as it is written: nothing is inherited and no property is replaced. */
export interface Pom {
  path: string;
  groupId?: string;
  artifactId?: string;
  version?: string;
  packaging: string;
  parent?: PomParent;
  modules: { path: string; line: number }[];
  /** The main part, then those of the profiles that are active by default, which go before it. */
  parts: PomPart[];
  /** Profiles that are not active by themselves. */
  inactive: { id: string; line: number; dependencies: number }[];
}

export interface PomParent {
  groupId: string;
  artifactId: string;
  version: string;
  /** `''`: not to be looked for beside this file. */
  relativePath: string;
  line: number;
}

export interface PomPart {
  properties: Map<string, string>;
  managed: PomDependency[];
  dependencies: PomDependency[];
}

export interface PomDependency {
  groupId: string;
  artifactId: string;
  version?: string;
  /** The version as it was written, where properties were replaced in it. */
  wanted?: string;
  type: string;
  classifier: string;
  scope?: string;
  optional?: string;
  /** The file that it stands in. */
  file: string;
  line: number;
}

/** Reads one `pom.xml` (https://maven.apache.org/ref/3.9.9/maven-model/maven.html). */
export function readPom(path: string, text: string): { pom?: Pom; problem?: Problem } {
  const { root, fault } = parseXml(text);
  if (root === undefined || fault !== undefined) {
    const message = `${path} is no well-formed XML: ${fault?.reason ?? 'it is empty'}. Nothing of it was read.`;
    const problem = {
      code: 'xml-invalid',
      message,
      path,
      ...(fault === undefined ? {} : { line: fault.line }),
    };
    return { problem: { ...problem, remedy: 'Repair the file; Maven refuses it too.' } };
  }
  if (root.name !== 'project') {
    const message = `${path} is no project: its element is <${root.name.slice(0, 40)}>.`;
    return { problem: { code: 'pom-invalid', message, path, line: root.line } };
  }
  return { pom: pomOf(path, root) };
}

function pomOf(path: string, root: XmlElement): Pom {
  const profiles = childrenOf(childOf(root, 'profiles'), 'profile');
  const active = profiles.filter(isActive);
  const parent = childOf(root, 'parent');
  return {
    path,
    ...optional('groupId', textOf(root, 'groupId')),
    ...optional('artifactId', textOf(root, 'artifactId')),
    ...optional('version', textOf(root, 'version')),
    packaging: textOf(root, 'packaging') ?? 'jar',
    ...(parent === undefined ? {} : { parent: parentOf(parent) }),
    modules: [root, ...active].flatMap((part) =>
      childrenOf(childOf(part, 'modules'), 'module').map(({ text, line }) => ({ path: text, line })),
    ),
    parts: [root, ...active].map((part) => partOf(path, part)),
    inactive: profiles.filter((profile) => !isActive(profile)).map(inactiveOf),
  };
}

function isActive(profile: XmlElement): boolean {
  return textOf(childOf(profile, 'activation'), 'activeByDefault') === 'true';
}

function inactiveOf(profile: XmlElement): Pom['inactive'][number] {
  const own = childrenOf(childOf(profile, 'dependencies'), 'dependency').length;
  return { id: textOf(profile, 'id') ?? 'default', line: profile.line, dependencies: own };
}

function parentOf(parent: XmlElement): PomParent {
  const relative = childOf(parent, 'relativePath');
  return {
    groupId: textOf(parent, 'groupId') ?? '',
    artifactId: textOf(parent, 'artifactId') ?? '',
    version: textOf(parent, 'version') ?? '',
    relativePath: relative === undefined ? '../pom.xml' : relative.text,
    line: parent.line,
  };
}

function partOf(path: string, part: XmlElement): PomPart {
  const properties = childOf(part, 'properties')?.children ?? [];
  return {
    properties: new Map(properties.map(({ name, text }) => [name, text])),
    managed: dependenciesOf(path, childOf(part, 'dependencyManagement')),
    dependencies: dependenciesOf(path, part),
  };
}

function dependenciesOf(path: string, parent: XmlElement | undefined): PomDependency[] {
  return childrenOf(childOf(parent, 'dependencies'), 'dependency').map((element) => ({
    groupId: textOf(element, 'groupId') ?? '',
    artifactId: textOf(element, 'artifactId') ?? '',
    type: textOf(element, 'type') ?? 'jar',
    classifier: textOf(element, 'classifier') ?? '',
    ...optional('version', textOf(element, 'version')),
    ...optional('scope', textOf(element, 'scope')),
    ...optional('optional', textOf(element, 'optional')),
    file: path,
    line: element.line,
  }));
}

function optional<K extends string>(key: K, value: string | undefined): { [P in K]?: string } {
  return value === undefined ? {} : ({ [key]: value } as { [P in K]?: string });
}

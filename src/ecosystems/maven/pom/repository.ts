import { posix } from 'node:path';
import { versions } from '../versions.ts';
import { interpolate } from './interpolate.ts';
import type { Pom, PomParent } from './model.ts';
import type { Context, Lineage, Poms } from './poms.ts';

/** Parents above one another. */
const maxParents = 50;

/** Indexes poms by name. Groups are inherited, and so need the parents. */
export function gatherPoms(poms: Pom[], settings: Map<string, Map<string, string>>): Poms {
  const all: Poms = {
    byPath: new Map(poms.map((pom) => [pom.path, pom])),
    byName: new Map(),
    settings,
    budget: 2_000_000,
    imported: new Map(),
  };
  for (const pom of poms) {
    const name = `${pom.groupId ?? pom.parent?.groupId ?? ''}:${pom.artifactId ?? ''}`;
    const same = all.byName.get(name);
    if (same === undefined) all.byName.set(name, [pom]);
    else same.push(pom);
  }
  return all;
}

/** As Maven does: by relative path where that is the one named, else by its name; from no network. */
export function lineageOf(pom: Pom, all: Poms): Lineage {
  const poms = [pom];
  for (let child = pom; child.parent !== undefined; ) {
    const parent = findParent(child, child.parent, all);
    if (parent === undefined) return { poms, missing: { child, parent: child.parent } };
    if (poms.includes(parent) || poms.length > maxParents) return { poms, cyclic: true };
    poms.push(parent);
    child = parent;
  }
  return { poms };
}

function findParent(child: Pom, parent: PomParent, all: Poms): Pom | undefined {
  const beside = posix.join(posix.dirname(child.path), parent.relativePath);
  const near =
    parent.relativePath === ''
      ? undefined
      : (all.byPath.get(beside) ?? all.byPath.get(posix.join(beside, 'pom.xml')));
  const isIt = (pom: Pom) => pom !== child && fits(pom, parent);
  if (near !== undefined && nameOf(near) === `${parent.groupId}:${parent.artifactId}` && isIt(near))
    return near;
  return all.byName.get(`${parent.groupId}:${parent.artifactId}`)?.find(isIt);
}

function nameOf(pom: Pom): string {
  return `${pom.groupId ?? pom.parent?.groupId}:${pom.artifactId}`;
}

/** Versions of the `${revision}` kind cannot be compared before parents are known; Maven takes them by path alone. */
function fits(pom: Pom, parent: PomParent): boolean {
  const own = pom.version ?? pom.parent?.version ?? '';
  return (
    own === parent.version ||
    own.includes('${') ||
    parent.version.includes('${') ||
    versions.satisfies(own, parent.version)
  );
}

/**
 * Maven's order: the project's own values, what the command line sets, properties of the pom before those of its
 * parents. What the machine sets (`env.*`, `java.version`) is not known here.
 * (https://maven.apache.org/ref/3.9.9/maven-model-builder/#Model_Interpolation)
 */
export function contextOf({ poms }: Lineage, all: Poms): Context {
  const pom = poms[0]!;
  const properties = new Map<string, string>();
  for (const one of poms.toReversed())
    for (const part of one.parts) for (const [name, value] of part.properties) properties.set(name, value);
  const user = settingsFor(pom.path, all);
  const own = new Map<string, string | undefined>(
    Object.entries({
      groupId: inherited(poms, 'groupId'),
      artifactId: pom.artifactId,
      version: inherited(poms, 'version'),
      packaging: pom.packaging,
      'parent.groupId': pom.parent?.groupId,
      'parent.artifactId': pom.parent?.artifactId,
      'parent.version': pom.parent?.version,
    }),
  );
  const lookUp = (name: string) =>
    own.get(/^(?:project|pom)\.(.+)$/.exec(name)?.[1] ?? '') ??
    user?.get(name) ??
    properties.get(name) ??
    own.get(name);
  const resolve = (text: string) => interpolate(text, lookUp);
  const [groupId, artifactId, version] = ['groupId', 'artifactId', 'version'].map((name) =>
    resolve(own.get(name) ?? ''),
  );
  return { groupId: groupId!, artifactId: artifactId!, version: version!, resolve };
}

function inherited(poms: Pom[], key: 'groupId' | 'version'): string | undefined {
  return poms.find((pom) => pom[key] !== undefined)?.[key] ?? poms.at(-1)?.parent?.[key];
}

function settingsFor(path: string, all: Poms): Map<string, string> | undefined {
  for (let folder = posix.dirname(path); ; folder = posix.dirname(folder)) {
    const found = all.settings.get(folder);
    if (found !== undefined || folder === '.') return found;
  }
}

import type { Pom, PomDependency } from './model.ts';
import type { Context, Effective, Lineage, MissingImport, Poms } from './poms.ts';
import { contextOf, lineageOf } from './repository.ts';

/**
 * Assembles a pom as Maven does (https://maven.apache.org/ref/3.9.9/maven-model-builder/): profiles before their pom,
 * children before parents, properties as the child sees them, and after all of it what is imported, first come first
 * served. Exclusions need no care: they cut transitive dependencies, which no pom lists.
 */
export function effectiveOf(pom: Pom, all: Poms, depth = 0): Effective {
  const lineage = lineageOf(pom, all);
  const context = contextOf(lineage, all);
  const { dependencies, managed, imports } = inherit(lineage, context, all);
  const effective: Effective = { lineage, context, dependencies, managed, missing: new Map() };
  for (const bom of imports) importInto(effective, bom, all, depth);
  return effective;
}

/** Imports inside imports. */
const maxImports = 20;

function inherit({ poms }: Lineage, context: Context, all: Poms) {
  const dependencies = new Map<string, PomDependency>();
  const managed = new Map<string, PomDependency>();
  const imports: PomDependency[] = [];
  for (const pom of poms) {
    addNearer(
      dependencies,
      pom.parts.map((part) => part.dependencies),
      context,
      all,
    );
    const own = pom.parts.map((part) => part.managed);
    addNearer(
      managed,
      own.map((list) => list.filter((one) => !isImport(one))),
      context,
      all,
    );
    imports.push(
      ...own
        .flat()
        .filter(isImport)
        .map((one) => resolved(one, context)),
    );
  }
  return { dependencies, managed, imports };
}

/** Adds what no nearer pom has. Within one pom the last definition counts, and a profile's before the main part's. */
function addNearer(
  target: Map<string, PomDependency>,
  parts: PomDependency[][],
  context: Context,
  all: Poms,
): void {
  const own = new Map<string, PomDependency>();
  for (const dependency of parts.flat()) {
    if (--all.budget < 0) break;
    const one = resolved(dependency, context);
    own.set(keyOf(one), one);
  }
  for (const [key, one] of own) if (!target.has(key)) target.set(key, one);
}

/** A pom that (in the end) imports itself gives nothing to itself; Maven refuses it. */
function importInto(effective: Effective, bom: PomDependency, all: Poms, depth: number): void {
  const name = `${bom.groupId}:${bom.artifactId}`;
  const found = all.byName
    .get(name)
    ?.find((pom) => contextOf(lineageOf(pom, all), all).version === bom.version);
  if (found === undefined || depth >= maxImports) {
    addMissing(effective, { name: `${name}:${bom.version ?? '?'}`, file: bom.file, line: bom.line });
    return;
  }
  const known = all.imported.get(found);
  if (known === 'open') return;
  if (known === undefined) all.imported.set(found, 'open');
  const imported = known ?? effectiveOf(found, all, depth + 1);
  all.imported.set(found, imported);
  for (const [key, one] of imported.managed) {
    if (--all.budget < 0) break;
    if (!effective.managed.has(key)) effective.managed.set(key, one);
  }
  for (const one of imported.missing.values()) addMissing(effective, one);
  const { missing } = imported.lineage;
  if (missing === undefined) return;
  const { groupId, artifactId, version, line } = missing.parent;
  addMissing(effective, { name: `${groupId}:${artifactId}:${version}`, file: missing.child.path, line });
}

function addMissing({ missing }: Effective, one: MissingImport): void {
  missing.set(`${one.file}:${one.line}`, one);
}

function isImport({ scope, type }: PomDependency): boolean {
  return scope === 'import' && type === 'pom';
}

export function keyOf({ groupId, artifactId, type, classifier }: PomDependency): string {
  return `${groupId}:${artifactId}:${type}:${classifier}`;
}

/** Most are written out, and are taken as they are. */
function resolved(one: PomDependency, { resolve }: Context): PomDependency {
  const { groupId, artifactId, type, classifier, version } = one;
  if (![groupId, artifactId, type, classifier, version].some((text) => text?.includes('${'))) return one;
  return {
    ...one,
    groupId: resolve(groupId),
    artifactId: resolve(artifactId),
    type: resolve(type),
    classifier: resolve(classifier),
    ...(version === undefined ? {} : { version: resolve(version), wanted: one.wanted ?? version }),
  };
}

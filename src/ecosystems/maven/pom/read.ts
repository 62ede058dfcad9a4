import { posix } from 'node:path';
import type { Inventory, Scope } from '../../../domain/inventory.ts';
import type { Problem } from '../../../domain/problem.ts';
import type { ReadFiles } from '../../ecosystem.ts';
import { capped, readText } from '../../read-text.ts';
import { kindOf } from '../claims.ts';
import { exactOf, isPlainName, manifestOf, maxStated, notExact, type Stated } from '../stated.ts';
import { effectiveOf, keyOf } from './effective.ts';
import { type Pom, type PomDependency, readPom } from './model.ts';
import type { Effective, Poms } from './poms.ts';
import { gatherPoms } from './repository.ts';

/**
 * Reads every `pom.xml` as a manifest of its own; other poms (`parent-pom.xml`) only give what is inherited from them.
 * Parents and imported poms are taken from the repository alone: nothing here opens a socket. Of one that is not in it,
 * a Problem says what is unknown because of that. Plugins are no dependencies and are not listed.
 */
export async function readPoms(files: ReadFiles, paths: string[]): Promise<Inventory> {
  const problems: Problem[] = [];
  const poms: Pom[] = [];
  for (const path of paths.filter((path) => ['pom', 'pom-parent'].includes(kindOf(path) ?? ''))) {
    const text = await readText(files, path, problems);
    if (text === undefined) continue;
    const { pom, problem } = readPom(path, text);
    if (pom !== undefined) poms.push(pom);
    if (problem !== undefined) problems.push(problem);
  }
  const all = gatherPoms(poms, await readSettings(files, paths, problems));
  const known = new Set(paths);
  const unreachable = new Map<string, Missing>();
  const manifests = poms
    .filter(({ path }) => kindOf(path) === 'pom')
    .map((pom) => {
      const { stated, problems: met } = statedIn(pom, all, known, unreachable);
      problems.push(...capped(met, pom.path));
      return manifestOf(pom.path, stated);
    });
  problems.push(...[...unreachable.values()].map(tellMissing));
  if (all.budget < 0) problems.push(tooMuch(poms[0]!.path));
  return { manifests, problems };
}

async function readSettings(files: ReadFiles, paths: string[], problems: Problem[]) {
  const settings = new Map<string, Map<string, string>>();
  for (const path of paths.filter((path) => kindOf(path) === 'maven-config')) {
    const text = (await readText(files, path, problems)) ?? '';
    const defined = [...text.matchAll(/(?:^|\s)(?:-D|--define[ =])([\w.-]+)=(\S*)/g)];
    const folder = posix.dirname(posix.dirname(path));
    settings.set(folder, new Map(defined.map(([, name, value]) => [name!, value!])));
  }
  return settings;
}

function statedIn(
  pom: Pom,
  all: Poms,
  paths: Set<string>,
  unreachable: Map<string, Missing>,
): { stated: Stated[]; problems: Problem[] } {
  const effective = effectiveOf(pom, all);
  const problems: Problem[] = [];
  const unknown: PomDependency[] = [];
  const whole = effective.lineage.missing === undefined && effective.missing.size === 0;
  const stated: Stated[] = [];
  for (const dependency of [...effective.dependencies.values()].slice(0, maxStated)) {
    const one = stateOf(dependency, effective, all);
    // What a parent's own manifest tells of itself is not told again of every child.
    const own = dependency.file === pom.path || kindOf(dependency.file) !== 'pom';
    if (one === undefined) {
      if (own) problems.push(nameless(pom, dependency));
      continue;
    }
    stated.push(one);
    if (one.origin === 'local' || one.version !== '') continue;
    if (isKnown(one.resolved)) {
      if (own) problems.push(notExact(one.file ?? pom.path, nameOf(dependency), one.resolved, one.line));
    } else if (whole && own) problems.push(versionless(pom, dependency, one.resolved));
    else if (!whole) unknown.push(dependency);
  }
  note(unreachable, effective, unknown, stated.length);
  if (effective.lineage.cyclic) problems.push(cyclic(pom.path));
  problems.push(...notes(pom, paths));
  return { stated, problems };
}

/** With the wanted version after every property that is known was replaced in it. */
interface Wanted extends Stated {
  resolved: string;
}

function stateOf(dependency: PomDependency, effective: Effective, all: Poms): Wanted | undefined {
  const { groupId: group, artifactId: artifact, type, classifier, file, line } = dependency;
  if (!isPlainName(group) || !isPlainName(artifact)) return undefined;
  const managed = effective.managed.get(keyOf(dependency));
  const source = dependency.version === undefined ? managed : dependency;
  const version = source?.version ?? '';
  const exact = exactOf(version) ?? '';
  const scope = effective.context.resolve(dependency.scope ?? managed?.scope ?? 'compile');
  const optional = effective.context.resolve(dependency.optional ?? managed?.optional ?? 'false') === 'true';
  const variant = classifier === '' ? (type === 'jar' ? '' : `:${type}`) : `:${type}:${classifier}`;
  const local = isOwn(group, artifact, version, all);
  return {
    group,
    artifact,
    wanted: source?.wanted ?? version,
    resolved: version,
    version: isPlainVersion(exact) ? exact : '',
    scope: scopeOf(scope, optional),
    variant,
    file,
    line,
    ...(local ? { origin: 'local' as const } : scope === 'system' ? { origin: 'tarball' as const } : {}),
  };
}

/**
 * `provided` is there to compile against, and given by whatever runs the program: build. `system` is the same from a
 * path of the machine. An optional one is this project's own, but not its users'.
 */
function scopeOf(scope: string, optional: boolean): Scope {
  if (scope === 'test') return 'test';
  if (scope === 'provided' || scope === 'system') return 'build';
  return optional ? 'optional' : 'runtime';
}

/** A module of this repository, which no registry's package stands for. */
function isOwn(group: string, artifact: string, version: string, all: Poms): boolean {
  const same = all.byName.get(`${group}:${artifact}`) ?? [];
  return same.some((pom) => {
    const own = pom.version ?? pom.parent?.version ?? '';
    return version === '' || own === version || own.includes('${') || version.includes('${');
  });
}

function isPlainVersion(version: string): boolean {
  return /^[^\s${}<>]{1,200}$/.test(version);
}

/** Whether every property of it was replaced: then what is not exact is so on purpose. */
function isKnown(version: string): boolean {
  return version !== '' && !version.includes('${');
}

function nameOf({ groupId, artifactId }: PomDependency): string {
  return `${groupId}:${artifactId}`;
}

function nameless(pom: Pom, dependency: PomDependency): Problem {
  return {
    code: 'dependency-invalid',
    message: `A dependency of ${pom.path} has no usable name: "${nameOf(dependency).slice(0, 100)}". It was left out.`,
    path: dependency.file,
    line: dependency.line,
  };
}

function versionless(pom: Pom, dependency: PomDependency, wanted: string): Problem {
  const name = nameOf(dependency);
  const message =
    wanted === ''
      ? `${pom.path} has ${name} without a version, and nothing that it inherits or imports gives one. It was not judged.`
      : `${pom.path} has ${name} in version "${wanted.slice(0, 80)}", which nothing defines. It was not judged.`;
  return { code: 'version-unknown', message, path: dependency.file, line: dependency.line };
}

/** A parent or an import that is not here, and what is unknown because of it in all manifests that need it. */
interface Missing {
  what: string;
  file: string;
  line: number;
  lost: string[];
  count: number;
  manifests: number;
}

function note(
  unreachable: Map<string, Missing>,
  { lineage, missing }: Effective,
  unknown: PomDependency[],
  count: number,
): void {
  const all = [...missing.values()].map(({ name, file, line }) => ({ what: `import ${name}`, file, line }));
  if (lineage.missing !== undefined) {
    const { child, parent } = lineage.missing;
    const { groupId, artifactId, version, line } = parent;
    all.unshift({ what: `parent ${groupId}:${artifactId}:${version}`, file: child.path, line });
  }
  for (const one of all) {
    const key = `${one.file}:${one.line}`;
    const known = unreachable.get(key) ?? { ...one, lost: [], count: 0, manifests: 0 };
    known.lost.push(...unknown.map(nameOf));
    known.count += count;
    known.manifests++;
    unreachable.set(key, known);
  }
}

/** A missing parent may also bring dependencies of its own; a missing import only versions. */
function tellMissing({ what, file, line, lost, count, manifests }: Missing): Problem {
  const distinct = [...new Set(lost)];
  const more = distinct.length > 3 ? ` and ${distinct.length - 3} more` : '';
  const where = manifests > 1 ? ` in the ${manifests} manifests that need it` : '';
  const consequence =
    lost.length === 0
      ? `all ${count} dependencies${where} name their versions themselves`
      : `${lost.length} of ${count} dependencies${where} have no known version and were not judged (${distinct.slice(0, 3).join(', ')}${more})`;
  const also = what.startsWith('parent') ? '; what it declares itself is not known either' : '';
  return {
    code: what.startsWith('parent') ? 'parent-unreachable' : 'import-unreachable',
    message: `${file}: ${what} not reachable: ${consequence}${also}.`,
    path: file,
    line,
    remedy:
      'Commit it too, or scan an SBOM: mvn org.cyclonedx:cyclonedx-maven-plugin:makeAggregateBom writes one.',
    ...(lost.length === 0 && also === '' ? { harmless: true } : {}),
  };
}

function cyclic(path: string): Problem {
  const message = `${path} is a parent of itself, or has too many above it. Maven refuses it; what it inherits was read once.`;
  return { code: 'parent-cyclic', message, path };
}

function notes(pom: Pom, paths: Set<string>): Problem[] {
  const folder = posix.dirname(pom.path);
  const modules = pom.modules.filter(({ path }) => {
    const place = posix.join(folder, path);
    return !path.includes('${') && !paths.has(place) && !paths.has(posix.join(place, 'pom.xml'));
  });
  const inactive = pom.inactive.filter(({ dependencies }) => dependencies > 0);
  return [
    ...modules.map(({ path, line }) => ({
      code: 'module-missing',
      message: `${pom.path} names the module "${path.slice(0, 100)}", which has no pom.xml here.`,
      path: pom.path,
      line,
      harmless: true,
    })),
    ...inactive.map(({ id, line, dependencies }) => ({
      code: 'profile-inactive',
      message: `The profile "${id.slice(0, 60)}" of ${pom.path} is not active by itself: its ${dependencies} dependencies were not counted.`,
      path: pom.path,
      line,
      harmless: true,
    })),
  ];
}

function tooMuch(path: string): Problem {
  const message =
    'The poms of this repository inherit more from each other than is read. Some versions are not known.';
  return { code: 'too-many-packages', message, path };
}

import type { Declaration, Dependency } from '../../domain/inventory.ts';
import type { Problem } from '../../domain/problem.ts';
import type { Directive, GoMod, Replacement, Requirement } from './go-mod.ts';
import { versions } from './versions.ts';

/** The workspace that a module is built in: its `go.work`, and the paths of the modules it uses. */
export interface GoWork {
  file: string;
  mod: GoMod;
  members: ReadonlySet<string>;
}

/**
 * What a module is built from: what its `go.mod` requires, by name and version of what replaces it, and Go itself.
 * Since Go 1.17 that is everything; a workspace may choose newer versions, which the module does not ship with.
 */
export function packagesOf(
  path: string,
  mod: GoMod,
  work: GoWork | undefined,
): { packages: Dependency[]; problems: Problem[] } {
  const problems: Problem[] = [];
  const packages: Dependency[] = [];
  const replacementOf = makeReplacements(path, mod, work);
  const excluded = new Set(mod.excludes.map(({ path, version }) => `${path} ${version}`));
  const declared = declarationsOf(path, mod);
  const wanted = new Map<string, Set<string>>();
  for (const { path, version } of mod.requires)
    wanted.set(path, (wanted.get(path) ?? new Set()).add(version));
  const seen = new Set<string>();
  for (const requirement of mod.requires) {
    const key = `${requirement.path} ${requirement.version}`;
    if (excluded.has(key)) problems.push(excludedToo(path, requirement));
    if (excluded.has(key) || seen.has(key)) continue;
    seen.add(key);
    const twice = wanted.get(requirement.path)!.size > 1;
    if (twice) problems.push(requiredTwice(path, requirement));
    packages.push({
      ...replaced(requirement, replacementOf(requirement), work),
      scope: 'runtime',
      declared: declared(requirement),
      requiredBy: [],
      location: twice ? `${requirement.path}@${requirement.version}` : requirement.path,
    });
  }
  packages.push(...goItself(path, mod, work));
  return { packages, problems };
}

type Found = Replacement & { file: string };

/** A `go.work` goes before the `go.mod`s; a replacement of one version before one of all. */
function makeReplacements(
  path: string,
  mod: GoMod,
  work: GoWork | undefined,
): (requirement: Requirement) => Found | undefined {
  const known = new Map<string, Found>();
  for (const replacement of mod.replaces) known.set(keyOf(replacement), { ...replacement, file: path });
  for (const replacement of work?.mod.replaces ?? [])
    known.set(keyOf(replacement), { ...replacement, file: work!.file });
  return (requirement) => known.get(keyOf(requirement)) ?? known.get(requirement.path);
}

function keyOf({ path, version }: { path: string; version?: string }): string {
  return version === undefined ? path : `${path} ${version}`;
}

function replaced(
  { path, version, line }: Requirement,
  replacement: Found | undefined,
  work: GoWork | undefined,
): Pick<Dependency, 'name' | 'version' | 'alias' | 'origin' | 'line'> {
  if (work?.members.has(path)) return { name: path, version: bare(version), origin: 'local', line };
  if (replacement === undefined) return { name: path, version: bare(version), origin: 'registry', line };
  const at = replacement.file === work?.file ? line : replacement.line;
  if (replacement.byVersion === undefined)
    return { name: path, version: bare(version), origin: 'local', line: at };
  return {
    name: replacement.by,
    version: bare(replacement.byVersion),
    ...(replacement.by === path ? {} : { alias: path }),
    origin: 'registry',
    line: at,
  };
}

/**
 * Modules without `// indirect` are imported by the module itself; those that hold a `tool` are asked for by it. A tool
 * may need what the program needs too, so nothing is taken for build-time only.
 */
function declarationsOf(file: string, mod: GoMod): (requirement: Requirement) => Declaration[] {
  const paths = new Set(mod.requires.map(({ path }) => path));
  const tools = new Map<string, number[]>();
  for (const { path, line } of mod.tools) {
    const module = ancestors(path).find((ancestor) => paths.has(ancestor));
    if (module !== undefined) tools.set(module, [...(tools.get(module) ?? []), line]);
  }
  return ({ path, version, indirect, line }) => [
    ...(indirect ? [] : [{ file, wanted: version, scope: 'runtime' as const, line }]),
    ...(tools.get(path) ?? []).map((line) => ({ file, wanted: version, scope: 'build' as const, line })),
  ];
}

/** A package's module is the longest path above it. */
function ancestors(path: string): string[] {
  const segments = path.split('/').slice(0, 30);
  return segments.map((_, i) => segments.slice(0, segments.length - i).join('/'));
}

/**
 * The standard library of the newest Go that is asked for, and the go command where a toolchain is named. The lines are
 * those of the `go.mod`; the alias says that they read `go`.
 */
function goItself(path: string, mod: GoMod, work: GoWork | undefined): Dependency[] {
  const toolchains = [mod.toolchain, work?.mod.toolchain].filter((directive) => directive !== undefined);
  const all = [mod.go, work?.mod.go, ...toolchains].filter((directive) => directive !== undefined);
  const newest = all.reduce<Directive | undefined>(
    (a, b) => (a !== undefined && versions.compare(a.version, b.version) >= 0 ? a : b),
    undefined,
  );
  if (newest === undefined) return [];
  const line = newest.file === path ? newest.line : mod.go?.line;
  const make = (name: string, scope: 'runtime' | 'build'): Dependency => ({
    name,
    version: newest.version,
    alias: 'go',
    scope,
    origin: 'registry',
    declared: [{ file: newest.file, wanted: newest.written, scope, line: newest.line }],
    requiredBy: [],
    location: name,
    ...(line === undefined ? {} : { line }),
  });
  return [make('stdlib', 'runtime'), ...(toolchains.length > 0 ? [make('toolchain', 'build')] : [])];
}

/** OSV writes Go's versions without the `v`. */
function bare(version: string): string {
  return version.slice(1);
}

function excludedToo(file: string, { path, version, line }: Requirement): Problem {
  return {
    code: 'version-excluded',
    message: `${path} ${version} is required and excluded, so Go uses another version, which ${file} does not name.`,
    path: file,
    line,
    remedy: 'Run go mod tidy and commit the result.',
  };
}

function requiredTwice(file: string, { path, version, line }: Requirement): Problem {
  return {
    code: 'duplicate-requirement',
    message: `${path} is required in more than one version, ${version} among them; Go uses the newest. Each was read.`,
    path: file,
    line,
    remedy: 'Run go mod tidy and commit the result.',
    harmless: true,
  };
}

import type { Scope } from '../../domain/inventory.ts';
import type { Problem } from '../../domain/problem.ts';
import { type JsonEntry, outlineJson } from '../../lib/json/outline.ts';
import { parseReference, type Reference } from './reference.ts';

/** One package that a `conan.lock` lists. */
export interface LockedPackage extends Reference {
  scope: Scope;
  /** Indexes of the packages that it requires; only lockfiles of Conan 1 know. */
  requires: number[];
  /** Required by the project itself, where the lockfile says so. */
  direct: boolean;
  line: number;
}

const remedy = 'Run conan lock create and commit the result.';
/** Packages that are read of one lockfile; the largest known have 300. Bounds what a hostile one costs. */
const maxPackages = 20_000;

/**
 * Reads the text of a `conan.lock`: lists of references in version 0.5 (Conan 2,
 * https://docs.conan.io/2/reference/commands/lock.html), a graph in 0.4 (Conan 1).
 */
export function readConanLock(
  path: string,
  text: string,
): { packages?: LockedPackage[]; problems: Problem[] } {
  const { entries, wrong } = outlineJson(text);
  const problems: Problem[] = [];
  if (wrong !== undefined)
    problems.push(
      invalid(path, wrong, `Line ${wrong} of ${path} is no JSON. Only what stands before was read.`),
    );
  if (
    !entries.some(
      ({ path: [key] }) =>
        key === 'version' || key === 'graph_lock' || (key !== undefined && scopes.has(key)),
    )
  )
    return {
      problems:
        problems.length > 0
          ? problems
          : [invalid(path, 1, `${path} is no conan.lock. Nothing in it could be read.`)],
    };
  const isGraph = entries.some(({ path: [key] }) => key === 'graph_lock');
  const packages = isGraph ? readGraph(path, entries, problems) : readLists(path, entries, problems);
  if (packages.length < maxPackages) return { packages, problems };
  const message = `${path} lists more than ${maxPackages.toLocaleString('en')} packages. The rest was not read.`;
  return {
    packages: packages.slice(0, maxPackages),
    problems: [...problems, { code: 'too-many-packages', message, path }],
  };
}

const scopes = new Map<string, Scope>([
  ['requires', 'runtime'],
  ['build_requires', 'build'],
  ['python_requires', 'build'],
  ['config_requires', 'build'],
]);

function readLists(path: string, entries: JsonEntry[], problems: Problem[]): LockedPackage[] {
  const packages: LockedPackage[] = [];
  for (const { path: keys, value, line, isString } of entries) {
    const scope = scopes.get(keys[0]!);
    if (scope === undefined || packages.length >= maxPackages) continue;
    const reference = keys.length === 2 && isString ? parseReference(value) : undefined;
    // Newer clients may put `[reference, {…}]`, whose first item is the reference.
    const paired = keys.length === 3 && keys[2] === '0' && isString ? parseReference(value) : undefined;
    const found = reference ?? paired;
    if (found !== undefined) packages.push({ ...found, scope, requires: [], direct: false, line });
    else if (keys.length === 2)
      problems.push(invalid(path, line, `Line ${line} of ${path} names no package.`));
  }
  return packages;
}

interface Node {
  reference?: Reference;
  line: number;
  isRoot: boolean;
  isBuild: boolean;
  requires: string[];
  buildRequires: string[];
}

/** The project itself is the node with a path, or the one without a version. */
function readGraph(path: string, entries: JsonEntry[], problems: Problem[]): LockedPackage[] {
  const nodes = new Map<string, Node>();
  for (const {
    path: [top, section, id, field, item],
    value,
    line,
  } of entries) {
    if (top !== 'graph_lock' || section !== 'nodes' || id === undefined || field === undefined) continue;
    const node = nodes.get(id) ?? { line, isRoot: false, isBuild: false, requires: [], buildRequires: [] };
    if (nodes.size < maxPackages) nodes.set(id, node);
    if (field === 'ref') {
      const reference = parseReference(value);
      if (reference !== undefined) [node.reference, node.line] = [reference, line];
      else if (!/^(virtual|cli|None|conanfile)?\b[^/]*$/.test(value))
        problems.push(invalid(path, line, `Line ${line} of ${path} names no package.`));
    } else if (field === 'path') node.isRoot = true;
    else if (field === 'context') node.isBuild = value === 'build';
    else if (field === 'requires' && item !== undefined) node.requires.push(value);
    else if (field === 'build_requires' && item !== undefined) node.buildRequires.push(value);
  }
  const listed = [...nodes].filter(([, { reference, isRoot }]) => reference !== undefined && !isRoot);
  const indexes = new Map(listed.map(([id], i) => [id, i]));
  const roots = [...nodes.values()].filter(({ reference, isRoot }) => reference === undefined || isRoot);
  const direct = new Set(roots.flatMap(({ requires, buildRequires }) => [...requires, ...buildRequires]));
  const tools = new Set([...nodes.values()].flatMap(({ buildRequires }) => buildRequires));
  return listed.map(([id, { reference, line, isBuild, requires, buildRequires }]) => ({
    ...reference!,
    scope: isBuild || tools.has(id) ? 'build' : 'runtime',
    requires: [...new Set([...requires, ...buildRequires])].flatMap((other) => indexes.get(other) ?? []),
    direct: direct.has(id),
    line,
  }));
}

function invalid(path: string, line: number, message: string): Problem {
  return { code: 'lockfile-invalid', message, path, line, remedy };
}

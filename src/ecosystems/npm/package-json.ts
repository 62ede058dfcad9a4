import type { Declaration, Dependency, Scope } from '../../domain/inventory.ts';
import type { Problem } from '../../domain/problem.ts';
import { type Catalogs, catalogKey } from './catalogs.ts';
import { isRecord, readJson } from './json/read.ts';
import { splitAlias } from './origin.ts';

/** What a `package.json` declares. */
export interface PackageJson {
  /** One entry for every section in which a dependency is written. `name` is the name it is installed as. */
  declares: (Declaration & { name: string })[];
  problems: Problem[];
  name?: string;
  /** Patterns of the folders of its workspaces. */
  workspaces: string[];
  /** Yarn's `resolutions`. */
  resolutions: [pattern: string, range: string][];
  /** bun's, the only ones that stand in a `package.json`. */
  catalogs?: Catalogs;
  /** The package manager that it names: `yarn`, `pnpm`, `npm`, `bun`, … */
  packageManager?: string;
}

const sections: readonly [section: string, scope: Scope][] = [
  ['dependencies', 'runtime'],
  ['optionalDependencies', 'optional'],
  ['devDependencies', 'dev'],
  ['peerDependencies', 'peer'],
];

/** Reads the text of a `package.json` at `path`. */
export function readPackageJson(path: string, text: string): PackageJson {
  const lines = new Map<string, number>();
  const { value, problems } = readJson(path, text, (keys, line) => {
    if (keys.length < 5) lines.set(keys.join('\0'), line);
  });
  if (value === undefined) return { declares: [], problems, workspaces: [], resolutions: [] };
  const declares = declarationsOf(value, path).map((declaration) => {
    const line = lines.get(`${declaration.section}\0${declaration.name}`);
    const { section: _, ...rest } = declaration;
    return line === undefined ? rest : { ...rest, line };
  });
  const packageManager = packageManagerOf(value);
  const catalogs = catalogsOf(path, value, lines);
  return {
    declares,
    problems,
    ...(typeof value.name === 'string' ? { name: value.name } : {}),
    workspaces: workspacesOf(value),
    resolutions: entriesOf(value.resolutions),
    ...(packageManager === undefined ? {} : { packageManager }),
    ...(catalogs === undefined ? {} : { catalogs }),
  };
}

/** Yarn and bun know a second form, with the patterns under `packages`. */
function workspacesOf({ workspaces }: Record<string, unknown>): string[] {
  const list = isRecord(workspaces) ? workspaces.packages : workspaces;
  return Array.isArray(list) ? list.filter((pattern) => typeof pattern === 'string') : [];
}

/** Beside the workspaces' patterns, or at the top. (https://bun.com/docs/pm/catalogs) */
function catalogsOf(
  file: string,
  value: Record<string, unknown>,
  lines: ReadonlyMap<string, number>,
): Catalogs | undefined {
  const ranges: Catalogs['ranges'] = new Map();
  const add = (catalog: string, entries: unknown, path: string[]) => {
    for (const [name, wanted] of entriesOf(entries)) {
      const line = lines.get([...path, name].join('\0'));
      ranges.set(catalogKey(catalog, name), { wanted, ...(line === undefined ? {} : { line }) });
    }
  };
  for (const [place, path] of [
    [value.workspaces, ['workspaces']],
    [value, []],
  ] as [unknown, string[]][]) {
    if (!isRecord(place)) continue;
    add('default', place.catalog, [...path, 'catalog']);
    if (!isRecord(place.catalogs)) continue;
    for (const [catalog, entries] of Object.entries(place.catalogs))
      add(catalog, entries, [...path, 'catalogs', catalog]);
  }
  return ranges.size === 0 ? undefined : { file, ranges };
}

/** `packageManager` (https://nodejs.org/api/corepack.html), or `devEngines` (npm 10.9 and later, pnpm 11). */
function packageManagerOf({ packageManager, devEngines }: Record<string, unknown>): string | undefined {
  if (typeof packageManager === 'string') return packageManager.split('@', 1)[0];
  const wanted = isRecord(devEngines) ? [devEngines.packageManager].flat()[0] : undefined;
  return isRecord(wanted) && typeof wanted.name === 'string' ? wanted.name : undefined;
}

/** The dependencies that a `package.json`, or its copy in a lockfile, declares. */
export function declarationsOf(
  value: Record<string, unknown>,
  file: string,
): (Declaration & { name: string; section: string })[] {
  return sections.flatMap(([section, scope]) =>
    entriesOf(value[section]).map(([name, wanted]) => ({ name, section, file, wanted, scope })),
  );
}

/** The entries of an object that have a string for a value; none where it is no object. */
export function entriesOf(value: unknown): [string, string][] {
  if (!isRecord(value)) return [];
  return Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
}

/**
 * What a `package.json` without a lockfile says for certain: the dependencies that it pins to one version. `unclear`
 * counts the others.
 */
export function pinnedPackages(manifest: PackageJson): { packages: Dependency[]; unclear: number } {
  const packages = new Map<string, Dependency>();
  let unclear = 0;
  for (const { name, ...declaration } of manifest.declares) {
    const location = `node_modules/${name}`;
    const target = splitAlias(declaration.wanted);
    const version = /^[v=\s]*(\d+\.\d+\.\d+(?:[-+][\w.+-]+)?)\s*$/.exec(target.rest)?.[1];
    const known = packages.get(location);
    if (known !== undefined) known.declared.push(declaration);
    else if (version === undefined) unclear++;
    else
      packages.set(location, {
        name: target.name ?? name,
        version,
        ...(target.name === undefined || target.name === name ? {} : { alias: name }),
        scope: declaration.scope,
        origin: 'registry',
        declared: [declaration],
        requiredBy: [],
        location,
        ...(declaration.line === undefined ? {} : { line: declaration.line }),
      });
  }
  return { packages: [...packages.values()], unclear };
}

import type { Declaration, Dependency, Scope } from '../../domain/inventory.ts';
import type { Problem } from '../../domain/problem.ts';
import { isRecord, readJson } from './json/read.ts';
import { splitAlias } from './origin.ts';

/** What a `package.json` declares. */
export interface PackageJson {
  /** One entry for every section in which a dependency is written. `name` is the name it is installed as. */
  declares: (Declaration & { name: string })[];
  problems: Problem[];
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
    if (keys.length === 2) lines.set(`${keys[0]}\0${keys[1]}`, line);
  });
  if (value === undefined) return { declares: [], problems };
  const declares = declarationsOf(value, path).map((declaration) => {
    const line = lines.get(`${declaration.section}\0${declaration.name}`);
    const { section: _, ...rest } = declaration;
    return line === undefined ? rest : { ...rest, line };
  });
  return { declares, problems };
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

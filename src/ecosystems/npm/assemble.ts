import { posix } from 'node:path';
import type { Dependency, Manifest } from '../../domain/inventory.ts';
import type { Problem } from '../../domain/problem.ts';
import { type Catalogs, rangeOf, readCatalogs } from './catalogs.ts';
import { type Connected, connect } from './connect.ts';
import { lookupByFolder } from './folders.ts';
import type { Importer, Lockfile } from './lockfile.ts';
import type { PackageJson } from './package-json.ts';
import { spreadScopes } from './scopes.ts';

/** Workspaces of one lockfile whose own `package.json` is opened; of others the lockfile's copy is used. */
const maxImporters = 5000;

/** How the files beside a lockfile are read. */
export interface Beside {
  manifest(path: string): Promise<PackageJson | undefined>;
  /** The text of a file; `undefined` where it does not exist. */
  text(path: string): Promise<string | undefined>;
}

/**
 * Connects a lockfile with the `package.json` of its folder and of its workspaces. What people wrote goes before the
 * lockfile's copy of it.
 */
export async function assemble(
  path: string,
  lockfile: Lockfile,
  beside: Beside,
): Promise<{ manifest: Manifest; connected: Connected; problems: Problem[] }> {
  const folder = posix.dirname(path);
  const root = await beside.manifest(posix.join(folder, 'package.json'));
  const catalogs = await catalogsOf(folder, root, beside);
  const importers: Importer[] = [];
  const names = new Set<string>();
  for (const [i, { location, declares }] of lockfile.importers.entries()) {
    const file = posix.join(folder, location, 'package.json');
    const isReadable = i < maxImporters && !file.startsWith('../');
    const written = isReadable ? await beside.manifest(file) : undefined;
    if (written?.name !== undefined) names.add(written.name);
    // Nowhere else does it say what a tool adds to itself.
    const copied = isReadable ? declares.map((declared) => ({ ...declared, file })) : [];
    const broken = written === undefined || (written.problems.length > 0 && copied.length > 0);
    const own = broken ? copied : [...written.declares, ...copied.filter(({ scope }) => scope === 'build')];
    importers.push({ location, declares: withCatalogs(own, catalogs) });
  }
  const project = { root, names, catalogs };
  const lookup = lockfile.makeLookup?.(project) ?? lookupByFolder(lockfile);
  const connected = connect({ ...lockfile, importers }, lookup);
  const { packages } = connected;
  const isDeclared = importers.some(({ declares }) => declares.length > 0);
  const problems =
    root === undefined && !isDeclared
      ? presumeDirect(packages, posix.join(folder, 'package.json'), path)
      : [];
  if (lockfile.scopeless === true) spreadScopes(connected);
  return { manifest: { path, ecosystem: 'npm', packages }, connected, problems };
}

async function catalogsOf(
  folder: string,
  root: PackageJson | undefined,
  beside: Beside,
): Promise<Catalogs | undefined> {
  if (root?.catalogs !== undefined) return root.catalogs;
  for (const name of ['pnpm-workspace.yaml', '.yarnrc.yml']) {
    const file = posix.join(folder, name);
    const text = await beside.text(file);
    if (text?.includes('catalog')) return readCatalogs(file, text);
  }
  return undefined;
}

/** A dependency that refers to a catalog is declared in both files. */
function withCatalogs(declares: Importer['declares'], catalogs: Catalogs | undefined): Importer['declares'] {
  if (catalogs === undefined) return declares;
  return declares.flatMap((declared) => {
    const range = rangeOf(catalogs, declared.name, declared.wanted);
    if (range === undefined) return [declared];
    const { name, scope } = declared;
    return [declared, { name, scope, file: catalogs.file, ...range }];
  });
}

/**
 * Some lockfiles do not say what is declared. Without the `package.json`, whatever nobody requires must have been:
 * nothing is installed for no reason.
 */
function presumeDirect(packages: Dependency[], file: string, path: string): Problem[] {
  const roots = packages.filter(
    (p) => p.requiredBy.length === 0 && !/node_modules\/.*\/node_modules\//.test(p.location),
  );
  for (const root of roots) root.declared.push({ file, wanted: root.version, scope: root.scope });
  if (roots.length === 0) return [];
  const message = `There is no package.json beside ${path}. Packages that nothing else requires are taken as direct.`;
  return [{ code: 'package-json-missing', message, path, harmless: true }];
}

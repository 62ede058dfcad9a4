import { posix } from 'node:path';
import type { Dependency, Inventory, Manifest } from '../../domain/inventory.ts';
import type { Problem } from '../../domain/problem.ts';
import type { ReadFiles } from '../ecosystem.ts';
import { foreignLockfileNames, lockfileNames } from './claims.ts';
import { connect, type Missing } from './connect.ts';
import type { Importer, Lockfile } from './lockfile.ts';
import { type PackageJson, pinnedPackages, readPackageJson } from './package-json.ts';
import { readPackageLock } from './package-lock.ts';

/** Problems of one file that are told one by one; a hostile file could have millions. */
const maxProblems = 50;
/** Workspaces of one lockfile whose own `package.json` is opened; of others the lockfile's copy is used. */
const maxImporters = 5000;

/** Reads the lockfiles among `paths`, and each `package.json` that no lockfile covers. */
export async function read(files: ReadFiles, paths: string[]): Promise<Inventory> {
  const folders = groupByFolder(paths);
  const inventory: Inventory = { manifests: [], problems: [] };
  const covered: Covered = { folders: new Set(), trees: [] };
  for (const [folder, names] of folders) await readFolder(folder, names, files, inventory, covered);
  for (const [folder, names] of folders)
    if (names.has('package.json') && !isCovered(folder, covered)) await readAlone(folder, files, inventory);
  inventory.manifests.sort((a, b) => (a.path < b.path ? -1 : 1));
  return inventory;
}

/** Folders whose dependencies a lockfile holds, and trees below a lockfile that could not be read. */
interface Covered {
  folders: Set<string>;
  trees: string[];
}

async function readFolder(
  folder: string,
  names: Set<string>,
  files: ReadFiles,
  { manifests, problems }: Inventory,
  covered: Covered,
): Promise<void> {
  const [chosen, ...ignored] = lockfileNames.filter((name) => names.has(name));
  const foreign = foreignLockfileNames.filter((name) => names.has(name));
  problems.push(...foreign.map((name) => unsupported(posix.join(folder, name), chosen)));
  if (chosen === undefined) {
    if (foreign.length > 0) covered.trees.push(folder);
    return;
  }
  problems.push(...ignored.map((name) => outranked(posix.join(folder, name), chosen)));
  covered.folders.add(folder);
  const path = posix.join(folder, chosen);
  const text = await readText(files, path, problems);
  const { lockfile, problems: met } = text === undefined ? { problems: [] } : readPackageLock(path, text);
  problems.push(...capped(met, path));
  if (lockfile === undefined || met.some((problem) => problem.code.startsWith('json-')))
    covered.trees.push(folder);
  if (lockfile === undefined) return;
  for (const { location } of lockfile.importers) covered.folders.add(posix.join(folder, location));
  manifests.push(await assemble(path, lockfile, files, problems, met.length === 0));
}

/** What people wrote goes before the lockfile's copy of it. */
async function assemble(
  path: string,
  lockfile: Lockfile,
  files: ReadFiles,
  problems: Problem[],
  whole: boolean,
): Promise<Manifest> {
  const folder = posix.dirname(path);
  let rootFound = false;
  const importers: Importer[] = [];
  for (const [i, importer] of lockfile.importers.entries()) {
    const file = posix.join(folder, importer.location, 'package.json');
    const written = i < maxImporters ? await readManifest(files, file, problems) : undefined;
    if (importer.location === '' && written !== undefined) rootFound = true;
    const copied = importer.declares.map((declared) => ({ ...declared, file }));
    const broken = written === undefined || (written.problems.length > 0 && copied.length > 0);
    importers.push({ location: importer.location, declares: broken ? copied : written.declares });
  }
  const { packages, missing } = connect({ ...lockfile, importers });
  const rootDeclares = importers.find(({ location }) => location === '')?.declares ?? [];
  if (!rootFound && rootDeclares.length === 0)
    problems.push(...presumeDirect(packages, posix.join(folder, 'package.json'), path));
  if (whole) problems.push(...outdated(path, missing));
  return { path, ecosystem: 'npm', packages };
}

/**
 * Lockfile version 1 does not say what is declared. Without its `package.json`, whatever nobody requires must have
 * been: npm installs nothing for no reason.
 */
function presumeDirect(packages: Dependency[], file: string, path: string): Problem[] {
  const roots = packages.filter(
    (p) => p.requiredBy.length === 0 && /^node_modules\/(@[^/]+\/)?[^/]+$/.test(p.location),
  );
  for (const root of roots) root.declared.push({ file, wanted: root.version, scope: root.scope });
  if (roots.length === 0) return [];
  const message = `There is no package.json beside ${path}. Packages that nothing else requires are taken as direct.`;
  return [{ code: 'package-json-missing', message, path, harmless: true }];
}

function outdated(path: string, missing: Missing[]): Problem[] {
  const lost = missing.filter(({ scope }) => scope === 'runtime' || scope === 'dev');
  const [first] = lost;
  if (first === undefined) return [];
  const names = lost.slice(0, 3).map(({ name }) => name);
  const message = `${path} has no entry for ${names.join(', ')}${lost.length > 3 ? ` and ${lost.length - 3} more` : ''}, declared in ${first.file}.`;
  const remedy = 'Run npm install --package-lock-only and commit the result.';
  return [{ code: 'lockfile-out-of-date', message, path, remedy }];
}

/** A `package.json` without a lockfile. One that declares nothing (a marker of a module's type, say) is none of ours. */
async function readAlone(folder: string, files: ReadFiles, inventory: Inventory): Promise<void> {
  const path = posix.join(folder, 'package.json');
  const manifest = await readManifest(files, path, inventory.problems);
  if (manifest === undefined || manifest.declares.length === 0) return;
  const { packages, unclear } = pinnedPackages(manifest);
  inventory.manifests.push({ path, ecosystem: 'npm', packages });
  inventory.problems.push({
    code: 'lockfile-missing',
    message: `${path} has no lockfile: only exact versions can be judged, which ${packages.length} of its ${packages.length + unclear} dependencies have.`,
    path,
    remedy: 'Run npm install --package-lock-only and commit package-lock.json.',
  });
}

async function readManifest(
  files: ReadFiles,
  path: string,
  problems: Problem[],
): Promise<PackageJson | undefined> {
  const text = await readText(files, path, problems);
  if (text === undefined) return undefined;
  const manifest = readPackageJson(path, text);
  problems.push(...capped(manifest.problems, path));
  return manifest;
}

/** A repository's file that may not be read (too large, a refused path) is a Problem; a missing one is none. */
async function readText(files: ReadFiles, path: string, problems: Problem[]): Promise<string | undefined> {
  try {
    return await files.read(path);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    problems.push({ code: 'file-unreadable', message: `${path} could not be read: ${reason}`, path });
    return undefined;
  }
}

function capped(problems: Problem[], path: string): Problem[] {
  if (problems.length <= maxProblems) return problems;
  const more = `${path} has ${problems.length - maxProblems} more problems of these kinds.`;
  return [...problems.slice(0, maxProblems), { code: 'more-problems', message: more, path }];
}

function unsupported(path: string, chosen: string | undefined): Problem {
  return {
    code: 'lockfile-unsupported',
    message:
      chosen === undefined
        ? `${path} is a lockfile of a kind that is not read yet.`
        : `${path} is a lockfile of a kind that is not read yet; ${chosen} beside it was read.`,
    path,
    ...(chosen === undefined ? {} : { harmless: true }),
  };
}

function outranked(path: string, chosen: string): Problem {
  const message = `${path} was not read: npm uses ${chosen} beside it.`;
  return { code: 'lockfile-ignored', message, path, remedy: 'Remove one of the two.', harmless: true };
}

function groupByFolder(paths: string[]): Map<string, Set<string>> {
  const folders = new Map<string, Set<string>>();
  for (const path of paths) {
    const folder = posix.dirname(path);
    const names = folders.get(folder);
    if (names === undefined) folders.set(folder, new Set([posix.basename(path)]));
    else names.add(posix.basename(path));
  }
  return folders;
}

function isCovered(folder: string, { folders, trees }: Covered): boolean {
  return (
    folders.has(folder) ||
    trees.some((tree) => tree === '.' || folder === tree || folder.startsWith(`${tree}/`))
  );
}

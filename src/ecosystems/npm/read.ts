import { posix } from 'node:path';
import type { Inventory, Manifest } from '../../domain/inventory.ts';
import type { Problem } from '../../domain/problem.ts';
import type { ReadFiles } from '../ecosystem.ts';
import { capped, readText } from '../read-text.ts';
import { assemble, type Beside } from './assemble.ts';
import { chooseLockfile } from './choose-lockfile.ts';
import { binaryLockfileName, lockfileNames } from './claims.ts';
import { formats } from './formats.ts';
import type { Lockfile } from './lockfile.ts';
import { lacks } from './out-of-date.ts';
import { type PackageJson, pinnedPackages, readPackageJson } from './package-json.ts';
import { matchWorkspaces } from './workspaces.ts';

/** Reads the lockfiles among `paths`, and each `package.json` that no lockfile covers. */
export async function read(files: ReadFiles, paths: string[]): Promise<Inventory> {
  const folders = groupByFolder(paths);
  const inventory: Inventory = { manifests: [], problems: [] };
  const covered: Covered = { folders: new Set(), trees: [] };
  const beside = open(files, inventory.problems);
  for (const folder of folders.keys()) await readFolder(folder, folders, beside, inventory, covered);
  for (const [folder, names] of folders)
    if (names.has('package.json') && !isCovered(folder, covered)) await readAlone(folder, beside, inventory);
  inventory.manifests.sort((a, b) => (a.path < b.path ? -1 : 1));
  return inventory;
}

/** By folder, the names of the files in it. */
type Folders = Map<string, Set<string>>;

/** Folders whose dependencies a lockfile holds, and trees below a lockfile that could not be read. */
interface Covered {
  folders: Set<string>;
  trees: string[];
}

async function readFolder(
  folder: string,
  folders: Folders,
  beside: Beside,
  { manifests, problems }: Inventory,
  covered: Covered,
): Promise<void> {
  const names = folders.get(folder)!;
  if (![...lockfileNames, binaryLockfileName].some((name) => names.has(name))) return;
  const root = await beside.manifest(posix.join(folder, 'package.json'));
  const { chosen, problems: others } = chooseLockfile(folder, names, root);
  problems.push(...others);
  if (chosen === undefined) {
    covered.trees.push(folder);
    return;
  }
  covered.folders.add(folder);
  const path = posix.join(folder, chosen);
  const text = await beside.text(path);
  const { lockfile, problems: met } = text === undefined ? { problems: [] } : await parse(path, chosen, text);
  problems.push(...capped(met, path));
  if (lockfile === undefined || met.some(({ code }) => code.startsWith('json-'))) covered.trees.push(folder);
  if (lockfile === undefined) return;
  if (chosen === 'yarn.lock') addWorkspaces(lockfile, folder, root, folders);
  for (const { location } of lockfile.importers) covered.folders.add(posix.join(folder, location));
  const { manifest, connected, problems: doubts } = await assemble(path, lockfile, beside);
  for (const local of localFolders(manifest)) covered.folders.add(local);
  manifests.push(manifest);
  problems.push(...doubts);
  if (met.length === 0) problems.push(...lacks(path, lockfile, connected));
}

async function parse(
  path: string,
  name: keyof typeof formats,
  text: string,
): Promise<{ lockfile?: Lockfile; problems: Problem[] }> {
  return (await formats[name].load())(path, text);
}

/** The lockfile of Yarn 1 does not list its workspaces; later ones do. */
function addWorkspaces(
  { importers }: Lockfile,
  folder: string,
  root: PackageJson | undefined,
  folders: Folders,
): void {
  if (root === undefined || root.workspaces.length === 0 || importers.length > 1) return;
  const prefix = folder === '.' ? '' : `${folder}/`;
  const below = [...folders]
    .filter(([path, names]) => path !== folder && path.startsWith(prefix) && names.has('package.json'))
    .map(([path]) => path.slice(prefix.length))
    .sort();
  for (const location of matchWorkspaces(root.workspaces, below)) importers.push({ location, declares: [] });
}

/** Folders that are installed as copies (`file:./tools`): what they require is in the lockfile, too. */
function localFolders({ packages }: Manifest): string[] {
  return packages
    .filter(({ origin }) => origin === 'local')
    .flatMap(({ declared }) => declared)
    .filter(({ wanted }) => /^(file|portal):/.test(wanted))
    .map(({ file, wanted }) => posix.join(posix.dirname(file), wanted.slice(wanted.indexOf(':') + 1)));
}

/** A `package.json` without a lockfile. One that declares nothing (a marker of a module's type, say) is none of ours. */
async function readAlone(folder: string, beside: Beside, inventory: Inventory): Promise<void> {
  const path = posix.join(folder, 'package.json');
  const manifest = await beside.manifest(path);
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

/** Each `package.json` is read once, though several lockfiles may ask for it. */
function open(files: ReadFiles, problems: Problem[]): Beside {
  const known = new Map<string, PackageJson | undefined>();
  const text = (path: string) => readText(files, path, problems);
  return {
    text,
    async manifest(path) {
      if (known.has(path)) return known.get(path);
      const content = await text(path);
      const manifest = content === undefined ? undefined : readPackageJson(path, content);
      problems.push(...capped(manifest?.problems ?? [], path));
      known.set(path, manifest);
      return manifest;
    },
  };
}

function groupByFolder(paths: string[]): Folders {
  const folders: Folders = new Map();
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

import { posix } from 'node:path';
import type { Inventory } from '../../domain/inventory.ts';
import type { ReadFiles } from '../ecosystem.ts';
import { isCondaEnvironment, isLockfile, isManuscript } from './claims.ts';
import { connect } from './connect.ts';
import { pinnedPackages } from './declared.ts';
import { openFiles } from './files.ts';
import { readCondaEnvironments } from './read-conda.ts';
import { readLockfiles } from './read-lockfiles.ts';
import { readRequirementsFiles } from './read-requirements.ts';

/**
 * Reads the lockfiles among `paths`, every requirements file and conda environment, and of `pyproject.toml`,
 * `setup.cfg` and `Pipfile` what no lockfile or requirements file beside them resolves: the file with the resolved
 * versions wins.
 */
export async function read(files: ReadFiles, paths: string[]): Promise<Inventory> {
  const inventory: Inventory = { manifests: [], problems: [] };
  const opened = openFiles(files, inventory.problems);
  const sorted = [...new Set(paths)].sort();
  const named = (wanted: (name: string) => boolean) => sorted.filter((path) => wanted(posix.basename(path)));
  const covered = await readLockfiles(named(isLockfile), opened, inventory);
  const requirements = named((name) => !isLockfile(name) && !isManuscript(name) && !isCondaEnvironment(name));
  await readRequirementsFiles(requirements, opened, inventory);
  await readCondaEnvironments(named(isCondaEnvironment), opened, inventory);
  const resolved = namesByFolder(inventory);
  for (const path of named(isManuscript)) if (!covered.has(posix.dirname(path))) await readAlone(path);
  inventory.manifests.sort((a, b) => (a.path < b.path ? -1 : 1));
  return inventory;

  async function readAlone(path: string): Promise<void> {
    const known = resolved.get(posix.dirname(path));
    const all = (await opened.manuscript(path))?.declares ?? [];
    const declares = all.filter(({ name }) => !known?.has(name));
    const { packages, open } = pinnedPackages(declares);
    if (packages.length > 0 || open > 0) {
      const manifest = connect(packages, declares).packages;
      inventory.manifests.push({ path, ecosystem: 'PyPI', packages: manifest });
    }
    if (open === 0) return;
    const exact = packages.filter(({ version }) => version !== '').length;
    inventory.problems.push({
      code: 'lockfile-missing',
      message: `${path} has no lockfile: only exact versions can be judged, which ${exact} of its ${packages.length + open} dependencies have${known === undefined ? '' : ' that no requirements file beside it pins'}.`,
      path,
      remedy: 'Lock the project (uv lock, poetry lock, pdm lock or pipenv lock) and commit the result.',
    });
  }
}

/** What requirements files resolve, by their folder. */
function namesByFolder({ manifests }: Inventory): Map<string, Set<string>> {
  const byFolder = new Map<string, Set<string>>();
  for (const { path, packages } of manifests) {
    const folder = posix.dirname(path);
    const names = byFolder.get(folder) ?? new Set();
    for (const { name } of packages) names.add(name);
    byFolder.set(folder, names);
  }
  return byFolder;
}

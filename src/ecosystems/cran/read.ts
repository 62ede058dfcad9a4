import type { Dependency, Inventory } from '../../domain/inventory.ts';
import type { ReadFiles } from '../ecosystem.ts';
import { capped, readText } from '../read-text.ts';
import { type LockedPackage, readRenvLock } from './renv-lock.ts';

/**
 * Reads each `renv.lock` among `paths`. What a project uses stands in its scripts, so whatever no other package
 * requires is taken as direct.
 */
export async function read(files: ReadFiles, paths: string[]): Promise<Inventory> {
  const inventory: Inventory = { manifests: [], problems: [] };
  for (const path of paths.toSorted()) {
    const text = await readText(files, path, inventory.problems);
    const { packages, problems } = text === undefined ? { problems: [] } : readRenvLock(path, text);
    inventory.problems.push(...capped(problems, path));
    if (packages !== undefined)
      inventory.manifests.push({ path, ecosystem: 'CRAN', packages: connect(packages, path) });
  }
  return inventory;
}

function connect(locked: LockedPackage[], path: string): Dependency[] {
  const indexes = new Map(locked.map(({ name }, i) => [name, i]));
  const packages = locked.map(
    ({ requires: _, ...p }): Dependency => ({
      ...p,
      scope: 'runtime',
      declared: [],
      requiredBy: [],
      location: p.name,
    }),
  );
  for (const [dependent, { requires }] of locked.entries())
    for (const name of new Set(requires)) {
      const target = indexes.get(name);
      if (target !== undefined && target !== dependent) packages[target]!.requiredBy.push(dependent);
    }
  for (const { requiredBy, declared, version } of packages)
    if (requiredBy.length === 0) declared.push({ file: path, wanted: version, scope: 'runtime' });
  return packages;
}

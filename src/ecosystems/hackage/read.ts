import { posix } from 'node:path';
import type { Declaration, Dependency, Inventory } from '../../domain/inventory.ts';
import type { ReadFiles } from '../ecosystem.ts';
import { capped, readText } from '../read-text.ts';
import { readCabalFile } from './cabal-file.ts';
import { readCabalFreeze } from './cabal-freeze.ts';
import type { LockedPackage } from './lockfile.ts';
import { readStackLock } from './stack-lock.ts';

/** Reads the lockfiles among `paths`; the `.cabal` files beside and below one say what is direct. */
export async function read(files: ReadFiles, paths: string[]): Promise<Inventory> {
  const inventory: Inventory = { manifests: [], problems: [] };
  const sorted = paths.toSorted();
  const locks = sorted.filter((path) => !path.endsWith('.cabal'));
  const declared = new Map<string, Map<string, Declaration[]>>();
  for (const file of sorted.filter((path) => path.endsWith('.cabal'))) {
    const folder = folderAbove(file, locks);
    const text = folder === undefined ? undefined : await readText(files, file, inventory.problems);
    if (folder === undefined || text === undefined) continue;
    const known = declared.get(folder) ?? new Map<string, Declaration[]>();
    declared.set(folder, known);
    for (const { name, ...rest } of readCabalFile(text))
      known.set(name, [...(known.get(name) ?? []), { file, ...rest }]);
  }
  for (const path of locks) {
    const text = await readText(files, path, inventory.problems);
    if (text === undefined) continue;
    const isStack = posix.basename(path) === 'stack.yaml.lock';
    const { packages, problems } = isStack ? readStackLock(path, text) : readCabalFreeze(path, text);
    inventory.problems.push(...capped(problems, path));
    if (packages === undefined) continue;
    const own = declared.get(posix.dirname(path)) ?? new Map<string, Declaration[]>();
    inventory.manifests.push({
      path,
      ecosystem: 'Hackage',
      packages: packages.map((p) => toDependency(p, own)),
    });
    if (packages.length === 0 || own.size > 0) continue;
    const message = `No .cabal file beside or below ${path} was found: which of its packages are direct is not known.`;
    inventory.problems.push({ code: 'direct-unknown', message, path, harmless: true });
  }
  return inventory;
}

/** The folder of the nearest lockfile beside or above. */
function folderAbove(file: string, locks: readonly string[]): string | undefined {
  const folders = new Set(locks.map((lock) => posix.dirname(lock)));
  for (let folder = posix.dirname(file); ; folder = posix.dirname(folder)) {
    if (folders.has(folder)) return folder;
    if (folder === posix.dirname(folder)) return undefined;
  }
}

/** Neither lockfile says what requires what, so only what is declared for tests alone is known to be for tests. */
function toDependency(p: LockedPackage, declarations: ReadonlyMap<string, Declaration[]>): Dependency {
  const declared = [...(declarations.get(p.name) ?? [])];
  const scope = declared.find((d) => d.scope === 'runtime')?.scope ?? declared[0]?.scope ?? 'runtime';
  return { ...p, scope, declared, requiredBy: [], location: `${p.name}-${p.version}` };
}

import type { Declaration, Dependency } from '../../domain/inventory.ts';
import { lookupFolders, splitLocation } from './location.ts';
import type { LockedPackage, Lockfile, Requirement } from './lockfile.ts';
import { isUrl } from './origin.ts';

/** A declaration that no installed copy answers. */
export type Missing = Declaration & { name: string };

/**
 * Connects the copies of a lockfile as node does at run time: what a folder requires is the copy in the nearest
 * `node_modules` above it. Links are followed to their folder; what that folder declares counts, itself it is no
 * package of a registry.
 */
export function connect(lockfile: Lockfile): { packages: Dependency[]; missing: Missing[] } {
  const { installed, packages, urls } = index(lockfile);
  for (const [dependent, { location, requires }] of lockfile.packages.entries()) {
    const folders = lookupFolders(location);
    for (const requirement of requires) {
      const found = resolve(installed, folders, requirement);
      if (typeof found !== 'number' || found === dependent) continue;
      const { requiredBy } = packages[found]!;
      if (requiredBy.at(-1) !== dependent) requiredBy.push(dependent);
      if (urls.has(found) && isUrl(requirement.wanted)) packages[found]!.origin = 'tarball';
    }
  }
  const missing: Missing[] = [];
  for (const { location, declares } of lockfile.importers) {
    const folders = lookupFolders(location);
    for (const { name, ...declaration } of declares) {
      const found = resolve(installed, folders, { name, wanted: declaration.wanted });
      if (found === undefined) missing.push({ name, ...declaration });
      if (typeof found !== 'number') continue;
      packages[found]!.declared.push(declaration);
      if (urls.has(found) && isUrl(declaration.wanted)) packages[found]!.origin = 'tarball';
    }
  }
  return { packages, missing };
}

/** By name, then by the folder whose `node_modules` holds it: an index into `packages`, or a linked folder. */
type Installed = Map<string, Map<string, number | 'folder'>>;

function index(lockfile: Lockfile): { installed: Installed; packages: Dependency[]; urls: Set<number> } {
  const installed: Installed = new Map();
  const urls = new Set<number>();
  const byLocation = new Map<string, number>();
  const packages = lockfile.packages.map((locked, i) => {
    if (locked.origin === 'url') urls.add(i);
    byLocation.set(locked.location, i);
    place(installed, locked.location, i);
    return toDependency(locked);
  });
  for (const [location, target] of lockfile.links)
    place(installed, location, byLocation.get(target) ?? 'folder');
  return { installed, packages, urls };
}

function place(installed: Installed, location: string, what: number | 'folder'): void {
  const at = splitLocation(location);
  if (at === undefined) return;
  const copies = installed.get(at.name);
  if (copies === undefined) installed.set(at.name, new Map([[at.folder, what]]));
  else copies.set(at.folder, what);
}

function resolve(
  installed: Installed,
  folders: readonly string[],
  requirement: Requirement,
): number | 'folder' | undefined {
  const copies = installed.get(requirement.name);
  if (copies === undefined) return undefined;
  for (let i = requirement.peer === true ? 1 : 0; i < folders.length; i++) {
    const found = copies.get(folders[i]!);
    if (found !== undefined) return found;
  }
  return undefined;
}

function toDependency({ requires: _, origin, ...locked }: LockedPackage): Dependency {
  return { ...locked, origin: origin === 'url' ? 'registry' : origin, declared: [], requiredBy: [] };
}

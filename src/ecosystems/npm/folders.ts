import { lookupFolders, splitLocation } from './location.ts';
import type { Answer, Lockfile, Lookup } from './lockfile.ts';

/**
 * Finds what is required as node does at run time: the copy in the nearest `node_modules` above. Links are followed to
 * their folder.
 */
export function lookupByFolder(lockfile: Lockfile): Lookup {
  const installed = index(lockfile);
  return ({ location }) => {
    const folders = lookupFolders(location);
    return ({ name, peer }) => {
      const copies = installed.get(name);
      if (copies === undefined) return undefined;
      for (let i = peer === true ? 1 : 0; i < folders.length; i++) {
        const found = copies.get(folders[i]!);
        if (found !== undefined) return found;
      }
      return undefined;
    };
  };
}

/** By name, then by the folder whose `node_modules` holds it. */
type Installed = Map<string, Map<string, Exclude<Answer, undefined>>>;

function index({ packages, links }: Lockfile): Installed {
  const installed: Installed = new Map();
  const byLocation = new Map<string, number>();
  for (const [i, { location }] of packages.entries()) {
    byLocation.set(location, i);
    place(installed, location, i);
  }
  for (const [location, target] of links) place(installed, location, byLocation.get(target) ?? 'folder');
  return installed;
}

function place(installed: Installed, location: string, what: number | 'folder'): void {
  const at = splitLocation(location);
  if (at === undefined) return;
  const copies = installed.get(at.name);
  if (copies === undefined) installed.set(at.name, new Map([[at.folder, what]]));
  else copies.set(at.folder, what);
}

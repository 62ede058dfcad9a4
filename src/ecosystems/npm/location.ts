/** Deeper or longer is no npm tree, and would make looking up what a package requires slow. */
const maxLength = 4096;
const maxSegments = 60;
/** Empty, `.` and `..` steps, backslashes, drive letters. */
const odd = /(?:^|\/)\.{0,2}(?:\/|$)|\\|^[a-zA-Z]:/;

/**
 * Takes a location of a lockfile apart: a folder relative to the lockfile's, with forward slashes. `name` is the name
 * that a package is installed as, absent for a folder that is none of npm's (root, workspace, target of a link);
 * `outside` says that it lies above the lockfile's folder.
 * @returns `undefined` for what npm does not write: absolute paths, drive letters, `.`, empty or misplaced `..` steps.
 */
export function parseLocation(location: string): { name?: string; outside: boolean } | undefined {
  if (location === '') return { outside: false };
  if (location.length > maxLength) return undefined;
  const outside = location.startsWith('../') || location === '..';
  const inside = outside ? location.replace(/^(\.\.(\/|$))+/, '') : location;
  if (inside === '') return { outside };
  if (odd.test(inside) || inside.split('/', maxSegments + 1).length > maxSegments) return undefined;
  const name = splitLocation(location)?.name;
  return name === undefined ? { outside } : { name, outside };
}

/** `a/node_modules/@b/c` → the folder `a` and the name `@b/c` in it; `undefined` for what is in no `node_modules`. */
export function splitLocation(location: string): { folder: string; name: string } | undefined {
  const nested = location.lastIndexOf('/node_modules/');
  if (nested >= 0)
    return { folder: location.slice(0, nested), name: location.slice(nested + '/node_modules/'.length) };
  return location.startsWith('node_modules/')
    ? { folder: '', name: location.slice('node_modules/'.length) }
    : undefined;
}

/**
 * The folders in which a package at `location` looks for what it requires, nearest first: those that may hold a
 * `node_modules`. (https://nodejs.org/api/modules.html#loading-from-node_modules-folders)
 */
export function lookupFolders(location: string): string[] {
  const folders = [location];
  let folder = location;
  while (folder !== '') {
    const place = splitLocation(folder);
    if (place === undefined && folder.endsWith('..')) return folders;
    folder = place?.folder ?? folder.slice(0, Math.max(0, folder.lastIndexOf('/')));
    folders.push(folder);
  }
  return folders;
}

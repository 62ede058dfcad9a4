import { rangeOf } from './catalogs.ts';
import type { Answer, Lookup, Project } from './lockfile.ts';
import { splitDescriptor } from './yarn-entry.ts';
import { readResolutions } from './yarn-resolutions.ts';

/** What each `name@range` of a `yarn.lock` leads to. */
export type Descriptors = Map<string, Exclude<Answer, undefined>>;

export function addDescriptor(descriptors: Descriptors, descriptor: string, to: number | 'folder'): void {
  descriptors.set(descriptor, to);
  const bound = descriptor.indexOf('::');
  // Yarn binds files to the folder that they are relative to; the package.json does not.
  if (bound > 0) descriptors.set(descriptor.slice(0, bound), to);
}

/**
 * Finds what is required as Yarn does: by `name@range`, after the root's `resolutions`. Where that leads to nothing
 * (a resolution in a form of its own, an extension of a package), the only entry of that name is meant; but what a
 * `package.json` asks for in vain was changed there since.
 */
export function lookupByDescriptor(descriptors: Descriptors, { root, names, catalogs }: Project): Lookup {
  const replaced = readResolutions(root?.resolutions ?? []);
  let only: Map<string, Answer> | undefined;
  // Yarn 2 and later write the protocol that others leave out.
  const find = (name: string, range: string) =>
    descriptors.get(`${name}@${range}`) ?? descriptors.get(`${name}@npm:${range}`);
  return (asker) => {
    const by = 'name' in asker ? asker.name : undefined;
    return ({ name, wanted }) => {
      for (const range of replaced(by, name, wanted)) {
        const found = find(name, range);
        if (found !== undefined) return found;
      }
      const found = find(name, rangeOf(catalogs, name, wanted)?.wanted ?? wanted);
      if (found !== undefined) return found;
      if (names.has(name) || /^(workspace|link|portal):/.test(wanted)) return 'folder';
      if (by === undefined && root !== undefined) return undefined;
      only ??= onlyOnes(descriptors);
      return only.get(name);
    };
  };
}

/** For every name, what its only entry is; `undefined` where it has several. */
function onlyOnes(descriptors: Descriptors): Map<string, Answer> {
  const only = new Map<string, Answer>();
  for (const [descriptor, to] of descriptors) {
    const [name] = splitDescriptor(descriptor);
    only.set(name, only.has(name) && only.get(name) !== to ? undefined : to);
  }
  return only;
}

import type { Dependency } from './inventory.ts';

/** At most this many paths are listed; the rest is only counted. */
const listed = 100;
/** Counting stops here: dense graphs have more simple paths than atoms in the sun. */
const counted = 10_000;

/**
 * Every simple path from a declared dependency down to the packages at `targets`, as `name@version`, shortest first,
 * then by name. Breadth first from the targets upwards, so that the shortest are found whatever the size of the graph.
 */
export function pathsTo(
  packages: readonly Dependency[],
  targets: readonly number[],
): { paths: string[][]; count: number } {
  const found: number[][] = [];
  let count = 0;
  let level: number[][] = targets.map((target) => [target]);
  let steps = 0;
  while (level.length > 0) {
    const next: number[][] = [];
    for (const path of level) {
      if (++steps > counted * 10) return { paths: label(packages, found), count };
      const top = packages[path[0]!]!;
      if (top.declared.length > 0 && ++count <= listed) found.push(path);
      if (count >= counted) return { paths: label(packages, found), count };
      for (const parent of top.requiredBy)
        if (!path.includes(parent) && next.length < counted) next.push([parent, ...path]);
    }
    level = next;
  }
  return { paths: label(packages, found), count };
}

function label(packages: readonly Dependency[], paths: number[][]): string[][] {
  return paths
    .map((path) => path.map((index) => `${packages[index]!.name}@${packages[index]!.version}`))
    .sort((a, b) => a.length - b.length || compareText(a.join('\0'), b.join('\0')));
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

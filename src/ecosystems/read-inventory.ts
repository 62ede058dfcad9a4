import type { Inventory } from '../domain/inventory.ts';
import type { Ecosystem, ReadFiles } from './ecosystem.ts';

/**
 * Reads everything that any of the ecosystems claims among `paths` (all files of one commit, or its claimed ones).
 * Manifests are ordered by path, problems by path and line.
 */
export async function readInventory(
  ecosystems: readonly Ecosystem[],
  files: ReadFiles,
  paths: readonly string[],
): Promise<Inventory> {
  const inventory: Inventory = { manifests: [], problems: [] };
  for (const ecosystem of ecosystems) {
    const claimed = paths.filter((path) => ecosystem.claims(path) !== undefined);
    if (claimed.length === 0) continue;
    const { manifests, problems } = await ecosystem.read(files, claimed);
    inventory.manifests.push(...manifests);
    inventory.problems.push(...problems);
  }
  inventory.manifests.sort((a, b) => compareText(a.path, b.path));
  inventory.problems.sort((a, b) => compareText(a.path ?? '', b.path ?? '') || (a.line ?? 0) - (b.line ?? 0));
  return inventory;
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

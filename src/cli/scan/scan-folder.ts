import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { AdvisoryIndex } from '../../domain/advisory.ts';
import type { Finding } from '../../domain/finding.ts';
import type { Inventory } from '../../domain/inventory.ts';
import { match } from '../../domain/match.ts';
import type { Ecosystem, ReadFiles } from '../../ecosystems/ecosystem.ts';
import { readInventory } from '../../ecosystems/read-inventory.ts';
import { walk } from './walk.ts';

/** Bytes; readers have their own, lower limits. */
const maxBytes = 64 * 1024 * 1024;

/** What a folder on this machine holds, and what is known to be wrong with it. */
export interface Scan {
  root: string;
  inventory: Inventory;
  findings: Finding[];
}

/**
 * Reads and matches everything that an ecosystem claims below `root`, without network and without changing anything.
 * With `only`, a path relative to `root`, no other lockfile or manifest is reported.
 */
export async function scanFolder(
  root: string,
  tools: { ecosystems: readonly Ecosystem[]; advisories: AdvisoryIndex; signal: AbortSignal; only?: string },
): Promise<Scan> {
  const { ecosystems, advisories, only } = tools;
  const claims = (path: string) =>
    ecosystems.map((ecosystem) => ecosystem.claims(path)).find((claim) => claim !== undefined);
  const wanted = (path: string) =>
    claims(path) !== undefined && (only === undefined || path === only || claims(path) === 'context');
  const { paths, problems } = await walk(root, wanted, tools.signal);
  const read = await readInventory(ecosystems, filesOf(root, paths), paths);
  const inventory = narrow({ ...read, problems: [...problems, ...read.problems] }, only);
  const rulesOf = (id: string) => ecosystems.find((ecosystem) => ecosystem.id === id);
  return { root, inventory, findings: match(inventory, advisories, rulesOf) };
}

/** Only what the walk has found may be read: a lockfile cannot lead a reader elsewhere. */
function filesOf(root: string, paths: string[]): ReadFiles {
  const known = new Set(paths);
  return {
    async read(path) {
      if (!known.has(path)) return undefined;
      const { size } = statSync(join(root, path));
      if (size > maxBytes) throw new Error(`it has ${Math.round(size / 1024 / 1024)} MB`);
      return readFileSync(join(root, path), 'utf8');
    },
  };
}

function narrow(inventory: Inventory, only: string | undefined): Inventory {
  if (only === undefined) return inventory;
  return {
    manifests: inventory.manifests.filter(({ path }) => path === only),
    problems: inventory.problems.filter(({ path }) => path === undefined || path === only),
  };
}

import { posix } from 'node:path';
import type { Dependency, Inventory } from '../../domain/inventory.ts';
import type { Problem } from '../../domain/problem.ts';
import type { ReadFiles } from '../ecosystem.ts';
import { capped, readText } from '../read-text.ts';
import { readConanLock } from './conan-lock.ts';
import { type ConanRequirement, readConanfilePy, readConanfileTxt } from './conanfile.ts';
import { connect } from './connect.ts';

/** Reads each `conan.lock` among `paths` with the conanfile beside it; a conanfile alone pins what has no range. */
export async function read(files: ReadFiles, paths: string[]): Promise<Inventory> {
  const inventory: Inventory = { manifests: [], problems: [] };
  const recipes = await readRecipes(files, paths, inventory.problems);
  const locks = paths.filter((path) => posix.basename(path) === 'conan.lock').sort();
  for (const path of locks) await readLock(files, path, recipes.get(posix.dirname(path)), inventory);
  for (const [folder, recipe] of recipes)
    if (!locks.includes(posix.join(folder, 'conan.lock'))) readAlone(recipe, inventory);
  inventory.manifests.sort((a, b) => (a.path < b.path ? -1 : 1));
  return inventory;
}

interface Recipe {
  path: string;
  requirements: ConanRequirement[];
}

/** One for each folder: Conan takes the Python one where both are. */
async function readRecipes(
  files: ReadFiles,
  paths: string[],
  problems: Problem[],
): Promise<Map<string, Recipe>> {
  const recipes = new Map<string, Recipe>();
  for (const path of paths.filter((path) => posix.basename(path) !== 'conan.lock').sort()) {
    if (recipes.has(posix.dirname(path))) continue;
    const text = await readText(files, path, problems);
    if (text === undefined) continue;
    const requirements = path.endsWith('.py') ? readConanfilePy(text) : readConanfileTxt(text);
    recipes.set(posix.dirname(path), { path, requirements });
  }
  return recipes;
}

async function readLock(
  files: ReadFiles,
  path: string,
  recipe: Recipe | undefined,
  { manifests, problems }: Inventory,
): Promise<void> {
  const text = await readText(files, path, problems);
  const { packages: locked, problems: met } =
    text === undefined ? { problems: [] } : readConanLock(path, text);
  problems.push(...capped(met, path));
  if (locked === undefined) return;
  const packages = connect(locked, recipe?.requirements ?? [], recipe?.path ?? path);
  manifests.push({ path, ecosystem: 'ConanCenter', packages });
  if (packages.length === 0 || packages.some(({ declared }) => declared.length > 0)) return;
  const message = `No conanfile beside ${path} declares its packages: which are direct is not known.`;
  problems.push({ code: 'direct-unknown', message, path, harmless: true });
}

/** What a conanfile without a lockfile says for certain: the versions that are no range. */
function readAlone({ path, requirements }: Recipe, { manifests, problems }: Inventory): void {
  if (requirements.length === 0) return;
  // Ranges, and what a Python program puts together (`f"zlib/{self.version}"`).
  const pinned = requirements.filter(({ wanted }) => !/[[{]/.test(wanted));
  const packages = new Map<string, Dependency>();
  for (const { name, wanted, scope, line } of pinned) {
    const location = `${name}/${wanted}`;
    const declaration = { file: path, wanted, scope, line };
    const known = packages.get(location);
    if (known !== undefined) known.declared.push(declaration);
    else
      packages.set(location, {
        name,
        version: wanted,
        scope,
        origin: 'registry',
        declared: [declaration],
        requiredBy: [],
        location,
        line,
      });
  }
  manifests.push({ path, ecosystem: 'ConanCenter', packages: [...packages.values()] });
  problems.push({
    code: 'lockfile-missing',
    message: `${path} has no conan.lock: only exact versions can be judged, which ${pinned.length} of its ${requirements.length} requirements have.`,
    path,
    remedy: 'Run conan lock create and commit conan.lock.',
  });
}

import { posix } from 'node:path';
import type { Inventory } from '../../domain/inventory.ts';
import type { Problem } from '../../domain/problem.ts';
import type { ReadFiles } from '../ecosystem.ts';
import { capped, readText } from '../read-text.ts';
import { type GoMod, readGoMod } from './go-mod.ts';
import { contentOf } from './go-sum.ts';
import { type GoWork, packagesOf } from './packages.ts';
import { versions } from './versions.ts';

/** Reads each `go.mod` among `paths`, with the `go.work` that uses its folder and the `go.sum` beside it. */
export async function read(files: ReadFiles, paths: string[]): Promise<Inventory> {
  const inventory: Inventory = { manifests: [], problems: [] };
  const sorted = paths.toSorted();
  const mods = new Map<string, GoMod>();
  for (const path of sorted.filter((path) => posix.basename(path) === 'go.mod')) {
    const mod = await readOne(files, path, inventory.problems);
    if (mod !== undefined) mods.set(path, mod);
  }
  const works = await readWorks(files, sorted, mods, inventory.problems);
  for (const [path, mod] of mods) {
    const { packages, problems } = packagesOf(path, mod, works.get(path));
    inventory.manifests.push({ path, ecosystem: 'Go', packages });
    inventory.problems.push(...capped(problems, path));
    const sum = posix.join(posix.dirname(path), 'go.sum');
    const text =
      sorted.includes(sum) && isUnpruned(mod) ? await readText(files, sum, inventory.problems) : undefined;
    inventory.problems.push(...unlisted(path, mod, text));
  }
  return inventory;
}

async function readOne(files: ReadFiles, path: string, problems: Problem[]): Promise<GoMod | undefined> {
  const text = await readText(files, path, problems);
  if (text === undefined) return undefined;
  const mod = readGoMod(path, text);
  problems.push(...capped(mod.problems, path));
  // `go mod init` and `go work init` write at least one of these.
  const { module, go, requires, uses } = mod;
  if (module !== undefined || go !== undefined || requires.length > 0 || uses.length > 0) return mod;
  const message = `${path} names no module, no Go and no requirement. Nothing in it was read.`;
  problems.push({ code: 'go-mod-empty', message, path, remedy: 'Restore the file from an earlier commit.' });
  return undefined;
}

/** The workspace of each `go.mod` that a `go.work` uses. The go command takes the nearest above where it is run. */
async function readWorks(
  files: ReadFiles,
  paths: string[],
  mods: ReadonlyMap<string, GoMod>,
  problems: Problem[],
): Promise<Map<string, GoWork>> {
  const works = new Map<string, GoWork>();
  for (const file of paths.filter((path) => posix.basename(path) === 'go.work')) {
    const mod = await readOne(files, file, problems);
    if (mod === undefined) continue;
    const used = new Set(mod.uses.map((use) => posix.join(posix.dirname(file), use, 'go.mod')));
    const members = new Set([...used].flatMap((path) => mods.get(path)?.module ?? []));
    for (const path of used) if (mods.has(path)) works.set(path, { file, mod, members });
  }
  return works;
}

/** Before Go 1.17, and without a `go` directive, a `go.mod` names what the module imports and no more. */
function isUnpruned({ go, requires }: GoMod): boolean {
  return requires.length > 0 && versions.compare(go?.version ?? '1.16', '1.17') < 0;
}

/** `go.sum` remembers more than is built, so what only it names is not judged, but told. */
function unlisted(path: string, mod: GoMod, goSum: string | undefined): Problem[] {
  if (!isUnpruned(mod)) return [];
  const listed = new Set(mod.requires.map((required) => required.path));
  const others = new Set([...contentOf(goSum ?? '')].map((key) => key.slice(0, key.indexOf(' '))));
  const count = others.difference(listed).size;
  if (goSum !== undefined && count === 0) return [];
  const more = goSum === undefined ? 'Others' : `${count} more that go.sum knows`;
  return [
    {
      code: 'indirect-modules-unlisted',
      message: `${path} is of Go ${mod.go?.version ?? '1.16 or before'} and lists no indirect modules. ${more} may be in the build and were not judged.`,
      path,
      remedy: 'Run go mod tidy -go=1.17 (or newer) and commit the result.',
    },
  ];
}

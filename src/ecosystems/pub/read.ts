import { posix } from 'node:path';
import type { Declaration, Dependency, Inventory, Origin } from '../../domain/inventory.ts';
import type { ReadFiles } from '../ecosystem.ts';
import { capped, readText } from '../read-text.ts';
import { type PubDependency, readPubspec } from './pubspec.ts';
import { type LockedPackage, readPubspecLock } from './pubspec-lock.ts';
import { versions } from './versions.ts';

/** Reads the lockfiles among `paths`, and each `pubspec.yaml` that has none beside or (in a workspace) above it. */
export async function read(files: ReadFiles, paths: string[]): Promise<Inventory> {
  const inventory: Inventory = { manifests: [], problems: [] };
  const sorted = paths.toSorted();
  const specs = new Map<string, PubDependency[]>();
  const members: string[] = [];
  for (const path of sorted.filter((path) => posix.basename(path) === 'pubspec.yaml')) {
    const text = await readText(files, path, inventory.problems);
    if (text === undefined) continue;
    const { declares, problems } = readPubspec(path, text);
    specs.set(path, declares);
    inventory.problems.push(...capped(problems, path));
    if (/^resolution:\s*workspace\b/m.test(text)) members.push(path);
  }
  const locks = sorted.filter((path) => posix.basename(path) === 'pubspec.lock');
  const lockOf = (spec: string) => (members.includes(spec) ? above(spec, locks) : beside(spec, locks));
  for (const path of locks) {
    const text = await readText(files, path, inventory.problems);
    const { packages, problems } = text === undefined ? { problems: [] } : readPubspecLock(path, text);
    inventory.problems.push(...capped(problems, path));
    const own = [...specs].filter(([spec]) => lockOf(spec) === path);
    if (packages !== undefined)
      inventory.manifests.push({
        path,
        ecosystem: 'Pub',
        packages: packages.map((p) => toDependency(p, path, own)),
      });
  }
  for (const [path, declares] of specs) if (lockOf(path) === undefined) readAlone(path, declares, inventory);
  inventory.manifests.sort((a, b) => (a.path < b.path ? -1 : 1));
  return inventory;
}

function beside(path: string, locks: readonly string[]): string | undefined {
  return locks.find((lock) => posix.dirname(lock) === posix.dirname(path));
}

/** The nearest lockfile in a folder above: members of a workspace share the root's. */
function above(path: string, locks: readonly string[]): string | undefined {
  const inside = locks.filter(
    (lock) => posix.dirname(lock) === '.' || path.startsWith(`${posix.dirname(lock)}/`),
  );
  return inside.sort((a, b) => posix.dirname(b).length - posix.dirname(a).length)[0];
}

/** What comes with an SDK has the version of the SDK; its own (0.0.0) means nothing. */
const origins: Record<string, Origin> = { hosted: 'registry', git: 'git', path: 'local', sdk: 'local' };

/** The lockfile says what is direct, also where the `pubspec.yaml` is not to be had. */
function toDependency(
  { name, version, source, dependency, line }: LockedPackage,
  lock: string,
  specs: readonly [path: string, declares: PubDependency[]][],
): Dependency {
  const declared: Declaration[] = specs.flatMap(([file, declares]) =>
    declares.filter((d) => d.name === name).map(({ wanted, scope, line }) => ({ file, wanted, scope, line })),
  );
  const isDev = declared.length > 0 ? declared.every((d) => d.scope === 'dev') : dependency === 'direct dev';
  // A lockfile does not say for what its transitive packages are needed.
  const scope = isDev ? 'dev' : 'runtime';
  if (declared.length === 0 && dependency.startsWith('direct'))
    declared.push({ file: posix.join(posix.dirname(lock), 'pubspec.yaml'), wanted: version, scope });
  const origin = Object.hasOwn(origins, source) ? origins[source]! : 'registry';
  return { name, version, scope, origin, declared, requiredBy: [], location: name, line };
}

/** A `pubspec.yaml` without a lockfile says for certain what it pins to one version. */
function readAlone(path: string, declares: PubDependency[], { manifests, problems }: Inventory): void {
  if (declares.length === 0) return;
  const packages = new Map<string, Dependency>();
  for (const { name, wanted, scope, line } of declares) {
    if (!/^\d+\.\d+\.\d+\S*$/.test(wanted) || !versions.satisfies(wanted, wanted)) continue;
    const declared = [{ file: path, wanted, scope, line }];
    // An override comes last and goes before the rest.
    packages.set(name, {
      name,
      version: wanted,
      scope,
      origin: 'registry',
      declared,
      requiredBy: [],
      location: name,
      line,
    });
  }
  manifests.push({ path, ecosystem: 'Pub', packages: [...packages.values()] });
  problems.push({
    code: 'lockfile-missing',
    message: `${path} has no lockfile: only exact versions can be judged, which ${packages.size} of its ${declares.length} dependencies have.`,
    path,
    remedy: 'Run dart pub get and commit pubspec.lock.',
  });
}

import { posix } from 'node:path';
import type { Declaration, Dependency, Inventory } from '../../domain/inventory.ts';
import type { ReadFiles } from '../ecosystem.ts';
import { capped, readText } from '../read-text.ts';
import { connect } from './connect.ts';
import { type MixDependency, readMixExs } from './mix-exs.ts';
import { type LockedPackage, readMixLock } from './mix-lock.ts';

/** Reads the lockfiles among `paths`, and each `mix.exs` that has none beside or (in an umbrella) above it. */
export async function read(files: ReadFiles, paths: string[]): Promise<Inventory> {
  const inventory: Inventory = { manifests: [], problems: [] };
  const sorted = paths.toSorted();
  const locks = new Set(sorted.filter((path) => posix.basename(path) === 'mix.lock'));
  const projects = new Map<string, MixDependency[]>();
  for (const path of sorted.filter((path) => posix.basename(path) === 'mix.exs')) {
    const text = await readText(files, path, inventory.problems);
    if (text !== undefined) projects.set(path, readMixExs(text));
  }
  for (const path of locks) {
    const text = await readText(files, path, inventory.problems);
    const { packages, problems } = text === undefined ? { problems: [] } : readMixLock(path, text);
    inventory.problems.push(...capped(problems, path));
    const own = [...projects].filter(([project]) => lockAbove(project, locks) === path);
    if (packages !== undefined) assemble(path, packages, own, inventory);
  }
  for (const [path, declares] of projects)
    if (lockAbove(path, locks) === undefined) readAlone(path, declares, inventory);
  inventory.manifests.sort((a, b) => (a.path < b.path ? -1 : 1));
  return inventory;
}

function lockAbove(path: string, locks: ReadonlySet<string>): string | undefined {
  for (let folder = posix.dirname(path); ; folder = posix.dirname(folder)) {
    const lock = posix.join(folder, 'mix.lock');
    if (locks.has(lock)) return lock;
    if (folder === posix.dirname(folder)) return undefined;
  }
}

function assemble(
  path: string,
  packages: LockedPackage[],
  projects: [path: string, declares: MixDependency[]][],
  { manifests, problems }: Inventory,
): void {
  const known = new Set(packages.map(({ app }) => app));
  const declared = new Map<string, Declaration[]>();
  for (const [file, declares] of projects)
    for (const { app, wanted, scope, line } of declares)
      if (known.has(app)) declared.set(app, [...(declared.get(app) ?? []), { file, wanted, scope, line }]);
  const file = posix.join(posix.dirname(path), 'mix.exs');
  manifests.push({ path, ecosystem: 'Hex', packages: connect(packages, declared, file) });
  if (declared.size > 0 || packages.length === 0) return;
  const message = `No mix.exs declares what ${path} lists. Packages that nothing else requires are taken as direct.`;
  problems.push({ code: 'mix-exs-missing', message, path, harmless: true });
}

/** A `mix.exs` without a lockfile says for certain what it pins to one version. */
function readAlone(path: string, declares: MixDependency[], { manifests, problems }: Inventory): void {
  const wanted = declares.filter((d) => /^\s*(?:(~>|[=!<>]=?)\s*)?\d+\.\d+/.test(d.wanted));
  if (wanted.length === 0) return;
  const packages = new Map<string, Dependency>();
  for (const { app, wanted: range, scope, line } of wanted) {
    const version = /^\s*(?:==)?\s*(\d+\.\d+\.\d+[-+\w.]*)\s*$/.exec(range)?.[1];
    if (version === undefined) continue;
    const declared = [{ file: path, wanted: range, scope, line }];
    packages.set(app, {
      name: app,
      version,
      scope,
      origin: 'registry',
      declared,
      requiredBy: [],
      location: app,
      line,
    });
  }
  manifests.push({ path, ecosystem: 'Hex', packages: [...packages.values()] });
  problems.push({
    code: 'lockfile-missing',
    message: `${path} has no lockfile: only exact versions can be judged, which ${packages.size} of its ${wanted.length} dependencies have.`,
    path,
    remedy: 'Run mix deps.get and commit mix.lock.',
  });
}

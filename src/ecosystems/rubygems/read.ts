import { posix } from 'node:path';
import type { Dependency, Inventory } from '../../domain/inventory.ts';
import type { ReadFiles } from '../ecosystem.ts';
import { capped, readText } from '../read-text.ts';
import { connect } from './connect.ts';
import { type GemfileGem, readGemfile } from './gemfile.ts';
import { readGemfileLock } from './gemfile-lock.ts';
import { versions } from './versions.ts';

/** Reads the lockfiles among `paths`, and each `Gemfile` that has none beside it. */
export async function read(files: ReadFiles, paths: string[]): Promise<Inventory> {
  const inventory: Inventory = { manifests: [], problems: [] };
  const known = new Set(paths);
  for (const path of paths.toSorted()) {
    if (isIgnored(path, known)) inventory.problems.push(ignored(path));
    else if (isLockfile(path)) await readLocked(files, path, known, inventory);
    else if (!known.has(lockfileOf(path))) await readAlone(files, path, inventory);
  }
  return inventory;
}

function isLockfile(path: string): boolean {
  return path.endsWith('.lock') || path.endsWith('.locked');
}

function lockfileOf(manifest: string): string {
  return posix.basename(manifest) === 'gems.rb' ? manifest.replace(/rb$/, 'locked') : `${manifest}.lock`;
}

function manifestOf(lockfile: string): string {
  return lockfile.endsWith('.locked') ? lockfile.replace(/locked$/, 'rb') : lockfile.replace(/\.lock$/, '');
}

/** Where both stand in a folder, Bundler takes `gems.rb` and `gems.locked`. */
function isIgnored(path: string, known: ReadonlySet<string>): boolean {
  if (!/(^|\/)Gemfile(\.lock)?$/.test(path)) return false;
  return ['gems.rb', 'gems.locked'].some((name) => known.has(posix.join(posix.dirname(path), name)));
}

function ignored(path: string) {
  const message = `${path} is not read: Bundler ignores it in favour of gems.rb and gems.locked beside it.`;
  return { code: 'lockfile-ignored', message, path, remedy: 'Remove one of the two.', harmless: true };
}

async function readLocked(
  files: ReadFiles,
  path: string,
  known: ReadonlySet<string>,
  { manifests, problems }: Inventory,
): Promise<void> {
  const text = await readText(files, path, problems);
  if (text === undefined) return;
  const { lock, problems: met } = readGemfileLock(path, text);
  problems.push(...capped(met, path));
  const file = manifestOf(path);
  const program = known.has(file) ? await readText(files, file, problems) : undefined;
  const declares = program === undefined ? [] : readGemfile(program);
  if (lock !== undefined)
    manifests.push({ path, ecosystem: 'RubyGems', packages: connect(lock, declares, file) });
}

/** A `Gemfile` without a lockfile says for certain what it pins to one version. */
async function readAlone(files: ReadFiles, path: string, { manifests, problems }: Inventory): Promise<void> {
  const text = await readText(files, path, problems);
  const declares = text === undefined ? [] : readGemfile(text);
  if (declares.length === 0) return;
  const packages = new Map<string, Dependency>();
  for (const gem of declares) {
    const pinned = pin(gem);
    if (pinned !== undefined) packages.set(gem.name, pinned(path));
  }
  manifests.push({ path, ecosystem: 'RubyGems', packages: [...packages.values()] });
  const message = `${path} has no lockfile: only exact versions can be judged, which ${packages.size} of its ${declares.length} gems have.`;
  const remedy = 'Run bundle lock and commit the lockfile.';
  problems.push({ code: 'lockfile-missing', message, path, remedy });
}

function pin({ name, wanted, scope, line }: GemfileGem): ((file: string) => Dependency) | undefined {
  const version = /^\s*=?\s*(\d\S*)\s*$/.exec(wanted)?.[1];
  if (version === undefined || !versions.satisfies(version, version)) return undefined;
  return (file) => ({
    name,
    version,
    scope,
    origin: 'registry',
    declared: [{ file, wanted, scope, line }],
    requiredBy: [],
    location: name,
    line,
  });
}

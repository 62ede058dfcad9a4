import { posix } from 'node:path';
import type { Dependency, Inventory } from '../../domain/inventory.ts';
import type { Problem } from '../../domain/problem.ts';
import type { ReadFiles } from '../ecosystem.ts';
import { capped, readText } from '../read-text.ts';
import { readCargoLock } from './cargo-lock.ts';
import { readCargoToml } from './cargo-toml.ts';
import { connect, type Member } from './connect.ts';
import { isLocal, type LockedCrate } from './lockfile.ts';

/** Reads the lockfiles among `paths`, and each `Cargo.toml` that no lockfile covers. */
export async function read(files: ReadFiles, paths: string[]): Promise<Inventory> {
  const inventory: Inventory = { manifests: [], problems: [] };
  const sorted = paths.toSorted();
  const locks = await readLocks(files, sorted, inventory.problems);
  const alone: Member[] = [];
  for (const path of sorted.filter((path) => posix.basename(path) === 'Cargo.toml')) {
    const text = await readText(files, path, inventory.problems);
    if (text === undefined) continue;
    const member: Member = { path, toml: await readCargoToml(path, text) };
    inventory.problems.push(...capped(member.toml.problems, path));
    const lock = lockAbove(path, locks);
    if (lock === undefined || !covers(lock, member)) alone.push(member);
    else lock.members.push(member);
  }
  for (const lock of locks.values()) if (lock.crates !== undefined) assemble(lock, lock.crates, inventory);
  for (const member of alone) readAlone(member, inventory);
  inventory.manifests.sort((a, b) => (a.path < b.path ? -1 : 1));
  return inventory;
}

interface Lock {
  path: string;
  /** Absent where the lockfile could not be read. */
  crates?: LockedCrate[];
  members: Member[];
}

async function readLocks(files: ReadFiles, paths: string[], problems: Problem[]): Promise<Map<string, Lock>> {
  const locks = new Map<string, Lock>();
  for (const path of paths.filter((path) => posix.basename(path) === 'Cargo.lock')) {
    const text = await readText(files, path, problems);
    const { crates, problems: met } = text === undefined ? { problems: [] } : readCargoLock(path, text);
    problems.push(...capped(met, path));
    locks.set(posix.dirname(path), { path, members: [], ...(crates === undefined ? {} : { crates }) });
  }
  return locks;
}

function lockAbove(path: string, locks: ReadonlyMap<string, Lock>): Lock | undefined {
  for (let folder = posix.dirname(path); ; folder = posix.dirname(folder)) {
    const lock = locks.get(folder);
    if (lock !== undefined || folder === posix.dirname(folder)) return lock;
  }
}

/** Below a lockfile may also lie crates that are no members: those are not listed in it. */
function covers({ path, crates }: Lock, { path: file, toml }: Member): boolean {
  if (crates === undefined || posix.dirname(path) === posix.dirname(file)) return true;
  return toml.name === undefined || crates.some((crate) => isLocal(crate) && crate.name === toml.name);
}

function assemble({ path, members }: Lock, crates: LockedCrate[], { manifests, problems }: Inventory): void {
  const file = posix.join(posix.dirname(path), 'Cargo.toml');
  const root = members.find((member) => member.path === file);
  const { packages, presumed, missing } = connect(crates, members, root, file);
  manifests.push({ path, ecosystem: 'crates.io', packages });
  if (missing.length > 0) problems.push(outdated(path, missing));
  if (presumed === 0) return;
  const message = `Of ${path} not every crate's Cargo.toml was found. What such crates require is taken as direct.`;
  problems.push({ code: 'cargo-toml-missing', message, path, harmless: true });
}

function outdated(path: string, missing: string[]): Problem {
  const more = missing.length > 3 ? ` and ${missing.length - 3} more` : '';
  return {
    code: 'lockfile-out-of-date',
    message: `${path} has no entry for ${missing.slice(0, 3).join(', ').slice(0, 300)}${more}, which its crates require.`,
    path,
    remedy: 'Run cargo generate-lockfile (or cargo update --workspace) and commit Cargo.lock.',
  };
}

/** What a `Cargo.toml` without a lockfile says for certain: the versions that it pins. */
function readAlone({ path, toml }: Member, inventory: Inventory): void {
  const wanted = toml.dependencies.filter(({ elsewhere, inherited }) => !elsewhere && !inherited);
  if (toml.dependencies.length === 0) return;
  const packages = new Map<string, Dependency>();
  let unclear = toml.dependencies.length - wanted.length;
  for (const { name, wanted: range, scope, line, key } of wanted) {
    const version = pinned(range);
    if (version === undefined) {
      unclear++;
      continue;
    }
    const at = line === undefined ? {} : { line };
    const location = `${name}@${version}`;
    const known = packages.get(location);
    const declaration = { file: path, wanted: range, scope, ...at };
    if (known !== undefined) known.declared.push(declaration);
    else
      packages.set(location, {
        name,
        version,
        ...(key === name ? {} : { alias: key }),
        scope,
        origin: 'registry',
        declared: [declaration],
        requiredBy: [],
        location,
        ...at,
      });
  }
  inventory.manifests.push({ path, ecosystem: 'crates.io', packages: [...packages.values()] });
  inventory.problems.push(lockMissing(path, packages.size, unclear));
}

/** `=1.2.3` is one version, and so is `0.0.3`: what follows it may break. */
function pinned(range: string): string | undefined {
  return (
    /^\s*=\s*(\d+\.\d+\.\d+(?:[-+][\w.+-]+)?)\s*$/.exec(range)?.[1] ??
    /^\s*\^?\s*(0\.0\.\d+)\s*$/.exec(range)?.[1]
  );
}

function lockMissing(path: string, known: number, unclear: number): Problem {
  return {
    code: 'lockfile-missing',
    message: `${path} has no lockfile: only exact versions can be judged, which ${known} of its ${known + unclear} dependencies have.`,
    path,
    remedy: 'Run cargo generate-lockfile and commit Cargo.lock.',
  };
}

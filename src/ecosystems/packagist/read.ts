import { posix } from 'node:path';
import type { Dependency, Inventory } from '../../domain/inventory.ts';
import type { Problem } from '../../domain/problem.ts';
import type { ReadFiles } from '../ecosystem.ts';
import { capped, readText } from '../read-text.ts';
import { type ComposerRequirement, readComposerJson } from './composer-json.ts';
import { readComposerLock } from './composer-lock.ts';
import { connect } from './connect.ts';
import { normaliseVersion } from './normalise-version.ts';

/** Reads the lockfiles among `paths`, and each `composer.json` that has none beside it. */
export async function read(files: ReadFiles, paths: string[]): Promise<Inventory> {
  const inventory: Inventory = { manifests: [], problems: [] };
  const known = new Set(paths);
  for (const path of paths.toSorted()) {
    const [folder, name] = [posix.dirname(path), posix.basename(path)];
    const file = posix.join(folder, 'composer.json');
    if (name === 'composer.lock') await readLocked(files, path, known.has(file), inventory);
    else if (!known.has(posix.join(folder, 'composer.lock'))) await readAlone(files, path, inventory);
  }
  return inventory;
}

async function readLocked(
  files: ReadFiles,
  path: string,
  hasManifest: boolean,
  { manifests, problems }: Inventory,
): Promise<void> {
  const file = posix.join(posix.dirname(path), 'composer.json');
  const declares = hasManifest ? await readManifest(files, file, problems) : undefined;
  const text = await readText(files, path, problems);
  if (text === undefined) return;
  const { packages: locked, problems: met } = readComposerLock(path, text);
  problems.push(...capped(met, path));
  if (locked === undefined) return;
  manifests.push({ path, ecosystem: 'Packagist', packages: connect(locked, declares, file) });
  const installed = new Set(locked.flatMap(({ name, provides }) => [name, ...provides]));
  const missing = (declares ?? []).filter(({ name }) => !installed.has(name)).map(({ name }) => name);
  if (missing.length > 0 && met.length === 0) problems.push(outdated(path, missing));
  if (declares !== undefined || locked.length === 0) return;
  const message = `No composer.json says what ${path} was made for. Packages that nothing else requires are taken as direct.`;
  problems.push({ code: 'composer-json-missing', message, path, harmless: true });
}

function outdated(path: string, missing: string[]): Problem {
  const more = missing.length > 3 ? ` and ${missing.length - 3} more` : '';
  return {
    code: 'lockfile-out-of-date',
    message: `${path} has no entry for ${missing.slice(0, 3).join(', ').slice(0, 300)}${more}, which its composer.json requires.`,
    path,
    remedy: 'Run composer update for these packages and commit composer.lock.',
  };
}

async function readManifest(
  files: ReadFiles,
  path: string,
  problems: Problem[],
): Promise<ComposerRequirement[] | undefined> {
  const text = await readText(files, path, problems);
  if (text === undefined) return undefined;
  const { declares, problems: met } = readComposerJson(path, text);
  problems.push(...met);
  return declares;
}

/** A `composer.json` without a lockfile says for certain what it pins to one version. */
async function readAlone(files: ReadFiles, path: string, { manifests, problems }: Inventory): Promise<void> {
  const declares = (await readManifest(files, path, problems)) ?? [];
  if (declares.length === 0) return;
  const packages = new Map<string, Dependency>();
  for (const { name, wanted, scope, line } of declares) {
    const version = /^=?=?\s*(v?\d+\.\d+\.\d+[\w.-]*)$/i.exec(wanted.trim())?.[1];
    if (version === undefined || normaliseVersion(version) === undefined || /[.-]?(dev|x)$/i.test(version))
      continue;
    const declared = [{ file: path, wanted, scope, line }];
    const fixed = { scope, origin: 'registry' as const, declared, requiredBy: [], location: name, line };
    packages.set(name, { name, version, ...fixed });
  }
  manifests.push({ path, ecosystem: 'Packagist', packages: [...packages.values()] });
  problems.push({
    code: 'lockfile-missing',
    message: `${path} has no lockfile: only exact versions can be judged, which ${packages.size} of its ${declares.length} packages have.`,
    path,
    remedy: 'Run composer update and commit composer.lock.',
  });
}

import { posix } from 'node:path';
import type { Declaration, Scope } from '../../../domain/inventory.ts';
import type { Problem } from '../../../domain/problem.ts';
import { isSafePath } from '../../../lib/safe-path.ts';
import { type Declared, type Locked, type Lockfile, scopeOfGroup, strongest } from '../lockfile.ts';
import { normaliseName } from '../name.ts';
import type { Include, RequirementEntry, Requirements } from './parse.ts';

/** What reading requirements needs of the repository around them. */
export interface Surroundings {
  /** A requirements or constraints file of the repository, read once; `undefined` where there is none. */
  requirements(path: string): Promise<Requirements | undefined>;
  /** What another file (`pyproject.toml`, `requirements.in`) declares, by name. */
  declarations(path: string): Promise<Map<string, Declared[]>>;
}

/** Constraints files that are followed from one file. */
const maxConstraints = 500;
/** Folders above a compiled file from which it may have been compiled. */
const maxFolders = 10;

/**
 * Makes of one requirements file what it pins: by `==`, by its constraints, or by an address. Included files are read
 * for themselves and are not repeated here. Where pip-compile or uv says what a requirement is there for (`# via`),
 * that is what it is required by, and only what comes `via` a file is declared.
 */
export async function readRequirements(
  path: string,
  { entries, includes, problems: met }: Requirements,
  around: Surroundings,
): Promise<{ lockfile: Lockfile; open: number }> {
  const problems = [...met];
  const lockfile: Lockfile = { packages: [], declares: [], own: [], problems };
  const bounds = await readConstraints(path, includes, around, problems);
  const scope = scopeOfFile(path);
  const installed = new Map<string, Locked>();
  let open = 0;
  for (const entry of entries) {
    const version = entry.version ?? bounds.get(entry.name);
    if (version === undefined && (entry.origin === 'registry' || isElsewhere(entry))) open++;
    if (version === undefined && entry.origin === 'registry') continue;
    const { name, origin, line } = entry;
    const locked: Locked = { name, version: version ?? '', origin, scope, requires: [], line };
    lockfile.packages.push(locked);
    installed.set(name, locked);
  }
  for (const entry of entries) {
    const dependents = entry.via.flatMap((via) => installed.get(nameOfVia(via)) ?? []);
    for (const dependent of new Set(dependents)) dependent.requires.push({ name: entry.name, wanted: '' });
    const written = entry.via.map((via) => sourcesOfVia(via, path)).filter((files) => files.length > 0);
    if (dependents.length === 0 || written.length > 0)
      lockfile.declares.push(...(await declarationsOf(entry, path, scope, written, around)));
  }
  return { lockfile, open };
}

/** `pip freeze` in a conda environment names the machine's build folder instead of a version. */
function isElsewhere({ origin, wanted }: RequirementEntry): boolean {
  return origin === 'local' && wanted.startsWith('@ file:');
}

/** `requirements-dev.txt`, `requirements/test.txt`, `tests/requirements.txt`. */
export function scopeOfFile(path: string): Scope {
  const [name = '', folder = ''] = path.split('/').reverse();
  const scopes = [name.replace(/\.(txt|in)$/i, ''), folder].map((part) => scopeOfGroup(part, 'runtime'));
  return scopes.find((scope) => scope !== 'runtime') ?? strongest(scopes)!;
}

/** A file of the repository that another one names; `undefined` where that leads out of it or to another server. */
export function resolveInclude(from: string, target: string): string | undefined {
  if (/^[a-z][a-z0-9+.-]+:/i.test(target) || target.startsWith('/')) return undefined;
  const path = posix.join(posix.dirname(from), target);
  return isSafePath(path) ? path : undefined;
}

/** The versions that constraints pin, their own includes followed once each. */
async function readConstraints(
  path: string,
  includes: Include[],
  around: Surroundings,
  problems: Problem[],
): Promise<Map<string, string>> {
  const bounds = new Map<string, string>();
  const seen = new Set<string>();
  const queue = includes.filter(({ kind }) => kind === 'constraints').map((one) => ({ from: path, ...one }));
  for (let i = 0; i < Math.min(queue.length, maxConstraints); i++) {
    const next = queue[i]!;
    const file = resolveInclude(next.from, next.target);
    if (file !== undefined && seen.has(file)) continue;
    const read = file === undefined ? undefined : await around.requirements(file);
    if (file === undefined || read === undefined) {
      problems.push(missingInclude(next, next.from, file));
      continue;
    }
    seen.add(file);
    for (const { name, version } of read.entries)
      if (version !== undefined && !bounds.has(name)) bounds.set(name, version);
    queue.push(...read.includes.map((one) => ({ from: file, ...one })));
  }
  return bounds;
}

/** Tells of an include that leads nowhere; addresses are not repeated, they may hold credentials. */
export function missingInclude(include: Include, path: string, file: string | undefined): Problem {
  const remote = /^[a-z][a-z0-9+.-]+:/i.test(include.target);
  const what = file ?? (remote ? 'a file on another server' : 'a file outside the repository');
  return {
    code: file === undefined ? 'include-refused' : 'include-missing',
    message: `${path} takes in ${what}, which ${file === undefined ? 'is not read' : 'is not there or has a name that is not read'}.`,
    path,
    line: include.line,
    remedy:
      include.kind === 'constraints'
        ? 'Keep the constraints in the repository.'
        : 'Keep the requirements in the repository, in a file named requirements*.txt.',
  };
}

/** `flask`, `requests[socks]`; not `-r x.in` nor `shop (pyproject.toml)`. */
function nameOfVia(via: string): string {
  return normaliseName(via.replace(/\[.*$/, '').trim());
}

/**
 * The files that `via` may mean, nearest first; none where it names no file. pip-compile writes paths relative to
 * wherever it was run, mostly the repository's root. Constraints are no reason for a package to be there.
 */
export function sourcesOfVia(via: string, path: string): string[] {
  const written = (/^-r\s+(.+)$/.exec(via)?.[1] ?? /\(([^()]+)\)$/.exec(via)?.[1])?.trim();
  if (written === undefined) return [];
  const folders = posix.dirname(path).split('/').slice(0, maxFolders);
  const ways = folders.map((_, i) => '../'.repeat(i) + written);
  const found = [...ways, '../'.repeat(folders.length) + written].map((way) => resolveInclude(path, way));
  return [...new Set(found.filter((file) => file !== undefined))];
}

async function declarationsOf(
  entry: RequirementEntry,
  path: string,
  scope: Scope,
  sources: string[][],
  around: Surroundings,
): Promise<Declared[]> {
  const found = new Set<Declared>();
  for (const files of sources) {
    for (const file of files) {
      const known = await around.declarations(file);
      for (const declared of known.get(entry.name) ?? []) found.add(declared);
      if (known.size > 0) break;
    }
  }
  const written: Declaration = { file: path, wanted: entry.wanted, scope, line: entry.line };
  return found.size > 0 ? [...found] : [{ name: entry.name, ...written }];
}

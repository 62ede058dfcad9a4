import { posix } from 'node:path';
import type { Inventory } from '../../domain/inventory.ts';
import type { Problem } from '../../domain/problem.ts';
import { isConstraints } from './claims.ts';
import { connect } from './connect.ts';
import { capped, type Files } from './files.ts';
import type { Requirements } from './requirements/parse.ts';
import { missingInclude, readRequirements, resolveInclude, sourcesOfVia } from './requirements/read.ts';

/** Files that are read beyond the claimed ones, because others take them in. */
const maxIncluded = 1000;

/**
 * Reads requirements files into `inventory`, each as a manifest of its own. A `.in` file is the source of a compiled
 * one where that stands beside it or names it, and constraints only bound what others require: those are read alone
 * only where another file takes them in with `-r`.
 */
export async function readRequirementsFiles(
  paths: string[],
  files: Files,
  { manifests, problems }: Inventory,
): Promise<void> {
  const used = await survey(paths, files, problems);
  for (const path of used.manifests) {
    const requirements = await files.requirements(path);
    if (requirements !== undefined)
      await readRequirementsManifest(path, requirements, files, { manifests, problems });
  }
  const installed = new Set(manifests.flatMap(({ packages }) => packages.map(({ name }) => name)));
  for (const path of paths) {
    if (!isConstraints(path) || used.manifests.has(path)) continue;
    const bounds = (await files.requirements(path))?.entries.map(({ name }) => name) ?? [];
    const others = new Set(bounds).difference(installed).size;
    if (!used.constraints.has(path)) problems.push(unusedConstraints(path));
    else if (others > 0) problems.push(otherConstraints(path, others));
  }
}

/** Adds what one requirements file, or a list in the same notation, pins. */
export async function readRequirementsManifest(
  path: string,
  requirements: Requirements,
  files: Files,
  { manifests, problems }: Inventory,
): Promise<void> {
  const { entries, problems: met } = requirements;
  const invalid = met.filter(({ code }) => code === 'requirement-invalid').length;
  if (entries.length === 0 && invalid > 1) {
    const message = `${path} holds nothing that is a requirement. It was not read.`;
    problems.push({ code: 'requirements-invalid', message, path });
    return;
  }
  const { lockfile, open } = await readRequirements(path, requirements, files);
  problems.push(...capped(lockfile.problems, path));
  if (entries.length === 0) return;
  const { packages } = connect(lockfile.packages, lockfile.declares);
  manifests.push({ path, ecosystem: 'PyPI', packages });
  if (open > 0)
    problems.push(
      openVersions(path, packages.filter(({ version }) => version !== '').length, entries.length),
    );
}

interface Used {
  /** Files that are manifests of their own, in order. */
  manifests: Set<string>;
  constraints: Set<string>;
}

/** Follows includes to find out what each file is there for. */
async function survey(paths: string[], files: Files, problems: Problem[]): Promise<Used> {
  const claimed = new Set(paths);
  const used: Used = { manifests: new Set(), constraints: new Set() };
  const compiled = new Set<string>();
  const queue = [...paths];
  for (let i = 0; i < queue.length && i < paths.length + maxIncluded; i++) {
    const path = queue[i]!;
    const requirements = await files.requirements(path);
    if (requirements === undefined) continue;
    for (const source of sourcesOf(path, requirements)) compiled.add(source);
    for (const include of requirements.includes) {
      const file = resolveInclude(path, include.target);
      if (include.kind === 'constraints') {
        if (file !== undefined) used.constraints.add(file);
        continue;
      }
      if (file === undefined || (await files.requirements(file)) === undefined)
        problems.push(missingInclude(include, path, file));
      else if (!path.endsWith('.in')) used.manifests.add(file);
      if (file === undefined || claimed.has(file)) continue;
      claimed.add(file);
      queue.push(file);
    }
  }
  for (const path of queue) {
    const source = path.endsWith('.in') && (compiled.has(path) || claimed.has(path.replace(/\.in$/, '.txt')));
    if (!source && !isConstraints(path)) used.manifests.add(path);
  }
  return used;
}

/** The files that a compiled one says that it comes from. */
function sourcesOf(path: string, { entries }: Requirements): Set<string> {
  const reasons = new Set(entries.flatMap(({ via }) => via.filter((one) => one.startsWith('-r'))));
  return new Set([...reasons].flatMap((via) => sourcesOfVia(via, path)).filter((source) => source !== path));
}

function openVersions(path: string, pinned: number, all: number): Problem {
  return {
    code: 'versions-open',
    message: `${path} leaves versions open: only exact ones can be judged, which ${pinned} of its ${all} requirements have.`,
    path,
    remedy: 'Pin them, e.g. with pip-compile or uv pip compile, and commit the result.',
  };
}

function unusedConstraints(path: string): Problem {
  const message = `${posix.basename(path)} bounds versions but no requirements file names it (-c). It was not read.`;
  return { code: 'constraints-unused', message, path, harmless: true };
}

function otherConstraints(path: string, count: number): Problem {
  const message = `${path} bounds ${count} packages that no requirements file names. Whether they are installed is not known, so they are not judged.`;
  return { code: 'constraints-unnamed', message, path, harmless: true };
}

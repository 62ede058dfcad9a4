import type { Scope } from '../../domain/inventory.ts';
import type { Problem } from '../../domain/problem.ts';
import type { Declared, Locked } from './lockfile.ts';
import { describeAddress, parseRequirement } from './requirement.ts';
import { pinnedVersion } from './versions/clauses.ts';

/** What a file that people write declares. */
export interface Manuscript {
  declares: Declared[];
  problems: Problem[];
}

/** Declarations that are read of one file. Bounds what a hostile one costs. */
export const maxDeclares = 20_000;

/** Adds what a PEP 508 text declares; one that cannot be understood becomes a Problem. */
export function declare(
  manuscript: Manuscript,
  file: string,
  text: string,
  scope: Scope,
  line: number | undefined,
): void {
  if (manuscript.declares.length >= maxDeclares) return;
  const place = line === undefined ? {} : { line };
  // PDM allows editable entries as pip writes them.
  const read = parseRequirement(text.replace(/^\s*-e\s+/, ''));
  if (read === 'unnamed') return;
  if (read !== undefined) {
    manuscript.declares.push({ name: read.name, file, wanted: read.wanted, scope, ...place });
    return;
  }
  const message = `A requirement in ${file} could not be understood. It was left out.`;
  manuscript.problems.push({ code: 'requirement-invalid', message, path: file, ...place });
}

/**
 * What declarations say for certain: the packages that they pin to one version, and those from an address. `open`
 * counts the others; what only builds the project is not counted, nobody pins it.
 */
export function pinnedPackages(declares: Declared[]): { packages: Locked[]; open: number } {
  const packages: Locked[] = [];
  let open = 0;
  for (const { name, wanted, scope, line } of declares) {
    const place = line === undefined ? {} : { line };
    const address = wanted.startsWith('@ ')
      ? describeAddress(wanted.slice(2).split(' ', 1)[0]!, name)
      : undefined;
    const version = address === undefined ? pinnedVersion(wanted.split(';', 1)[0]!) : (address.version ?? '');
    if (version !== undefined)
      packages.push({ name, version, origin: address?.origin ?? 'registry', scope, requires: [], ...place });
    else if (scope !== 'build') open++;
  }
  return { packages, open };
}

import type { Origin, Scope } from '../../domain/inventory.ts';
import type { Problem } from '../../domain/problem.ts';
import { type Lockfile, type Requirement, scopeOfGroup, strongest } from './lockfile.ts';
import { readTomlLockfile, versionOf } from './lockfile-toml.ts';
import { parseRequirement } from './requirement.ts';
import { textsOf } from './toml/read.ts';

/**
 * Reads `pdm.lock`. Since 4.4 an entry says its `groups` (1.x: `sections`), between them nothing: then its scope
 * follows from what `pyproject.toml` declares. An entry is repeated for each set of extras.
 */
export function readPdmLock(
  path: string,
  content: string,
): Promise<{ lockfile?: Lockfile; problems: Problem[] }> {
  return readTomlLockfile(path, content, 'package', (entry, name) => {
    const scope = scopeOf(entry);
    return {
      version: versionOf(entry.version),
      origin: originOf(entry),
      ...(scope === undefined ? {} : { scope }),
      requires: textsOf(entry.dependencies)
        .map(requirementOf)
        .filter((required) => required !== undefined && required.name !== name) as Requirement[],
    };
  });
}

function scopeOf(entry: Record<string, unknown>): Scope | undefined {
  const groups = textsOf(entry.groups ?? entry.sections);
  return strongest(groups.map((group) => scopeOfGroup(group, 'optional')));
}

function originOf(entry: Record<string, unknown>): Origin {
  if (entry.git !== undefined || entry.hg !== undefined) return 'git';
  if (typeof entry.path === 'string')
    return /\.(whl|gz|zip|tgz|bz2)$/i.test(entry.path) ? 'tarball' : 'local';
  return entry.url === undefined ? 'registry' : 'tarball';
}

function requirementOf(text: string): Requirement | undefined {
  const read = parseRequirement(text);
  return read === undefined || read === 'unnamed' ? undefined : { name: read.name, wanted: read.specifier };
}

import type { Change } from '../../../domain/plan.ts';
import { type Project, pathIn } from '../apply/project.ts';
import type { Release } from '../apply/protocol.ts';
import { versions } from '../versions.ts';
import type { Chooser, Move } from './choose.ts';
import { whyImmovable } from './mend.ts';
import { raiseRange } from './range.ts';
import { type Declared, label, type Situation } from './situation.ts';

/** How a declared dependency can be raised: one or more releases, best first, or why none. */
export type Raised =
  | { declared: Declared; how: 'direct' | 'parent'; releases: Release[] }
  | { because: string };

/** Releases of a declared dependency, newer than the installed one, that do without an affected copy. */
export async function raise(
  situation: Situation,
  chooser: Chooser,
  declared: Declared,
  above?: string,
): Promise<Raised> {
  const child = situation.graph.nodes[declared.edge.to]!;
  const { package: name } = situation.target;
  const impossible = whyImmovable(child, declared.edge.range, situation);
  if (impossible !== undefined) return { because: impossible };
  if (declared.edge.overridden)
    return {
      because: `the version of ${child.name} is decided by an override, not by ${label(declared.from)}`,
    };
  const from = above !== undefined && versions.compare(above, child.version) > 0 ? above : child.version;
  const releases = await chooser.cleanAbove(child.name, from);
  const how = child.name === name ? 'direct' : 'parent';
  if (releases.length > 0) return { declared, how, releases };
  return {
    because:
      how === 'direct'
        ? `no release of ${name} above ${child.version} is free of the known vulnerabilities`
        : `no release of ${child.name} above ${child.version} does without an affected ${name}`,
  };
}

/** The change that writes one of the releases into the `package.json` that declares it. */
export function changeOf(
  project: Project,
  situation: Situation,
  { declared, how }: Found,
  release: Release,
): Change {
  const { from, edge } = declared;
  return {
    ecosystem: 'npm',
    name: situation.graph.nodes[edge.to]!.name,
    from: edge.written,
    to: raiseRange(edge.written, release.version),
    how,
    file: pathIn(project, from.location, 'package.json'),
  };
}

export type Found = Exclude<Raised, { because: string }>;

export function moveChange(project: Project, { name, from, to }: Move): Change {
  return { ecosystem: 'npm', name, from, to, how: 'lockfile', file: project.lockfile ?? '' };
}

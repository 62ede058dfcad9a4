import { isAffected } from '../../../domain/affected.ts';
import type { Target } from '../../../domain/plan.ts';
import { versions } from '../versions.ts';
import type { Registry } from './registry.ts';

/** Why no release can replace the affected ones, whoever brings them in; `undefined` when there is one. */
export async function whyNoRelease(target: Target, { releasesOf }: Registry): Promise<string | undefined> {
  const { package: name, avoid, malicious } = target;
  const releases = await releasesOf(name);
  if (releases === undefined || releases.length === 0)
    return malicious
      ? remove(name)
      : `the registry has no package ${name}, so there is no release to change to`;
  const oldest = target.versions.toSorted(versions.compare)[0]!;
  const clean = releases.filter(({ version }) => !isAffected(version, avoid, versions));
  const newer = clean.filter(({ version }) => versions.compare(version, oldest) > 0);
  if (newer.some(({ version }) => versions.isStable(version) || !target.versions.every(versions.isStable)))
    return undefined;
  if (malicious && clean.length === 0) return remove(name);
  if (newer.length > 0)
    return `every release of ${name} without the known vulnerabilities is a pre-release (${newer
      .map((r) => r.version)
      .join(', ')
      .slice(0, 200)})`;
  const newest = releases
    .map(({ version }) => version)
    .sort(versions.compare)
    .at(-1);
  return clean.length > 0
    ? `only releases of ${name} older than the installed one are free of the known vulnerabilities, and nothing is lowered`
    : `no release of ${name} is free of the known vulnerabilities (the newest is ${newest})`;
}

function remove(name: string): string {
  return `${name} is malicious and no version of it is safe: remove it, and treat every machine it was installed on as compromised`;
}

import type { Finding } from '../../domain/finding.ts';
import type { Target } from '../../domain/plan.ts';

/**
 * One target per package and manifest: its vulnerabilities are closed together, or the next one would lead to another
 * change of the same line. In the order of the findings. A vulnerability for which no release is known to be free does
 * not keep the others open: it is left out where there are others.
 */
export function targets(findings: Finding[]): Target[] {
  const groups = Map.groupBy(findings, (finding) =>
    JSON.stringify([finding.ecosystem, finding.manifest, finding.package]),
  );
  return [...groups.values()].map((all) => {
    const group = closable(all);
    const { ecosystem, manifest, package: name } = group[0]!;
    return {
      ecosystem,
      manifest,
      package: name,
      versions: distinct(group.flatMap((finding) => finding.versions)),
      avoid: {
        ranges: group.flatMap((finding) => finding.ranges),
        versions: distinct(group.flatMap((finding) => finding.affectedVersions)),
      },
      fingerprints: group.map((finding) => finding.fingerprint),
      malicious: group.some((finding) => finding.malicious === true),
    };
  });
}

/** Malware is never left out: a release that is better otherwise is no fix for it. */
function closable(group: Finding[]): Finding[] {
  const endless = group.filter(({ ranges }) =>
    ranges.some(({ fixed, lastAffected }) => fixed === undefined && lastAffected === undefined),
  );
  const others = group.filter((finding) => !endless.includes(finding));
  return others.length === 0 || endless.some(({ malicious }) => malicious) ? group : others;
}

function distinct(items: string[]): string[] {
  return [...new Set(items)];
}

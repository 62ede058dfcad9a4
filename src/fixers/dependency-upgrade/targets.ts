import type { Finding } from '../../domain/finding.ts';
import type { Target } from '../../domain/plan.ts';

/**
 * One target per package and manifest: its vulnerabilities are closed together, or the next one would lead to another
 * change of the same line. In the order of the findings.
 */
export function targets(findings: Finding[]): Target[] {
  const groups = Map.groupBy(findings, (finding) =>
    JSON.stringify([finding.ecosystem, finding.manifest, finding.package]),
  );
  return [...groups.values()].map((group) => {
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

function distinct(items: string[]): string[] {
  return [...new Set(items)];
}

import { createHash } from 'node:crypto';

/**
 * Identity of a dependency finding: stable over scans, versions, copies and scanners, different per manifest, because
 * each manifest is fixed by a change of its own. 32 hexadecimal digits.
 */
export function fingerprintOf(finding: {
  ecosystem: string;
  package: string;
  manifest: string;
  id: string;
}): string {
  return digest('dependency', finding.ecosystem, finding.package, finding.manifest, finding.id).slice(0, 32);
}

/**
 * Identity of a plan: what it fixes and where, not how. Names the branch, so that one plan has one pull request for
 * ever, however often it is made again. 10 hexadecimal digits.
 */
export function planIdOf(
  repositoryRemoteId: string,
  target: { ecosystem: string; manifest: string; package: string },
): string {
  return digest('plan', repositoryRemoteId, target.ecosystem, target.manifest, target.package).slice(0, 10);
}

/** SHA-256 over parts that cannot run into each other. */
export function digest(...parts: string[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(`${Buffer.byteLength(part)}:`).update(part);
  return hash.digest('hex');
}

import type { Finding } from './finding.ts';
import { digest } from './fingerprint.ts';
import type { Fix } from './fix.ts';
import type { Inventory, Manifest } from './inventory.ts';
import type { Attempt, Candidate, Target } from './plan.ts';
import type { Versioning } from './version.ts';

/** A repository's manifests and what matching found in them. */
export interface Judged {
  inventory: Inventory;
  findings: readonly Finding[];
}

export type Judgement =
  | { verdict: 'verified'; fix: Omit<Fix, 'verifiedAt'> }
  | { verdict: 'refuted'; because: string };

/**
 * Whether an attempt is a fix, judged from the changed files alone, which were read and matched again. `before` and
 * `after` hold the same manifests: those of the attempt. Refuted, in this order, is whatever
 * 1. could not be applied, or changed nothing;
 * 2. left a manifest unreadable that was readable before;
 * 3. leaves any finding of the target open (a partial fix);
 * 4. brings in a finding that was not there before;
 * 5. lowers a package, or a direct dependency, below the version it had.
 */
export function judge(
  attempt: Attempt,
  candidate: Candidate,
  target: Target,
  before: Judged,
  after: Judged,
  versionsOf: (ecosystem: string) => Versioning | undefined,
): Judgement {
  if (attempt.status === 'cannot') return refuted(attempt.because);
  if (attempt.edits.length === 0) return refuted('it changes no file');
  const unreadable = newProblem(before.inventory, after.inventory);
  if (unreadable !== undefined) return refuted(unreadable);
  const open = after.findings.filter((finding) => target.fingerprints.includes(finding.fingerprint));
  if (open.length > 0) return refuted(stillOpen(open));
  const known = new Set(before.findings.map((finding) => finding.fingerprint));
  const added = after.findings.filter((finding) => !known.has(finding.fingerprint));
  if (added.length > 0) return refuted(`it would bring in ${added.map(nameOf).join(', ')}`);
  const lowered = findDowngrade(before.inventory, after.inventory, versionsOf);
  if (lowered !== undefined) return refuted(`it would lower ${lowered}`);
  const remaining = new Set(after.findings.map((finding) => finding.fingerprint));
  return {
    verdict: 'verified',
    fix: {
      candidate,
      edits: attempt.edits,
      digest: digest(...attempt.edits.flatMap((edit) => [edit.path, edit.after ?? '\0'])),
      resolves: before.findings
        .map((f) => f.fingerprint)
        .filter((fingerprint) => !remaining.has(fingerprint)),
      before: before.findings.length,
      after: after.findings.length,
      changed: changesBetween(before.inventory, after.inventory),
    },
  };
}

function refuted(because: string): Judgement {
  return { verdict: 'refuted', because };
}

function newProblem(before: Inventory, after: Inventory): string | undefined {
  const lost = before.manifests.find(
    (manifest) => !after.manifests.some((other) => other.path === manifest.path),
  );
  if (lost !== undefined) return `${lost.path} could not be read any more afterwards`;
  const known = new Set(before.problems.map((problem) => `${problem.code} ${problem.path}`));
  const problem = after.problems.find((candidate) => !known.has(`${candidate.code} ${candidate.path}`));
  return problem === undefined ? undefined : `afterwards ${problem.message}`;
}

function stillOpen(findings: Finding[]): string {
  const [first] = findings;
  const via = first!.paths[0]?.slice(0, -1).join(' › ');
  const where = via ? ` through ${via}` : '';
  return `${first!.package} ${first!.versions.join(', ')} would still be installed${where} (${findings.map((f) => f.id).join(', ')})`;
}

function nameOf(finding: Finding): string {
  return `${finding.id} in ${finding.package} ${finding.versions.join(', ')}`;
}

function findDowngrade(
  before: Inventory,
  after: Inventory,
  versionsOf: (ecosystem: string) => Versioning | undefined,
): string | undefined {
  for (const [old, next] of pairs(before, after)) {
    const versions = versionsOf(old.ecosystem);
    if (versions === undefined) continue;
    const lowered = loweredPackage(old, next, versions) ?? loweredDirect(old, next, versions);
    if (lowered !== undefined) return lowered;
  }
  return undefined;
}

/**
 * A version that is new for its name and lies below every version of that name that went away. (A copy that merely
 * moves to another folder of the tree is not lower.)
 */
function loweredPackage(before: Manifest, after: Manifest, versions: Versioning): string | undefined {
  const [old, next] = [versionsByName(before), versionsByName(after)];
  for (const [name, had] of old) {
    const has = next.get(name) ?? new Set();
    const gone = [...had].filter((version) => !has.has(version));
    const come = [...has].filter((version) => !had.has(version));
    const low = come.find(
      (version) => gone.length > 0 && gone.every((other) => versions.compare(version, other) < 0),
    );
    if (low !== undefined) return `${name} from ${gone.toSorted(versions.compare)[0]} to ${low}`;
  }
  return undefined;
}

function loweredDirect(before: Manifest, after: Manifest, versions: Versioning): string | undefined {
  const next = directVersions(after);
  for (const [key, version] of directVersions(before)) {
    const now = next.get(key);
    if (now !== undefined && versions.compare(now, version) < 0)
      return `${key.split('\0')[1]} from ${version} to ${now}`;
  }
  return undefined;
}

function directVersions(manifest: Manifest): Map<string, string> {
  return new Map(
    manifest.packages.flatMap((p) =>
      p.declared.map((d) => [`${d.file}\0${p.alias ?? p.name}`, p.version] as const),
    ),
  );
}

function versionsByName(manifest: Manifest): Map<string, Set<string>> {
  const byName = new Map<string, Set<string>>();
  for (const { name, version, origin } of manifest.packages) {
    if (origin === 'local') continue;
    byName.set(name, (byName.get(name) ?? new Set()).add(version));
  }
  return byName;
}

function changesBetween(before: Inventory, after: Inventory): Fix['changed'] {
  const changed: Fix['changed'] = [];
  for (const [old, next] of pairs(before, after)) {
    const [had, has] = [versionsByName(old), versionsByName(next)];
    for (const name of new Set([...had.keys(), ...has.keys()])) {
      const gone = [...(had.get(name) ?? [])].filter((version) => !has.get(name)?.has(version));
      const come = [...(has.get(name) ?? [])].filter((version) => !had.get(name)?.has(version));
      for (let i = 0; i < Math.max(gone.length, come.length); i++) {
        const [from, to] = [gone[i], come[i]];
        changed.push({ name, ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) });
      }
    }
  }
  return changed.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

function pairs(before: Inventory, after: Inventory): [Manifest, Manifest][] {
  return before.manifests.flatMap((manifest) => {
    const other = after.manifests.find((candidate) => candidate.path === manifest.path);
    return other === undefined ? [] : [[manifest, other] as [Manifest, Manifest]];
  });
}

import about from '../../../package.json' with { type: 'json' };
import type { AdvisoryIndexAbout } from '../../domain/advisory.ts';
import { isAffected, isInside } from '../../domain/affected.ts';
import type { Finding } from '../../domain/finding.ts';
import type { Manifest, Scope } from '../../domain/inventory.ts';
import { pathsTo } from '../../domain/paths.ts';
import type { Problem } from '../../domain/problem.ts';
import { type Severity, severities } from '../../domain/severity.ts';
import type { Ecosystem } from '../../ecosystems/ecosystem.ts';
import type { Scan } from './scan-folder.ts';

/** What `suture scan --json` prints. Fields are added, never changed, while `schemaVersion` stays. */
export interface ScanReport {
  schemaVersion: 1;
  suture: string;
  root: string;
  database: { builtAt: string; newest: string; advisories: number };
  manifests: { path: string; ecosystem: string; packages: number; findings: number }[];
  findings: ReportedFinding[];
  problems: { code: string; message: string; path?: string; line?: number; remedy?: string }[];
  summary: Summary;
}

/** One vulnerability of one installed version of a package in one manifest. */
export interface ReportedFinding {
  id: string;
  aliases: string[];
  ecosystem: string;
  package: string;
  version: string;
  fixedVersions: string[];
  severity: Severity;
  cvss: number | null;
  cwes: string[];
  title: string;
  direct: boolean;
  paths: string[][];
  pathCount: number;
  manifest: string;
  line: number | null;
  scope: Scope;
  malicious: boolean;
  fingerprint: string;
}

export interface Summary {
  manifests: { found: number; complete: number };
  packages: number;
  findings: number;
  fixable: number;
  bySeverity: Record<Severity, number>;
}

/** Turns a scan into the report that is printed, in JSON or for people. */
export function makeReport(
  scan: Scan,
  database: AdvisoryIndexAbout,
  ecosystems: readonly Ecosystem[],
): ScanReport {
  const { manifests, problems } = scan.inventory;
  const byPath = new Map(manifests.map((manifest) => [manifest.path, manifest]));
  const rules = new Map(ecosystems.map((ecosystem) => [ecosystem.id, ecosystem]));
  const findings = scan.findings.flatMap((finding) =>
    splitByVersion(finding, byPath.get(finding.manifest)!, rules.get(finding.ecosystem)!),
  );
  return {
    schemaVersion: 1,
    suture: about.version,
    root: scan.root,
    database: {
      builtAt: database.builtAt,
      newest: database.newest,
      advisories: database.advisories,
    },
    manifests: manifests.map(({ path, ecosystem, packages }) => ({
      path,
      ecosystem,
      packages: packages.length,
      findings: findings.filter((finding) => finding.manifest === path).length,
    })),
    findings,
    problems: problems.map(({ harmless: _, ...problem }) => problem),
    summary: {
      manifests: coverageOf(manifests, problems),
      packages: manifests.reduce((sum, { packages }) => sum + packages.length, 0),
      findings: findings.length,
      fixable: findings.filter(isFixable).length,
      bySeverity: Object.fromEntries(
        severities.map((severity) => [severity, findings.filter((f) => f.severity === severity).length]),
      ) as Record<Severity, number>,
    },
  };
}

/** A fixed version is known; whether it can be reached is for `suture fix` to find out. */
export function isFixable(finding: Pick<ReportedFinding, 'fixedVersions'>): boolean {
  return finding.fixedVersions.length > 0;
}

/** The first problem of each file that was not read whole, or not at all. */
export function gapsOf(problems: readonly Problem[]): Problem[] {
  const gaps = new Map<string, Problem>();
  for (const problem of problems) {
    if (problem.harmless) continue;
    const place = problem.path ?? problem.code;
    if (!gaps.has(place)) gaps.set(place, problem);
  }
  return [...gaps.values()];
}

function coverageOf(
  manifests: readonly Manifest[],
  problems: readonly Problem[],
): { found: number; complete: number } {
  const read = new Set(manifests.map(({ path }) => path));
  const broken = gapsOf(problems).map((problem) => problem.path ?? problem.code);
  const complete = read.difference(new Set(broken)).size;
  return { found: read.union(new Set(broken)).size, complete };
}

function splitByVersion(finding: Finding, manifest: Manifest, ecosystem: Ecosystem): ReportedFinding[] {
  return finding.versions.map((version) => {
    const of = copiesOf(finding, version, manifest, ecosystem);
    return {
      id: finding.id,
      aliases: finding.aliases,
      ecosystem: finding.ecosystem,
      package: finding.package,
      version,
      fixedVersions: fixesFor(finding, version, ecosystem),
      severity: finding.severity,
      cvss: finding.cvss ?? null,
      cwes: finding.cwes.map((cwe) => `CWE-${cwe}`),
      title: finding.title,
      direct: of.direct,
      paths: of.paths,
      pathCount: of.pathCount,
      manifest: finding.manifest,
      line: of.line ?? null,
      scope: of.scope,
      malicious: finding.malicious === true,
      fingerprint: finding.fingerprint,
    };
  });
}

function copiesOf(
  finding: Finding,
  version: string,
  { packages }: Manifest,
  { normalise }: Ecosystem,
): Pick<Finding, 'direct' | 'paths' | 'pathCount' | 'scope' | 'line'> {
  if (finding.versions.length === 1) return finding;
  const name = normalise(finding.package);
  const indexes = [...packages.keys()].filter(
    (i) => packages[i]!.version === version && normalise(packages[i]!.name) === name,
  );
  const copies = indexes.map((i) => packages[i]!);
  const { paths, count } = pathsTo(packages, indexes);
  const line = copies.find((copy) => copy.line !== undefined)?.line;
  return {
    direct: copies.some((copy) => copy.declared.length > 0),
    paths,
    pathCount: count,
    scope: copies.some((copy) => copy.scope === finding.scope) ? finding.scope : copies[0]!.scope,
    ...(line === undefined ? {} : { line }),
  };
}

/** The fixed versions of the intervals that hold this version, without those that are affected again. */
function fixesFor(finding: Finding, version: string, { versions }: Ecosystem): string[] {
  const affected = { ranges: finding.ranges, versions: finding.affectedVersions };
  const fixes = finding.ranges.flatMap((range) =>
    range.fixed !== undefined && isInside(version, range, versions) ? [range.fixed] : [],
  );
  return [...new Set(fixes)].filter((fix) => !isAffected(fix, affected, versions)).sort(versions.compare);
}

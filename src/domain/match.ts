import type { Advisory, AdvisoryIndex } from './advisory.ts';
import { isAffected, isInside } from './affected.ts';
import type { Finding } from './finding.ts';
import { fingerprintOf } from './fingerprint.ts';
import type { Dependency, EcosystemId, Inventory, Manifest, Scope } from './inventory.ts';
import { pathsTo } from './paths.ts';
import { compareSeverity, type Severity } from './severity.ts';
import type { Versioning } from './version.ts';

/** The rules of an ecosystem that matching needs; `undefined` for one that nobody knows. */
export type RulesOf = (
  ecosystem: EcosystemId,
) => { versions: Versioning; normalise(name: string): string } | undefined;

/**
 * Which known vulnerabilities an inventory has. In words:
 * 1. A package is looked up by its normalised name; packages that come from git or a folder, or have no version, are
 *    not judged: nothing says which published version they are.
 * 2. A copy is affected when any advisory lists its version or has it inside an interval (OSV's algorithm).
 * 3. Advisories that share an id or alias are one vulnerability; its name is GHSA before CVE before the rest.
 * 4. All copies of a package in one manifest that one vulnerability affects are one finding.
 * Ordered by severity, package, id, manifest.
 */
export function match(inventory: Inventory, advisories: AdvisoryIndex, rulesOf: RulesOf): Finding[] {
  return inventory.manifests
    .flatMap((manifest) => matchManifest(manifest, advisories, rulesOf))
    .sort(compareFindings);
}

/** The order in which findings are shown everywhere: malware, then worst first. */
export function compareFindings(a: Finding, b: Finding): number {
  return (
    Number(b.malicious ?? false) - Number(a.malicious ?? false) ||
    compareSeverity(b.severity, a.severity) ||
    (b.cvss ?? 0) - (a.cvss ?? 0) ||
    compareText(a.package, b.package) ||
    compareText(a.id, b.id) ||
    compareText(a.manifest, b.manifest)
  );
}

function matchManifest(manifest: Manifest, advisories: AdvisoryIndex, rulesOf: RulesOf): Finding[] {
  const rules = rulesOf(manifest.ecosystem);
  if (rules === undefined) return [];
  const findings: Finding[] = [];
  for (const [name, copies] of copiesByName(manifest, rules.normalise)) {
    const known = advisories.lookup(manifest.ecosystem, name);
    if (known.length === 0) continue;
    for (const group of groupByAlias(known)) {
      const finding = judgeGroup(manifest, copies, group, rules.versions);
      if (finding !== undefined) findings.push(finding);
    }
  }
  return findings;
}

function copiesByName(manifest: Manifest, normalise: (name: string) => string): Map<string, number[]> {
  const byName = new Map<string, number[]>();
  for (const [index, { name, version, origin }] of manifest.packages.entries()) {
    if (origin === 'git' || origin === 'local' || version === '') continue;
    const key = normalise(name);
    const copies = byName.get(key);
    if (copies === undefined) byName.set(key, [index]);
    else copies.push(index);
  }
  return byName;
}

/** Advisories that are the same vulnerability, best known name first. */
function groupByAlias(advisories: readonly Advisory[]): Advisory[][] {
  const groups: { ids: Set<string>; members: Advisory[] }[] = [];
  for (const advisory of advisories) {
    const ids = new Set([advisory.id, ...advisory.aliases]);
    const members = [advisory];
    for (const [index, group] of [...groups.entries()].reverse()) {
      if (ids.isDisjointFrom(group.ids)) continue;
      for (const id of group.ids) ids.add(id);
      members.unshift(...group.members);
      groups.splice(index, 1);
    }
    groups.push({ ids, members });
  }
  return groups.map((group) => group.members.sort((a, b) => compareIds(a.id, b.id)));
}

function judgeGroup(
  manifest: Manifest,
  copies: number[],
  group: Advisory[],
  versions: Versioning,
): Finding | undefined {
  const affected = copies.filter((index) =>
    group.some((advisory) => isAffected(manifest.packages[index]!.version, advisory, versions)),
  );
  if (affected.length === 0) return undefined;
  const packages = affected.map((index) => manifest.packages[index]!);
  const installed = [...new Set(packages.map((p) => p.version))].sort(versions.compare);
  const ids = [...new Set(group.flatMap((advisory) => [advisory.id, ...advisory.aliases]))].sort(compareIds);
  const identity = {
    ecosystem: manifest.ecosystem,
    package: packages[0]!.name,
    manifest: manifest.path,
    id: ids[0]!,
  };
  const severe = mostSevere(group);
  const line = packages.find((p) => p.line !== undefined)?.line;
  const { paths, count } = pathsTo(manifest.packages, affected);
  return {
    fingerprint: fingerprintOf(identity),
    ...identity,
    aliases: ids.slice(1).sort(compareText),
    title: group[0]!.title,
    versions: installed,
    scope: strongestScope(packages),
    direct: packages.some((p) => p.declared.length > 0),
    severity: severe.severity,
    ...(severe.cvss === undefined ? {} : { cvss: severe.cvss }),
    cwes: [...new Set(group.flatMap((advisory) => advisory.cwes))].sort((a, b) => a - b),
    ...(group.some((advisory) => advisory.malicious) ? { malicious: true } : {}),
    fixedVersions: fixesFor(installed, group, versions),
    ranges: group.flatMap((advisory) => advisory.ranges),
    affectedVersions: [...new Set(group.flatMap((advisory) => advisory.versions))],
    paths,
    pathCount: count,
    ...(line === undefined ? {} : { line }),
  };
}

/** First fixed versions of the intervals that hold an installed version, without those that are affected again. */
function fixesFor(installed: string[], group: Advisory[], versions: Versioning): string[] {
  const fixes = new Set<string>();
  for (const version of installed) {
    for (const range of group.flatMap((advisory) => advisory.ranges)) {
      if (range.fixed !== undefined && isInside(version, range, versions)) fixes.add(range.fixed);
    }
  }
  return [...fixes]
    .filter((fix) => !group.some((advisory) => isAffected(fix, advisory, versions)))
    .sort(versions.compare);
}

/** The best named advisory's own severity; where it has none, the worst that another source gives. */
function mostSevere(group: Advisory[]): { severity: Severity; cvss?: number } {
  const rated = group.filter((advisory) => advisory.severity !== 'unknown');
  const withScore = rated.filter((advisory) => advisory.cvss !== undefined);
  const best = withScore[0] ?? rated.toSorted((a, b) => compareSeverity(b.severity, a.severity))[0];
  if (best === undefined) return { severity: 'unknown' };
  return best.cvss === undefined ? { severity: best.severity } : { severity: best.severity, cvss: best.cvss };
}

const scopeOrder: Scope[] = ['runtime', 'optional', 'peer', 'build', 'test', 'dev'];

function strongestScope(packages: Dependency[]): Scope {
  return scopeOrder.find((scope) => packages.some((p) => p.scope === scope)) ?? 'runtime';
}

/** GHSA before CVE before the rest, then alphabetical. */
function compareIds(a: string, b: string): number {
  return idClass(a) - idClass(b) || compareText(a, b);
}

function idClass(id: string): number {
  if (id.startsWith('GHSA-')) return 0;
  return id.startsWith('CVE-') ? 1 : 2;
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

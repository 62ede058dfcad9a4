import about from '../../../package.json' with { type: 'json' };
import type { Finding } from '../../domain/finding.ts';
import type { Change } from '../../domain/plan.ts';
import type { Severity } from '../../domain/severity.ts';
import { unifiedDiff } from './diff.ts';
import type { FixResult } from './fix-folder.ts';

/** What `suture fix --json` prints. Fields are added, never changed, while `schemaVersion` stays. */
export interface FixReport {
  schemaVersion: 1;
  suture: string;
  root: string;
  dryRun: boolean;
  fixed: ReportedFinding[];
  /** Still open, each with the reasons why every way fell away. */
  left: (ReportedFinding & { because: string[] })[];
  changes: ReportedChange[];
  /** Changes that were tried and did not hold. */
  refuted: { package: string; manifest: string; how: string; changes: string[]; because: string }[];
  files: { path: string; diff: string }[];
  summary: { before: number; fixed: number; left: number; changes: number };
}

export interface ReportedFinding {
  id: string;
  aliases: string[];
  package: string;
  versions: string[];
  severity: Severity;
  manifest: string;
  fingerprint: string;
}

export interface ReportedChange {
  how: Change['how'];
  package: string;
  from: string | null;
  to: string;
  file: string;
  within: string[];
  /** The package whose findings made it necessary. */
  for: string;
  why: string;
}

export function makeFixReport(result: FixResult, root: string, dryRun: boolean): FixReport {
  const open = new Set(result.after.findings.map(({ fingerprint }) => fingerprint));
  const fixed = result.before.findings.filter(({ fingerprint }) => !open.has(fingerprint));
  const changes = combine(
    result.steps.flatMap(({ target, candidate }) =>
      candidate.changes.map((change) => toReported(change, target.package, candidate.why)),
    ),
  );
  return {
    schemaVersion: 1,
    suture: about.version,
    root,
    dryRun,
    fixed: fixed.map(shortened),
    left: result.after.findings.map((finding) => ({
      ...shortened(finding),
      because: reasons(finding, result),
    })),
    changes,
    refuted: result.refuted.map(({ target, candidate, because }) => ({
      package: target.package,
      manifest: target.manifest,
      how: candidate.how,
      changes: candidate.changes.map(describe),
      because,
    })),
    files: result.edits.map(({ path, after }) => ({
      path,
      diff: unifiedDiff(path, result.original.get(path) ?? '', after ?? ''),
    })),
    summary: {
      before: result.before.findings.length,
      fixed: fixed.length,
      left: result.after.findings.length,
      changes: changes.length,
    },
  };
}

/** `minimist 1.2.0 → 1.2.6`, with the packages an override is scoped to. */
export function describe({
  name,
  from,
  to,
  within,
}: {
  name: string;
  from?: string | null;
  to: string;
  within?: string[];
}): string {
  return `${[...(within ?? []), name].join(' › ')} ${from == null ? '' : `${from} → `}${to}`;
}

/** What one step raised and a later one raised again is one change, from the first to the last. */
function combine(changes: ReportedChange[]): ReportedChange[] {
  const combined: ReportedChange[] = [];
  for (const change of changes) {
    const same = combined.findLastIndex(
      (one) =>
        one.file === change.file &&
        one.package === change.package &&
        one.within.join('\0') === change.within.join('\0') &&
        (one.to === change.from || one.to === change.to),
    );
    if (same === -1) combined.push(change);
    else combined[same] = { ...combined[same]!, to: change.to, why: change.why };
  }
  return combined;
}

function toReported(
  { how, name, from, to, file, within }: Change,
  target: string,
  why: string,
): ReportedChange {
  return { how, package: name, from: from ?? null, to, file, within: within ?? [], for: target, why };
}

function shortened(finding: Finding): ReportedFinding {
  const { id, aliases, package: name, versions, severity, manifest, fingerprint } = finding;
  return { id, aliases, package: name, versions, severity, manifest, fingerprint };
}

function reasons(finding: Finding, { left }: FixResult): string[] {
  const attempted = left.find(({ target }) => target.fingerprints.includes(finding.fingerprint));
  if (attempted === undefined) return [`no release of ${finding.package} is known to be free of it`];
  const { plan, refuted } = attempted;
  return [
    ...new Set([
      ...plan.rejected.map(({ because }) => because),
      ...refuted.map(({ candidate, because }) => `${candidate.changes.map(describe).join(', ')}: ${because}`),
    ]),
  ];
}

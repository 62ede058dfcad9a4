import { compareSeverity, type Severity } from '../../domain/severity.ts';
import { type ExitCode, exitCodes } from '../exit.ts';
import { isFixable, type ReportedFinding, type ScanReport } from './report.ts';

/** What ends a scan with the exit code 1. */
export interface Threshold {
  /** This severity or a worse one; `none`: findings never do. */
  failOn: 'critical' | 'high' | 'medium' | 'low' | 'none';
  /** Only findings with a known fixed version count. */
  onlyFixable: boolean;
  /** A file that could not be read whole does not end the scan with the exit code 4. */
  allowPartial: boolean;
}

/** The exit code of a scan, and the reason in one line where it is not 0. */
export function judgeScan(report: ScanReport, threshold: Threshold): { code: ExitCode; because?: string } {
  const { found, complete } = report.summary.manifests;
  if (found === 0) return { code: exitCodes.nothing, because: `nothing to scan in ${report.root}` };
  if (complete < found && !threshold.allowPartial)
    return {
      code: exitCodes.partial,
      because: `only ${complete} of ${found} manifests could be read whole (--allow-partial accepts that)`,
    };
  const counted = report.findings.filter((finding) => counts(finding, threshold));
  if (counted.length === 0) return { code: exitCodes.clean };
  const kind = threshold.onlyFixable ? ' with a fixed version' : '';
  return {
    code: exitCodes.findings,
    because: `${counted.length} finding${counted.length === 1 ? '' : 's'} of severity ${threshold.failOn} or worse${kind}`,
  };
}

/** Malware counts as critical whatever its record says; a vulnerability that nobody has rated may be anything. */
function counts(finding: ReportedFinding, { failOn, onlyFixable }: Threshold): boolean {
  if (failOn === 'none' || (onlyFixable && !isFixable(finding))) return false;
  const severity: Severity = finding.malicious
    ? 'critical'
    : finding.severity === 'unknown'
      ? 'low'
      : finding.severity;
  return compareSeverity(severity, failOn) >= 0;
}

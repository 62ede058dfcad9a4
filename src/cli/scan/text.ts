import { styleText } from 'node:util';
import type { Problem } from '../../domain/problem.ts';
import { type Severity, severities } from '../../domain/severity.ts';
import type { CliContext } from '../context.ts';
import { formatTable } from '../table.ts';
import { gapsOf, type ReportedFinding, type ScanReport } from './report.ts';

type Look = Pick<CliContext, 'color' | 'columns'>;

/** The report for people: totals, a row a finding (a block each below 80 columns), what was not read, what to do next. */
export function formatScan(
  report: ScanReport,
  problems: readonly Problem[],
  path: string,
  look: Look,
): string {
  const { summary, findings } = report;
  const parts = [findings.length === 0 ? formatClean(report) : formatTotals(report, look)];
  if (findings.length > 0) parts.push('', formatFindings(findings, look));
  parts.push(...formatCoverage(summary.manifests, problems));
  if (findings.length > 0) parts.push('', nextCommand(report, path));
  return `${parts.join('\n')}\n`;
}

function formatTotals({ summary }: ScanReport, { color }: Look): string {
  const counts = severities
    .toReversed()
    .flatMap((severity) =>
      summary.bySeverity[severity] > 0 ? [`${summary.bySeverity[severity]} ${severity}`] : [],
    );
  const total = `${summary.findings} known vulnerabilit${summary.findings === 1 ? 'y' : 'ies'}`;
  const bold = color ? paint(['bold'], total) : total;
  return `${bold}: ${counts.join(', ')}; ${summary.fixable} with a fixed version`;
}

function formatClean({ summary, database }: ScanReport): string {
  const what = `${plural(summary.manifests.found, 'manifest')}, ${plural(summary.packages, 'package')}`;
  const when = database.builtAt.slice(0, 16).replace('T', ' ');
  return `No known vulnerabilities: ${what}, advisories of ${when} UTC`;
}

/** Below this width a path says too little; then each finding gets a block of lines. */
const narrowestPath = 12;

/** Only the path gives way when the terminal is narrow: versions and ids are there to be read and copied. */
function formatFindings(findings: readonly ReportedFinding[], look: Look): string {
  const others = findings.map((finding) => [
    finding.malicious ? 'malware' : finding.severity,
    upgradeOf(finding),
    finding.id,
    printable(finding.manifest),
  ]);
  const head = ['SEVERITY', 'PACKAGE', 'ADVISORY', 'FILE'];
  const taken = head.map((title, i) => Math.max(title.length, ...others.map((row) => row[i]!.length)) + 2);
  const room = look.columns - taken.reduce((sum, width) => sum + width, 0);
  if (look.columns < 80 || room < narrowestPath)
    return findings.map((finding) => formatBlock(finding, look)).join('\n\n');
  const rows = findings.map((finding, i) => {
    const [, upgrade, id, file] = others[i] as [string, string, string, string];
    return [severityOf(finding, look), upgrade, id, pathOf(finding, room), file];
  });
  return formatTable(['SEVERITY', 'PACKAGE', 'ADVISORY', 'PATH', 'FILE'], rows, look.columns).trimEnd();
}

function formatBlock(finding: ReportedFinding, look: Look): string {
  return [
    `${severityOf(finding, look)}  ${upgradeOf(finding)}`,
    `  ${finding.id}  ${printable(finding.title)}`,
    `  ${pathOf(finding, look.columns - 2)}`,
    `  ${printable(finding.manifest)}`,
  ].join('\n');
}

/** Whether to colour was decided by the context; `styleText` would ask the stream again. */
function paint(style: readonly Style[], text: string): string {
  return styleText([...style], text, { validateStream: false });
}

type Style = 'bold' | 'red' | 'yellow' | 'blue' | 'dim';

const colors: Record<Severity, readonly Style[]> = {
  critical: ['bold', 'red'],
  high: ['red'],
  medium: ['yellow'],
  low: ['blue'],
  none: ['dim'],
  unknown: ['dim'],
};

function severityOf({ severity, malicious }: ReportedFinding, { color }: Look): string {
  const word = malicious ? 'malware' : severity;
  return color ? paint(colors[malicious ? 'critical' : severity], word) : word;
}

function upgradeOf({ package: name, version, fixedVersions, malicious }: ReportedFinding): string {
  const fix = malicious ? 'remove it' : (fixedVersions[0] ?? 'no fix known');
  return printable(`${name}@${version} → ${fix}`);
}

/** `direct`, or the shortest chain of names, its middle left out where it is too long, and how many more there are. */
function pathOf({ direct, paths, pathCount }: ReportedFinding, room: number): string {
  const more = pathCount > 1 ? ` +${pathCount - 1}` : '';
  if (direct) return `direct${more}`;
  const names = (paths[0] ?? []).map((step) => printable(step.slice(0, step.lastIndexOf('@'))));
  if (names.length === 0) return 'not required by anything';
  const forms = [names.join(' › '), `${names[0]} › … › ${names.at(-1)}`, `${names[0]} › …`];
  const chain = forms.find((form) => form.length + more.length <= room);
  return (chain ?? `${names[0]!.slice(0, room - more.length - 1)}…`) + more;
}

function formatCoverage(
  { found, complete }: { found: number; complete: number },
  problems: readonly Problem[],
): string[] {
  const notes = problems.filter((problem) => problem.harmless);
  const gaps = gapsOf(problems);
  const told = [...gaps, ...notes].map(
    ({ message, remedy }) => `  ${printable(message)}${remedy === undefined ? '' : ` ${printable(remedy)}`}`,
  );
  if (told.length === 0) return [];
  const head = complete < found ? `${complete} of ${found} manifests could be read whole:` : 'Notes:';
  return ['', head, ...told];
}

function nextCommand({ summary }: ScanReport, path: string): string {
  return summary.fixable > 0 ? `Next: suture fix ${path}` : `Next: suture scan --json ${path}`;
}

function plural(count: number, noun: string): string {
  return `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;
}

/** Names and paths come from strangers: nothing in them may steer a terminal, or turn the text around. */
export function printable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g, '�');
}

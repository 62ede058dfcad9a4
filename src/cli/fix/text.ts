import { styleText } from 'node:util';
import type { CliContext } from '../context.ts';
import { printable } from '../scan/text.ts';
import { describe, type FixReport } from './report.ts';

type Look = Pick<CliContext, 'color' | 'columns'>;

const names: Record<string, string> = {
  lockfile: 'in the wanted range',
  direct: 'dependency raised',
  parent: 'parent raised',
  override: 'override',
};

/** The report for people: what changed and why, what did not hold, what is left and why, the difference if asked. */
export function formatFix(report: FixReport, look: Look): string {
  const { changes, refuted, left, files, dryRun } = report;
  const parts: string[] = [];
  const section = (title: string, lines: string[]) => {
    if (lines.length > 0) parts.push(bold(title, look), ...lines, '');
  };
  section(
    dryRun ? 'Would change' : 'Changed',
    [...Map.groupBy(changes, ({ why }) => why)].flatMap(([why, group]) => [
      ...group.map(
        (change) =>
          `  ${describe({ ...change, name: change.package })}  (${names[change.how]}, ${change.file})`,
      ),
      `    ${why}`,
    ]),
  );
  section(
    'Tried and refuted',
    refuted.map((one) => `  ${one.changes.join(', ')}: ${one.because}`),
  );
  section(
    'Cannot be fixed',
    [...Map.groupBy(left, (finding) => `${finding.manifest}\0${finding.package}`).values()].flatMap(
      (group) => [
        `  ${group[0]!.package} ${group[0]!.versions.join(', ')} in ${group[0]!.manifest} (${group.map(({ severity, id }) => `${severity} ${id}`).join(', ')})`,
        ...group[0]!.because.map((because) => `    because ${because}`),
      ],
    ),
  );
  const told = parts.map(printable);
  if (dryRun && files.length > 0)
    told.push(bold('Difference', look), ...files.map(({ diff }) => diffLines(diff)));
  return `${[...told, summarise(report)].join('\n')}\n`;
}

function summarise({ summary, dryRun, files }: FixReport): string {
  const { before, fixed, changes } = summary;
  if (before === 0) return 'No known vulnerabilities: nothing to fix.';
  const what = `${fixed} of ${before} finding${before === 1 ? '' : 's'} by ${changes} change${changes === 1 ? '' : 's'}`;
  const where = files.length === 0 ? '' : ` in ${files.map(({ path }) => printable(path)).join(', ')}`;
  return dryRun ? `would fix ${what}${where}; nothing was written` : `fixed ${what}${where}`;
}

/** Line by line, for `printable` would take the line ends as well. */
function diffLines(diff: string): string {
  return diff.split('\n').map(printable).join('\n');
}

function bold(text: string, { color }: Look): string {
  return color ? styleText('bold', text, { validateStream: false }) : text;
}

import type { Finding } from '../../domain/finding.ts';
import type { PlanState } from '../../domain/fix.ts';
import type { Change, Rejected } from '../../domain/plan.ts';
import { code, plain, plural, table } from './markdown.ts';
import { countsOf, movementOf } from './title.ts';

/** Data Center stores 32,768 characters; well below it, so that both editions show the same. */
const limit = 24_000;
const rowsShown = 20;

/**
 * The pull request's text: what changes, each advisory with severity and path, the proof, why this version, what to do.
 * The same plain Markdown for both editions. The first screen (25 lines) holds the verdict and the advisories.
 */
export function descriptionOf(state: PlanState, findings: readonly Finding[]): string {
  const fix = state.fix!;
  const resolved = findings.filter((finding) => fix.resolves.includes(finding.fingerprint));
  const text = [
    verdict(state, resolved),
    advisories(resolved),
    whatChanges(state),
    howChecked(state),
    whyThisVersion(state),
    whatToDo(state),
  ].join('\n\n');
  return `${text.slice(0, limit)}\n\n${markerOf(state)}`;
}

/** Hidden by both editions as an unused link definition, as long as a blank line stands before it. */
export function markerOf(state: PlanState): string {
  return `[//]: # (suture:v1 plan=${state.plan.id} digest=${state.fix!.digest.slice(0, 12)})`;
}

function verdict(state: PlanState, resolved: readonly Finding[]): string {
  const { package: name, manifest } = state.plan.target;
  const verb = {
    lockfile: 'Refreshes',
    direct: 'Upgrades',
    parent: 'Upgrades what brings in',
    override: 'Overrides',
  };
  const how = verb[state.fix!.candidate.how];
  const what = plain(movementOf(name, state.fix!).replace(/^remove /, ''));
  return `**${how} ${what} and closes ${plural(resolved.length, 'known vulnerability', 'known vulnerabilities')} (${countsOf(resolved)}).** Manifest: ${code(manifest)}.`;
}

function advisories(resolved: readonly Finding[]): string {
  const rows = resolved
    .slice(0, rowsShown)
    .map((finding) => [
      [finding.id, ...finding.aliases.filter((id) => id.startsWith('CVE-')).slice(0, 2)]
        .map(linkTo)
        .join(', '),
      `${finding.severity[0]!.toUpperCase()}${finding.severity.slice(1)}${finding.cvss === undefined ? '' : ` ${finding.cvss.toFixed(1)}`}`,
      plain(finding.title),
      `${plain(finding.versions.join(', '))} (${finding.scope})`,
      pathOf(finding),
    ]);
  const more =
    resolved.length > rowsShown ? `\n\nAnd ${resolved.length - rowsShown} more of the same package.` : '';
  return table(['Advisory', 'Severity', 'What it is', 'Installed', 'Comes in through'], rows) + more;
}

function linkTo(id: string): string {
  return /^[A-Za-z0-9.-]+$/.test(id) ? `[${id}](https://osv.dev/vulnerability/${id})` : plain(id);
}

function pathOf(finding: Finding): string {
  const [shortest] = finding.paths;
  const more = finding.pathCount > 1 ? ` +${finding.pathCount - 1}` : '';
  if (shortest === undefined || shortest.length < 2) return `direct dependency${more}`;
  return `${shortest.map((step) => plain(step, 60)).join(' › ')}${more}`;
}

function whatChanges(state: PlanState): string {
  const fix = state.fix!;
  const written = fix.candidate.changes.map((change) => `- ${code(change.file)}: ${changeText(change)}`);
  const files = fix.edits.map((edit) => code(edit.path)).join(', ');
  const moved = fix.changed.filter((change) => change.from !== undefined && change.to !== undefined);
  const added = fix.changed.filter((change) => change.from === undefined);
  const removed = fix.changed.filter((change) => change.to === undefined);
  const list = fix.changed
    .slice(0, rowsShown)
    .map((change) => `${plain(change.name)} ${change.from ?? '(new)'} → ${change.to ?? '(gone)'}`)
    .join(', ');
  const more = fix.changed.length > rowsShown ? ` and ${fix.changed.length - rowsShown} more` : '';
  return [
    '### What changes',
    '',
    ...new Set(written),
    `- Files: ${files}`,
    `- Packages: ${moved.length} moved, ${added.length} added, ${removed.length} removed: ${list}${more}`,
  ].join('\n');
}

function changeText(change: Change): string {
  const within = change.within?.length
    ? ` inside ${change.within.map((name) => code(name)).join(' › ')}`
    : '';
  if (change.how === 'override') return `override ${code(change.name)} with ${code(change.to)}${within}`;
  return `${code(change.name)} ${change.from === undefined ? '' : `${code(change.from)} `}→ ${code(change.to)}`;
}

function howChecked(state: PlanState): string {
  const fix = state.fix!;
  const rows = [
    ['Known vulnerabilities in the changed manifest', String(fix.before), `${fix.after}, none new`],
    ['Affected copies of this package', plain(state.plan.target.versions.join(', ')), 'none'],
    ['Packages lowered to an older version', '–', 'none'],
  ];
  return [
    `### How it was checked (on ${state.commit.slice(0, 12)})`,
    '',
    'The changed files were read and matched against the advisories again.',
    '',
    table(['Check', 'Before', 'After'], rows),
    '',
    'No script of any package was run. Whether your code still works, your own build on this pull request tells.',
  ].join('\n');
}

function whyThisVersion(state: PlanState): string {
  const rejected = state.rejected.map(rejectedText);
  const others = rejected.length === 0 ? [] : ['', 'Less intrusive ways that do not do it:', '', ...rejected];
  return ['### Why this way', '', plain(state.fix!.candidate.why, 400), ...others].join('\n');
}

function rejectedText({ how, because }: Rejected): string {
  const names = {
    lockfile: 'Refreshing the lockfile',
    direct: 'Raising the dependency',
    parent: 'Raising its parent',
    override: 'An override',
  };
  return `- ${names[how]}: ${plain(because, 300)}`;
}

function whatToDo(state: PlanState): string {
  const review =
    state.fix!.candidate.how === 'override'
      ? ' An override stays until you remove it: remove it once the parent package asks for a fixed version itself.'
      : '';
  return [
    '### What you can do',
    '',
    `Merge when your build is green.${review} Push to this branch and Suture leaves it to you. Decline, and Suture does not open it again for these vulnerabilities.`,
  ].join('\n');
}

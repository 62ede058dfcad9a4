import type { Finding } from '../../domain/finding.ts';
import type { Fix, PlanState } from '../../domain/fix.ts';
import { severities } from '../../domain/severity.ts';

/** Both editions show about this much of a title in lists. */
const limit = 72;

/** `fix(deps): minimist 1.2.0 → 1.2.6 (1 critical, 1 medium)`; the counts go first where it gets too long. */
export function titleOf(
  state: PlanState,
  findings: readonly Pick<Finding, 'fingerprint' | 'severity'>[],
): string {
  const fix = state.fix!;
  const resolved = findings.filter((finding) => fix.resolves.includes(finding.fingerprint));
  const what = `fix(deps): ${movementOf(state.plan.target.package, fix)}`;
  const counts = countsOf(resolved);
  const full = counts === '' ? what : `${what} (${counts})`;
  if (full.length <= limit) return full;
  return what.length <= limit ? what : `${what.slice(0, limit - 1)}…`;
}

/** `1 critical, 2 high`, worst first. */
export function countsOf(findings: readonly Pick<Finding, 'severity'>[]): string {
  return [...severities]
    .reverse()
    .map((severity) => ({
      severity,
      count: findings.filter((finding) => finding.severity === severity).length,
    }))
    .filter(({ count }) => count > 0)
    .map(({ severity, count }) => `${count} ${severity}`)
    .join(', ');
}

/** `minimist 1.2.0 → 1.2.6`, or what replaced a package that went away. */
export function movementOf(name: string, fix: Fix): string {
  const moves = fix.changed.filter((change) => change.name === name);
  const from = moves.flatMap((move) => move.from ?? []);
  const to = moves.flatMap((move) => move.to ?? []);
  if (from.length === 0) return name;
  return to.length === 0
    ? `remove ${name} ${from.join(', ')}`
    : `${name} ${from.join(', ')} → ${to.join(', ')}`;
}

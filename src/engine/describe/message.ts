import type { Finding } from '../../domain/finding.ts';
import type { PlanState } from '../../domain/fix.ts';
import { titleOf } from './title.ts';

/** The commit's message: title, the advisories it closes, and a trailer that names the plan. */
export function messageOf(state: PlanState, findings: readonly Finding[]): string {
  const closed = findings
    .filter((finding) => state.fix!.resolves.includes(finding.fingerprint))
    .map((finding) =>
      `- ${finding.id} (${finding.severity}): ${finding.title}`.replace(/[\p{Cc}\s]+/gu, ' ').slice(0, 200),
    );
  return `${titleOf(state, findings)}\n\nCloses:\n${closed.slice(0, 50).join('\n')}\n\nSuture-Plan: ${state.plan.id}\n`;
}

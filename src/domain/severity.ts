export const severities = ['unknown', 'none', 'low', 'medium', 'high', 'critical'] as const;

/** The CVSS qualitative scale; `unknown` where no source gives a vector or a word. */
export type Severity = (typeof severities)[number];

/** Orders severities from `unknown` (lowest) to `critical`. */
export function compareSeverity(a: Severity, b: Severity): number {
  return severities.indexOf(a) - severities.indexOf(b);
}

/** Band of a CVSS base score, by table 14 of the CVSS 3.1 specification (4.0 uses the same bands). */
export function severityOfScore(score: number): Severity {
  if (score >= 9) return 'critical';
  if (score >= 7) return 'high';
  if (score >= 4) return 'medium';
  return score > 0 ? 'low' : 'none';
}

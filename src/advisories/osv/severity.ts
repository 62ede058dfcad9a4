import cvss from 'ae-cvss-calculator';
import { type Severity, severityOfScore } from '../../domain/severity.ts';

export interface Rating {
  severity: Severity;
  cvss?: number;
  vector?: string;
}

/** Rates by OSV's `severity` entries and, failing these, by words like GitHub's MODERATE. */
export type Rate = (entries: readonly { type: string; score: string }[], words: readonly string[]) => Rating;

/**
 * The base score of the newest CVSS version that has a readable vector: 4 before 3.1 before 3.0 before 2. Threat and
 * environment metrics that came with the vector are left out of the score, as they are somebody else's.
 * Scores are remembered by vector: 250,000 records have a few thousand distinct ones, and one of version 4 costs 0.1 ms.
 */
export function makeRate(): Rate {
  const scores = new Map<string, number | undefined>();
  return (entries, words) => {
    for (const version of versions) {
      for (const { type, score: vector } of entries) {
        if (!version.takes(type, vector)) continue;
        if (!scores.has(vector)) scores.set(vector, scoreOf(version, vector));
        const score = scores.get(vector);
        if (score !== undefined) return { severity: version.band(score), cvss: score, vector };
      }
    }
    const word = [...words, ...entries.map((entry) => entry.score)].map(severityOfWord);
    return { severity: word.find((severity) => severity !== undefined) ?? 'unknown' };
  };
}

interface CvssVersion {
  takes(type: string, vector: string): boolean;
  parse(vector: string): cvss.Cvss4P0 | cvss.Cvss3P1 | cvss.Cvss3P0 | cvss.Cvss2;
  band(score: number): Severity;
}

/** CVSS 2 knows no "critical": NVD calls 7.0 to 10.0 high. */
const bandOfV2 = (score: number): Severity => (score >= 7 ? 'high' : score >= 4 ? 'medium' : 'low');

const versions: readonly CvssVersion[] = [
  {
    takes: (_, vector) => vector.startsWith('CVSS:4.0/'),
    parse: (vector) => new cvss.Cvss4P0(vector),
    band: severityOfScore,
  },
  {
    takes: (_, vector) => vector.startsWith('CVSS:3.1/'),
    parse: (vector) => new cvss.Cvss3P1(vector),
    band: severityOfScore,
  },
  {
    takes: (_, vector) => vector.startsWith('CVSS:3.0/'),
    parse: (vector) => new cvss.Cvss3P0(vector),
    band: severityOfScore,
  },
  {
    takes: (type, vector) => type === 'CVSS_V2' && !vector.startsWith('CVSS:'),
    parse: (vector) => new cvss.Cvss2(vector),
    band: bandOfV2,
  },
];

function scoreOf(version: CvssVersion, vector: string): number | undefined {
  if (!/^[\w:./-]{1,250}$/.test(vector)) return undefined;
  try {
    const parsed = version.parse(vector);
    // The calculator scores an incomplete vector of version 4 as 0: harmless, which nobody said.
    if (!parsed.isBaseFullyDefined()) return undefined;
    const scores = parsed.calculateScores();
    return 'baseMetricsOnly' in scores ? scores.baseMetricsOnly : scores.base;
  } catch {
    // It throws on vectors with unknown metrics; such a vector says nothing.
    return undefined;
  }
}
const words: ReadonlyMap<string, Severity> = new Map([
  ['none', 'none'],
  ['negligible', 'low'],
  ['low', 'low'],
  ['moderate', 'medium'],
  ['medium', 'medium'],
  ['high', 'high'],
  ['important', 'high'],
  ['critical', 'critical'],
]);

function severityOfWord(word: string): Severity | undefined {
  return words.get(word.toLowerCase());
}

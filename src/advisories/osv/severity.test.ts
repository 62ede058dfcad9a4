import { describe, expect, it } from 'vitest';
import { makeRate, type Rating } from './severity.ts';

const v2 = 'AV:N/AC:L/Au:N/C:P/I:P/A:P';
const v2Worst = 'AV:N/AC:L/Au:N/C:C/I:C/A:C';
const v30 = 'CVSS:3.0/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N';
const v31 = 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H';
const v31Threat = `${v31}/E:U/RL:O`;
const v31None = 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N';
const v4 = 'CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N';
const v4Threat = `${v4}/E:U`;

// Scores by the calculators of FIRST.
const cases: [name: string, vectors: [type: string, score: string][], words: string[], rating: Rating][] = [
  ['CVSS 2', [['CVSS_V2', v2]], [], { severity: 'high', cvss: 7.5, vector: v2 }],
  ['CVSS 2 has no "critical"', [['CVSS_V2', v2Worst]], [], { severity: 'high', cvss: 10, vector: v2Worst }],
  ['CVSS 3.0', [['CVSS_V3', v30]], [], { severity: 'medium', cvss: 6.1, vector: v30 }],
  ['CVSS 3.1', [['CVSS_V3', v31]], [], { severity: 'high', cvss: 7.5, vector: v31 }],
  ['CVSS 4.0', [['CVSS_V4', v4]], [], { severity: 'critical', cvss: 9.3, vector: v4 }],
  ['base score alone, 3.1', [['CVSS_V3', v31Threat]], [], { severity: 'high', cvss: 7.5, vector: v31Threat }],
  [
    'base score alone, 4.0',
    [['CVSS_V4', v4Threat]],
    [],
    { severity: 'critical', cvss: 9.3, vector: v4Threat },
  ],
  ['no impact', [['CVSS_V3', v31None]], ['HIGH'], { severity: 'none', cvss: 0, vector: v31None }],
  [
    'the newest version of several',
    [
      ['CVSS_V2', v2],
      ['CVSS_V3', v31],
      ['CVSS_V4', v4],
    ],
    ['LOW'],
    { severity: 'critical', cvss: 9.3, vector: v4 },
  ],
  [
    'an older one where the newer is broken',
    [
      ['CVSS_V4', 'CVSS:4.0/AV:N'],
      ['CVSS_V3', v31],
    ],
    [],
    { severity: 'high', cvss: 7.5, vector: v31 },
  ],
  [
    'metrics that do not exist',
    [['CVSS_V3', 'CVSS:3.1/AV:Q/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H']],
    [],
    { severity: 'unknown' },
  ],
  ['half a vector of version 2', [['CVSS_V2', 'AV:N/AC:L']], [], { severity: 'unknown' }],
  ['the wrong type told', [['CVSS_V3', v4]], [], { severity: 'critical', cvss: 9.3, vector: v4 }],
  ['the word of GitHub', [], ['MODERATE'], { severity: 'medium' }],
  ['a word among strange ones', [], ['NOT YET RATED', 'Critical'], { severity: 'critical' }],
  ['the word where the vector is broken', [['CVSS_V3', 'CVSS:3.1/AV:N/AC:L']], ['LOW'], { severity: 'low' }],
  ['a word in place of a vector', [['Ubuntu', 'medium']], [], { severity: 'medium' }],
  ['noise', [['CVSS_V3', `CVSS:3.1/${'A'.repeat(100_000)}`]], [], { severity: 'unknown' }],
  ['words like object members', [], ['constructor', '__proto__'], { severity: 'unknown' }],
  ['nothing', [], [], { severity: 'unknown' }],
];

describe('makeRate', () => {
  it.each(cases)('%s', (_, vectors, words, rating) => {
    const entries = vectors.map(([type, score]) => ({ type, score }));
    expect(makeRate()(entries, words)).toEqual(rating);
  });

  it('rates the same vector the same again', () => {
    const rate = makeRate();
    const entries = [{ type: 'CVSS_V3', score: v31 }];
    expect(rate(entries, [])).toEqual(rate(entries, []));
  });
});

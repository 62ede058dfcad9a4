import { describe, expect, it } from 'vitest';
import { findingOf, verifiedOf } from '../../../test/fakes/states.ts';
import { descriptionOf } from './description.ts';
import { messageOf } from './message.ts';
import { titleOf } from './title.ts';

const state = verifiedOf('minimist', {
  rejected: [{ how: 'lockfile', because: 'package.json asks for exactly 1.0.0' }],
});
const findings = [
  findingOf('minimist', {
    id: 'GHSA-xvch-5gv4-984h',
    aliases: ['CVE-2021-44906', 'NSWG-1'],
    title: 'Prototype pollution in minimist',
    severity: 'critical',
    cvss: 9.8,
    paths: [['minimist@1.0.0'], ['mkdirp@0.5.1', 'minimist@1.0.0']],
    pathCount: 2,
  }),
];

describe('the pull request', () => {
  it('says what, why, how it was checked and what to do', async () => {
    await expect(descriptionOf(state, findings)).toMatchFileSnapshot('testdata/minimist.md');
  });

  it('has a title that fits a list', () => {
    expect(titleOf(state, findings)).toBe('fix(deps): minimist 1.0.0 → 2.0.0 (1 critical)');
    const long = verifiedOf('@a-very-long-scope/with-an-even-longer-package-name-inside-of-it');
    expect(titleOf(long, findings).length).toBeLessThanOrEqual(72);
  });

  it('has a commit message with the advisories and the plan', () => {
    expect(messageOf(state, findings)).toBe(
      'fix(deps): minimist 1.0.0 → 2.0.0 (1 critical)\n\nCloses:\n- GHSA-xvch-5gv4-984h (critical): Prototype pollution in minimist\n\nSuture-Plan: plan-minimist\n',
    );
  });

  it('stays inside the limit of Data Center however much there is to say', () => {
    const many = Array.from({ length: 500 }, (_, i) =>
      findingOf(`p${i}`, {
        fingerprint: 'fingerprint-minimist',
        title: 'x'.repeat(500),
        paths: [Array(50).fill('y'.repeat(200))],
      }),
    );
    const text = descriptionOf(state, many);
    expect(text.length).toBeLessThan(30_000);
    expect(text).toMatch(/\n\n\[\/\/\]: # \(suture:v1 plan=plan-minimist digest=digest-minim\)$/);
  });

  const hostile = [
    '<img src=x onerror=alert(1)>',
    '](https://evil.invalid)',
    '| a | b |',
    '@everyone',
    '# heading\n\n- [ ] task',
    '`code`',
  ];
  it.each(hostile)('does not let %j out of its cell', (text) => {
    const body = descriptionOf(state, [
      { ...findings[0]!, title: text, versions: [text], paths: [[text, text]] },
    ]);
    expect(body).not.toContain('<img');
    expect(body).not.toMatch(/\]\(https:\/\/evil/);
    expect(body).not.toMatch(/@everyone/);
    const row = body.split('\n').find((line) => line.includes('GHSA-xvch'))!;
    expect(row.match(/(?<!\\)\|/g)).toHaveLength(6);
  });
});

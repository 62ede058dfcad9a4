import { describe, expect, it } from 'vitest';
import { advisoryOf, indexOf, inventoryOf } from '../../test/fakes/inventory.ts';
import { versions } from '../ecosystems/npm/versions.ts';
import type { Inventory } from './inventory.ts';
import { judge } from './judge.ts';
import { match } from './match.ts';
import type { Attempt, Candidate, FileEdit, Target } from './plan.ts';

const advisories = indexOf({
  bad: [advisoryOf('GHSA-bad', { ranges: [{ introduced: '0', fixed: '2.0.0' }] })],
  worse: [advisoryOf('GHSA-worse', { ranges: [{ introduced: '3.0.0' }] })],
});
const rulesOf = () => ({ versions, normalise: (name: string) => name });
const candidate: Candidate = { how: 'lockfile', changes: [], why: 'test' };

const edited: FileEdit[] = [{ path: 'package-lock.json', after: '{}' }];

function judgement(before: Inventory, after: Inventory, edits = edited) {
  const findings = match(before, advisories, rulesOf);
  const target: Target = {
    ecosystem: 'npm',
    manifest: 'package-lock.json',
    package: 'bad',
    versions: ['1.0.0'],
    avoid: { ranges: [], versions: [] },
    fingerprints: findings.filter((f) => f.package === 'bad').map((f) => f.fingerprint),
    malicious: false,
  };
  const attempt: Attempt = { status: 'changed', edits, after, summary: '' };
  return judge(
    attempt,
    candidate,
    target,
    { inventory: before, findings },
    { inventory: after, findings: match(after, advisories, rulesOf) },
    () => versions,
  );
}

describe('judging an attempt', () => {
  const before = inventoryOf(['app > a@1.0.0 > bad@1.0.0', 'app > c@2.0.0']);

  it('verifies what closes the target and brings nothing new', () => {
    expect(judgement(before, inventoryOf(['app > a@1.0.0 > bad@2.0.1', 'app > c@2.0.0']))).toMatchObject({
      verdict: 'verified',
      fix: {
        before: 1,
        after: 0,
        changed: [{ name: 'bad', from: '1.0.0', to: '2.0.1' }],
        resolves: [expect.any(String)],
      },
    });
  });

  it('verifies a package that went away', () => {
    const after = inventoryOf(['app > a@1.1.0', 'app > c@2.0.0']);
    expect(judgement(before, after)).toMatchObject({ verdict: 'verified', fix: { after: 0 } });
  });

  const refuted: [string, Inventory, string][] = [
    [
      'one copy stays',
      inventoryOf(['app > a@1.0.0 > bad@2.0.0', 'app > c@2.0.0 > bad@1.0.0']),
      'bad 1.0.0 would still be installed through c@2.0.0 (GHSA-bad)',
    ],
    [
      'another vulnerability comes',
      inventoryOf(['app > a@1.0.0 > bad@2.0.0', 'app > c@2.0.0 > worse@3.1.0']),
      'it would bring in GHSA-worse in worse 3.1.0',
    ],
    [
      'another package is lowered',
      inventoryOf(['app > a@1.0.0 > bad@2.0.0', 'app > c@1.9.0']),
      'it would lower c from 2.0.0 to 1.9.0',
    ],
    [
      'the manifest is gone',
      { manifests: [], problems: [] },
      'package-lock.json could not be read any more afterwards',
    ],
  ];
  it.each(refuted)('refutes when %s', (_, after, because) => {
    expect(judgement(before, after)).toEqual({ verdict: 'refuted', because });
  });

  it('refutes a change of nothing', () => {
    expect(judgement(before, before, [])).toEqual({ verdict: 'refuted', because: 'it changes no file' });
  });

  it('refutes what could not be applied, in its own words', () => {
    const target = {
      ecosystem: 'npm',
      manifest: 'm',
      package: 'bad',
      versions: [],
      avoid: { ranges: [], versions: [] },
      fingerprints: [],
      malicious: false,
    };
    const nothing = { inventory: before, findings: [] };
    expect(
      judge(
        { status: 'cannot', because: 'no release fits' },
        candidate,
        target,
        nothing,
        nothing,
        () => versions,
      ),
    ).toEqual({
      verdict: 'refuted',
      because: 'no release fits',
    });
  });

  it('takes a copy that moved to another folder for what it is', () => {
    const two = inventoryOf(['app > a@1.0.0 > bad@1.0.0', 'app > c@2.0.0', 'app > d@1.0.0 > c@1.0.0']);
    const after = inventoryOf(['app > a@1.0.0 > bad@2.0.0', 'app > c@2.0.0', 'app > d@1.0.0 > c@1.0.0']);
    expect(judgement(two, after).verdict).toBe('verified');
  });
});

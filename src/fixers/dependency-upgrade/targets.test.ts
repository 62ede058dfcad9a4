import { describe, expect, it } from 'vitest';
import type { Finding } from '../../domain/finding.ts';
import { targets } from './targets.ts';

describe('targets', () => {
  it('puts the vulnerabilities of one package in one manifest together', () => {
    const found = targets([
      finding({ fingerprint: '1', versions: ['1.0.0'], ranges: [{ introduced: '0', fixed: '1.1.0' }] }),
      finding({ fingerprint: '2', manifest: 'b/package-lock.json' }),
      finding({
        fingerprint: '3',
        versions: ['1.0.0', '2.0.0'],
        ranges: [{ introduced: '2.0.0', fixed: '2.1.0' }],
      }),
    ]);
    expect(found.map(({ fingerprints }) => fingerprints)).toEqual([['1', '3'], ['2']]);
    expect(found[0]).toMatchObject({
      versions: ['1.0.0', '2.0.0'],
      avoid: {
        ranges: [
          { introduced: '0', fixed: '1.1.0' },
          { introduced: '2.0.0', fixed: '2.1.0' },
        ],
      },
    });
  });

  const endless = { fingerprint: '2', ranges: [{ introduced: '0' }] };
  for (const [name, group, want] of [
    ['leaves out what no release is free of', [finding({}), finding(endless)], ['1']],
    ['takes it when there is nothing else', [finding(endless)], ['2']],
    [
      'takes malware with everything else',
      [finding({}), finding({ ...endless, malicious: true })],
      ['1', '2'],
    ],
    [
      'takes what ends with a last affected version',
      [finding({}), finding({ fingerprint: '2', ranges: [{ introduced: '0', lastAffected: '1.0.0' }] })],
      ['1', '2'],
    ],
  ] as const)
    it(name, () => expect(targets([...group])[0]!.fingerprints).toEqual(want));
});

function finding(more: Partial<Finding>): Finding {
  return {
    fingerprint: '1',
    id: 'V-1',
    aliases: [],
    title: '',
    ecosystem: 'npm',
    package: 'lib',
    versions: ['1.0.0'],
    manifest: 'package-lock.json',
    scope: 'runtime',
    direct: true,
    severity: 'high',
    cwes: [],
    fixedVersions: [],
    ranges: [{ introduced: '0', fixed: '1.1.0' }],
    affectedVersions: [],
    paths: [],
    pathCount: 0,
    ...more,
  };
}

import { describe, expect, it } from 'vitest';
import { advisoryOf, indexOf, inventoryOf } from '../../test/fakes/inventory.ts';
import { versions } from '../ecosystems/npm/versions.ts';
import type { Advisory } from './advisory.ts';
import { match } from './match.ts';

const rulesOf = (ecosystem: string) =>
  ecosystem === 'npm' ? { versions, normalise: (name: string) => name } : undefined;

/** What is found, as `id version → fixes`. */
function found(chains: string[], advisories: Record<string, Advisory[]>): string[] {
  return match(inventoryOf(chains), indexOf(advisories), rulesOf).map(
    (f) => `${f.id} ${f.package}@${f.versions.join(',')} → ${f.fixedVersions.join(',') || 'none'}`,
  );
}

describe('ranges', () => {
  const range = (introduced: string, more: { fixed?: string; lastAffected?: string } = {}) => [
    { introduced, ...more },
  ];
  const cases: [string, string, Advisory, boolean][] = [
    ['from the beginning', '0.0.1', advisoryOf('A', { ranges: range('0', { fixed: '1.0.0' }) }), true],
    ['the fixed version itself', '1.0.0', advisoryOf('A', { ranges: range('0', { fixed: '1.0.0' }) }), false],
    [
      'a pre-release of the fixed version',
      '1.0.0-rc.1',
      advisoryOf('A', { ranges: range('0', { fixed: '1.0.0' }) }),
      true,
    ],
    ['a pre-release of the very first version', '0.0.0-0', advisoryOf('A', { ranges: range('0') }), true],
    [
      'the introducing version',
      '1.0.0',
      advisoryOf('A', { ranges: range('1.0.0', { fixed: '2.0.0' }) }),
      true,
    ],
    ['before it', '0.9.9', advisoryOf('A', { ranges: range('1.0.0', { fixed: '2.0.0' }) }), false],
    [
      'the last affected version',
      '1.5.0',
      advisoryOf('A', { ranges: range('1.0.0', { lastAffected: '1.5.0' }) }),
      true,
    ],
    [
      'after the last affected version',
      '1.5.1',
      advisoryOf('A', { ranges: range('1.0.0', { lastAffected: '1.5.0' }) }),
      false,
    ],
    ['listed by name', '3.3.3', advisoryOf('A', { versions: ['3.3.3'] }), true],
    [
      'between two ranges',
      '1.5.0',
      advisoryOf('A', { ranges: [...range('0', { fixed: '1.0.0' }), ...range('2.0.0')] }),
      false,
    ],
    [
      'a bound that is no valid version',
      '12.9.0',
      advisoryOf('A', { ranges: range('0', { fixed: '13.0' }) }),
      true,
    ],
    ['a version that is no valid version', 'latest', advisoryOf('A', { ranges: range('1.0.0') }), false],
  ];
  it.each(cases)('%s', (_, version, advisory, affected) => {
    expect(found([`app > a@${version}`], { a: [advisory] }).length).toBe(affected ? 1 : 0);
  });
});

describe('identity', () => {
  const range = [{ introduced: '0', fixed: '2.0.0' }];

  it('is one finding for several ids of one vulnerability, named by GHSA', () => {
    const records = [
      advisoryOf('CVE-2020-1', { aliases: ['GHSA-aaaa'], ranges: range, severity: 'low' }),
      advisoryOf('NSWG-7', { aliases: ['CVE-2020-1'], ranges: range }),
      advisoryOf('GHSA-aaaa', { aliases: [], ranges: range, severity: 'critical', cvss: 9.8 }),
    ];
    const [finding, ...more] = match(inventoryOf(['app > a@1.0.0']), indexOf({ a: records }), rulesOf);
    expect(more).toEqual([]);
    expect(finding).toMatchObject({
      id: 'GHSA-aaaa',
      aliases: ['CVE-2020-1', 'NSWG-7'],
      severity: 'critical',
      cvss: 9.8,
    });
  });

  it('keeps vulnerabilities apart that only share a package', () => {
    const records = [advisoryOf('GHSA-a', { ranges: range }), advisoryOf('GHSA-b', { ranges: range })];
    expect(found(['app > a@1.0.0'], { a: records })).toEqual([
      'GHSA-a a@1.0.0 → 2.0.0',
      'GHSA-b a@1.0.0 → 2.0.0',
    ]);
  });

  it('stays the same when the version or the number of copies changes', () => {
    const records = { a: [advisoryOf('GHSA-a', { ranges: range })] };
    const [one] = match(inventoryOf(['app > a@1.0.0']), indexOf(records), rulesOf);
    const [two] = match(inventoryOf(['app > a@1.1.0', 'app > b@1.0.0 > a@0.9.0']), indexOf(records), rulesOf);
    expect(two!.fingerprint).toBe(one!.fingerprint);
    expect(two!.versions).toEqual(['0.9.0', '1.1.0']);
  });
});

describe('fixed versions', () => {
  it('names the fix of each branch that is installed, and none that is affected itself', () => {
    const advisory = advisoryOf('GHSA-a', {
      ranges: [
        { introduced: '0', fixed: '0.2.1' },
        { introduced: '1.0.0', fixed: '1.2.3' },
      ],
    });
    const again = advisoryOf('CVE-1', { aliases: ['GHSA-a'], ranges: [{ introduced: '0', fixed: '0.1.9' }] });
    expect(found(['app > a@0.0.8', 'app > b@1.0.0 > a@1.2.0'], { a: [advisory, again] })).toEqual([
      'GHSA-a a@0.0.8,1.2.0 → 0.2.1,1.2.3',
    ]);
  });
});

describe('what is not judged', () => {
  it('leaves out packages that come from git or a folder', () => {
    const inventory = inventoryOf(['app > a@1.0.0', 'app > b@1.0.0']);
    inventory.manifests[0]!.packages[0]!.origin = 'git';
    inventory.manifests[0]!.packages[1]!.origin = 'local';
    const records = {
      a: [advisoryOf('A', { ranges: [{ introduced: '0' }] })],
      b: [advisoryOf('B', { ranges: [{ introduced: '0' }] })],
    };
    expect(match(inventory, indexOf(records), rulesOf)).toEqual([]);
  });

  it('leaves out a tarball whose version nobody knows', () => {
    expect(found(['app > a@'], { a: [advisoryOf('A', { ranges: [{ introduced: '0' }] })] })).toEqual([]);
  });

  it('survives names that objects have of their own', () => {
    expect(found(['app > constructor@1.0.0', 'app > __proto__@1.0.0'], {})).toEqual([]);
  });
});

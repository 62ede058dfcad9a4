import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Problem } from '../../domain/problem.ts';
import type { Entry } from '../entry.ts';
import { makeReadRecord } from './record.ts';

const place = { path: 'all.zip!A-1.json' };
const affected = {
  package: { ecosystem: 'npm', name: 'x' },
  ranges: [{ type: 'SEMVER', events: [{ introduced: '0' }, { fixed: '1.0.0' }] }],
};
const record = { id: 'A-1', modified: '2020-01-01T00:00:00Z', affected: [affected] };

function read(value: unknown): { entry: Entry | undefined; problems: Problem[] } {
  const problems: Problem[] = [];
  const entry = makeReadRecord()(value, place, (problem) => problems.push(problem));
  return { entry, problems };
}

const facts = (value: unknown) => read(value).entry?.packages[0]?.advisory;

describe('makeReadRecord', () => {
  it('reads a record as GitHub writes it', () => {
    const { entry, problems } = read({
      ...record,
      schema_version: '1.4.0',
      id: 'GHSA-vh95-rmgr-6w4m',
      published: '2020-04-03T21:48:32Z',
      aliases: ['CVE-2020-7598'],
      summary: 'A flaw in\nx',
      details: 'Long prose',
      severity: [{ type: 'CVSS_V3', score: 'CVSS:3.1/AV:N/AC:H/PR:N/UI:N/S:U/C:L/I:L/A:L' }],
      affected: [
        affected,
        {
          package: { ecosystem: 'npm', name: 'x' },
          ranges: [{ type: 'SEMVER', events: [{ introduced: '2.0.0' }] }],
        },
        { package: { ecosystem: 'npm', name: 'y' }, versions: ['1.0.0', '1.0.0', '1.0.1'] },
      ],
      database_specific: { severity: 'CRITICAL', cwe_ids: ['CWE-1321', 'CWE-20', 'CWE-1321'] },
    });
    expect(problems).toEqual([]);
    const shared = {
      id: 'GHSA-vh95-rmgr-6w4m',
      aliases: ['CVE-2020-7598'],
      title: 'A flaw in x',
      severity: 'medium',
      cvss: 5.6,
      vector: 'CVSS:3.1/AV:N/AC:H/PR:N/UI:N/S:U/C:L/I:L/A:L',
      cwes: [1321, 20],
      published: '2020-04-03T21:48:32Z',
      modified: '2020-01-01T00:00:00Z',
    };
    expect(entry).toEqual({
      id: 'GHSA-vh95-rmgr-6w4m',
      aliases: ['CVE-2020-7598'],
      modified: '2020-01-01T00:00:00Z',
      withdrawn: false,
      packages: [
        {
          ecosystem: 'npm',
          name: 'x',
          advisory: {
            ...shared,
            ranges: [{ introduced: '0', fixed: '1.0.0' }, { introduced: '2.0.0' }],
            versions: [],
          },
        },
        { ecosystem: 'npm', name: 'y', advisory: { ...shared, ranges: [], versions: ['1.0.0', '1.0.1'] } },
      ],
    });
  });

  it('reads a report of malware as the malicious-packages database writes it', () => {
    const specific = { cwes: [{ cweId: 'CWE-506', name: 'Embedded Malicious Code' }] };
    const open = [{ type: 'SEMVER', events: [{ introduced: '0' }] }];
    const found = facts({
      ...record,
      affected: [{ ...affected, ranges: open, database_specific: specific }],
    });
    expect(found).toMatchObject({
      malicious: true,
      cwes: [506],
      title: 'Malicious code in x',
      ranges: [{ introduced: '0' }],
    });
    expect(facts({ ...record, id: 'MAL-2024-1' })).toMatchObject({ malicious: true });
    expect(facts({ ...record, aliases: ['MAL-2024-1'] })).toMatchObject({ malicious: true });
    expect(facts(record)).not.toHaveProperty('malicious');
  });

  it.each<[name: string, part: object, expected: object]>([
    [
      'no summary: a title of facts',
      { database_specific: { cwe_ids: ['CWE-99999', 'CWE-79'] } },
      { title: 'Cross-site scripting in x' },
    ],
    ['no summary, no weakness', { summary: ' ' }, { title: 'Vulnerability in x' }],
    [
      'a title that would steer a terminal',
      { summary: '\u001b[31mred\u001b[0m\u202e end' },
      { title: '[31mred [0m end' },
    ],
    ['a title without end', { summary: 'é'.repeat(5000) }, { title: `${'é'.repeat(199)}…` }],
    [
      'severity by package before severity of all',
      {
        severity: [{ type: 'CVSS_V3', score: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H' }],
        affected: [
          {
            ...affected,
            severity: [{ type: 'CVSS_V3', score: 'CVSS:3.0/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N' }],
          },
        ],
      },
      { cvss: 6.1 },
    ],
    [
      'commits beside versions',
      {
        affected: [
          {
            ...affected,
            ranges: [{ type: 'GIT', repo: 'r', events: [{ introduced: 'abc' }] }, ...affected.ranges],
          },
        ],
      },
      { ranges: [{ introduced: '0', fixed: '1.0.0' }] },
    ],
    [
      'events of one object',
      {
        affected: [
          { ...affected, ranges: [{ type: 'SEMVER', events: [{ introduced: '0', fixed: '2.0.0' }] }] },
        ],
      },
      { ranges: [{ introduced: '0', fixed: '2.0.0' }] },
    ],
    [
      'equal ranges twice',
      { affected: [affected, affected] },
      { ranges: [{ introduced: '0', fixed: '1.0.0' }] },
    ],
    ['a fault of "published"', { published: 'yesterday' }, { id: 'A-1' }],
    [
      'aliases of any kind',
      { aliases: ['A-1', 'CVE-1', 'CVE-1', 7, 'a b', '\n', null] },
      { aliases: ['CVE-1'] },
    ],
  ])('%s', (_, part, expected) => {
    const { problems } = read({ ...record, ...part });
    expect(problems).toEqual([]);
    expect(facts({ ...record, ...part })).toMatchObject(expected);
  });

  it.each(['published', 'modified'])('%s of the year 1 means unknown', (key) => {
    expect(facts({ ...record, [key]: '0001-01-01T00:00:00Z' })).not.toHaveProperty(key);
  });

  it('withdrawn records name no packages', () => {
    expect(read({ ...record, withdrawn: '2021-01-01T00:00:00Z' }).entry).toEqual({
      ...{ id: 'A-1', aliases: [], modified: record.modified, withdrawn: true, packages: [] },
    });
  });

  it.each<[name: string, part: object, kept: number, codes: string[]]>([
    ['commits alone', { affected: [{ ranges: [{ type: 'GIT', events: [{ introduced: '0' }] }] }] }, 0, []],
    ['no affected at all', { affected: undefined }, 0, []],
    ['affected without ranges and versions', { affected: [{ package: affected.package }] }, 0, []],
    ['affected that is no list', { affected: {} }, 0, ['advisory-part-broken']],
    [
      'one broken package among good ones',
      { affected: [null, { package: { name: 'y' } }, affected] },
      1,
      ['advisory-part-broken', 'advisory-part-broken'],
    ],
    [
      'a broken range among good ones',
      { affected: [{ ...affected, ranges: [{ type: 'SEMVER' }, ...affected.ranges] }] },
      1,
      ['advisory-part-broken'],
    ],
    [
      'a bound that is a number',
      { affected: [{ ...affected, ranges: [{ events: [{ introduced: 0 }] }] }] },
      0,
      ['advisory-part-broken'],
    ],
    [
      'an event of an unknown kind',
      { affected: [{ ...affected, ranges: [{ events: [{ introduced: '0' }, { ended: '1' }] }] }] },
      0,
      ['advisory-part-broken'],
    ],
    [
      'a name with line breaks',
      { affected: [{ ...affected, package: { ecosystem: 'npm', name: 'x\ny' } }] },
      0,
      ['advisory-part-broken'],
    ],
  ])('keeps what it can: %s', (_, part, kept, codes) => {
    const { entry, problems } = read({ ...record, ...part });
    expect(entry?.packages).toHaveLength(kept);
    expect(problems.map(({ code }) => code)).toEqual(codes);
    for (const problem of problems)
      expect(problem).toMatchObject({ ...place, message: expect.stringContaining('A-1') });
  });

  it.each<[name: string, value: unknown, code: string]>([
    ['null', null, 'advisory-not-an-object'],
    ['a list', [record], 'advisory-not-an-object'],
    ['no id', { ...record, id: undefined }, 'advisory-without-id'],
    ['an id with blanks', { ...record, id: 'A 1' }, 'advisory-without-id'],
    ['an endless id', { ...record, id: 'A'.repeat(10_000) }, 'advisory-without-id'],
  ])('refuses %s', (_, value, code) => {
    expect(read(value)).toEqual({
      entry: undefined,
      problems: [expect.objectContaining({ code, ...place })],
    });
  });

  it('keeps names like object members apart', () => {
    const value = JSON.parse(
      `{"id":"__proto__","__proto__":{"withdrawn":"x"},"affected":[{"package":{"ecosystem":"__proto__","name":"constructor"},"versions":["1"]}]}`,
    );
    expect(read(value).entry).toMatchObject({
      id: '__proto__',
      withdrawn: false,
      packages: [{ ecosystem: '__proto__', name: 'constructor', advisory: { versions: ['1'] } }],
    });
  });

  it('never throws, whatever the JSON', () => {
    const keys = [
      'id',
      'affected',
      'package',
      'ranges',
      'events',
      'introduced',
      'severity',
      'aliases',
      'database_specific',
      'cwes',
    ];
    const any = fc.letrec((tie) => ({
      node: fc.oneof(
        { depthSize: 'small' },
        fc.constantFrom('A-1', 'npm', '0', 1, null, true),
        fc.array(tie('node')),
        fc.dictionary(fc.constantFrom(...keys), tie('node')),
      ),
    }));
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...keys), any.node), (part) => {
        read({ ...record, ...part });
        read({ ...record, affected: [part] });
      }),
    );
  });
});

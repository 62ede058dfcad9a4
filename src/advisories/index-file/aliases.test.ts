import { describe, expect, it } from 'vitest';
import { closeAliases, type Named } from './aliases.ts';

const many = (prefix: string, count: number) => Array.from({ length: count }, (_, i) => `${prefix}-${i}`);

const cases: { name: string; records: [string, string[]][]; expected: Record<string, string[]> }[] = [
  {
    name: 'closes over a shared alias',
    records: [
      ['GHSA-1', ['CVE-1']],
      ['PYSEC-1', ['CVE-1']],
    ],
    expected: { 'GHSA-1': ['CVE-1', 'PYSEC-1'], 'PYSEC-1': ['CVE-1', 'GHSA-1'] },
  },
  {
    name: 'closes over a chain, and is symmetric',
    records: [
      ['A', ['B']],
      ['B', []],
      ['C', ['B']],
      ['D', ['C']],
    ],
    expected: { A: ['B', 'C', 'D'], B: ['A', 'C', 'D'], C: ['A', 'B', 'D'], D: ['A', 'B', 'C'] },
  },
  {
    name: 'leaves strangers alone',
    records: [
      ['A', []],
      ['B', ['X']],
    ],
    expected: { A: [], B: ['X'] },
  },
  { name: 'drops the own id and repetitions', records: [['A', ['A', 'X', 'X']]], expected: { A: ['X'] } },
  {
    name: 'a bulletin with more than five aliases joins nothing but keeps them',
    records: [
      ['BULLETIN', many('CVE', 6)],
      ['GHSA-1', ['CVE-1']],
    ],
    expected: { BULLETIN: many('CVE', 6), 'GHSA-1': ['CVE-1'] },
  },
  {
    name: 'a group of more than 32 ids is none',
    records: many('X', 33).map((id): [string, string[]] => [id, ['HUB']]),
    expected: { 'X-0': ['HUB'], 'X-32': ['HUB'] },
  },
  {
    name: 'ids named like object members',
    records: [
      ['__proto__', ['constructor']],
      ['toString', ['constructor']],
    ],
    expected: { ['__proto__']: ['constructor', 'toString'], toString: ['__proto__', 'constructor'] },
  },
];

describe('closeAliases', () => {
  it.each(cases)('$name', ({ records, expected }) => {
    const named: Named[] = records.map(([id, aliases]) => ({ id, aliases }));
    const aliasesOf = closeAliases(named);
    for (const record of named) {
      if (Object.hasOwn(expected, record.id))
        expect(aliasesOf(record)).toEqual(expected[record.id]!.toSorted());
    }
  });

  it('is no slower than its input for a long chain', () => {
    const chain = Array.from({ length: 100_000 }, (_, i) => ({ id: `A-${i}`, aliases: [`A-${i + 1}`] }));
    expect(closeAliases(chain)(chain[5]!)).toEqual(['A-6']);
  });
});

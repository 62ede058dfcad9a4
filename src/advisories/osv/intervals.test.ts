import { describe, expect, it } from 'vitest';
import type { VersionInterval } from '../../domain/version.ts';
import { intervalsOf, type RangeEvent } from './intervals.ts';

const cases: [name: string, events: RangeEvent[], intervals: VersionInterval[]][] = [
  [
    'one interval',
    [
      ['introduced', '0'],
      ['fixed', '1.2.3'],
    ],
    [{ introduced: '0', fixed: '1.2.3' }],
  ],
  [
    'the last affected version',
    [
      ['introduced', '3.7.0'],
      ['last_affected', '4.3.2'],
    ],
    [{ introduced: '3.7.0', lastAffected: '4.3.2' }],
  ],
  ['no end', [['introduced', '0']], [{ introduced: '0' }]],
  [
    'several in one range, the last without end',
    [
      ['introduced', '1.0.0'],
      ['fixed', '1.0.5'],
      ['introduced', '2.0.0'],
      ['last_affected', '2.4.0'],
      ['introduced', '3.0.0'],
    ],
    [
      { introduced: '1.0.0', fixed: '1.0.5' },
      { introduced: '2.0.0', lastAffected: '2.4.0' },
      { introduced: '3.0.0' },
    ],
  ],
  [
    'unsorted events',
    [
      ['introduced', '10.0.0'],
      ['introduced', '2.0.0'],
      ['fixed', '10.1.0'],
      ['fixed', '2.0.9'],
    ],
    [
      { introduced: '2.0.0', fixed: '2.0.9' },
      { introduced: '10.0.0', fixed: '10.1.0' },
    ],
  ],
  [
    'the end before the beginning',
    [
      ['fixed', '1.2.0'],
      ['introduced', '0'],
    ],
    [{ introduced: '0', fixed: '1.2.0' }],
  ],
  ['an end without beginning begins at 0', [['fixed', '1.2.0']], [{ introduced: '0', fixed: '1.2.0' }]],
  [
    'two beginnings: the earlier counts',
    [
      ['introduced', '2.0.0'],
      ['introduced', '1.0.0'],
      ['fixed', '3.0.0'],
    ],
    [{ introduced: '1.0.0', fixed: '3.0.0' }],
  ],
  [
    'both ends: the fix counts',
    [
      ['introduced', '0'],
      ['last_affected', '1.4.0'],
      ['fixed', '1.5.0'],
    ],
    [{ introduced: '0', fixed: '1.5.0' }],
  ],
  [
    'fixed and broken again in one version',
    [
      ['introduced', '1.0.0'],
      ['introduced', '2.0.0'],
      ['fixed', '2.0.0'],
      ['fixed', '3.0.0'],
    ],
    [
      { introduced: '1.0.0', fixed: '2.0.0' },
      { introduced: '2.0.0', fixed: '3.0.0' },
    ],
  ],
  [
    'a limit ends, "*" does not',
    [
      ['introduced', '1.0.0'],
      ['limit', '*'],
      ['introduced', '2.0.0'],
      ['limit', '3.0.0'],
    ],
    [{ introduced: '1.0.0', fixed: '3.0.0' }],
  ],
  [
    'bounds that are no versions stay as they are',
    [
      ['introduced', '3.0.RC3'],
      ['fixed', '13.0'],
    ],
    [{ introduced: '3.0.RC3', fixed: '13.0' }],
  ],
  ['nothing', [], []],
];

describe('intervalsOf', () => {
  it.each(cases)('%s', (_, events, intervals) => expect(intervalsOf(events)).toEqual(intervals));
});

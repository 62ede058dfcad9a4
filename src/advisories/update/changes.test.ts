import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { readChanges } from './changes.ts';

const time = (day: number) => Date.parse(`2026-01-${day}T00:00:00Z`);
const row = (day: number, id: string) => `2026-01-${day}T00:00:00Z,${id}\n`;
const read = (...chunks: string[]) =>
  readChanges(Readable.from(chunks.map((c) => Buffer.from(c))), time(15), time(20));

describe('readChanges', () => {
  it.each<[name: string, text: string, ids: string[]]>([
    ['rows down to the date', row(20, 'A') + row(15, 'B') + row(14, 'C'), ['A', 'B']],
    ['nothing behind the date', row(20, 'A') + row(14, 'C') + row(21, 'D'), ['A']],
    ['all of an unsorted list', row(10, 'C') + row(21, 'A') + row(14, 'D') + row(16, 'B'), ['A', 'B']],
    ['rows of the list of all ecosystems', row(20, 'npm/A'), ['A']],
    ['a head line, blank lines, Windows', `modified,id\r\n\r\n${row(20, 'A').replace('\n', '\r\n')}`, ['A']],
    ['a last row without end', row(20, 'A') + row(19, 'B').trimEnd(), ['A', 'B']],
    ['no ids that would lead elsewhere', row(20, 'A') + row(20, '..') + row(20, 'B?x') + row(20, ''), ['A']],
  ])('gives %s', async (_, text, ids) => {
    expect([...(await read(text)).keys()].toSorted()).toEqual(ids);
    expect([...(await read(...text)).keys()].toSorted()).toEqual(ids);
  });

  it('gives the times', async () => {
    expect(await read(row(20, 'A') + row(19, 'B') + row(18, 'A'))).toEqual(
      new Map([
        ['A', time(20)],
        ['B', time(19)],
      ]),
    );
  });

  it.each([
    ['nothing', ''],
    ['a page', '<html>\n<body>a, b</body>\n</html>'],
    ['a row without end', 'x'.repeat(5_000)],
  ])('refuses %s', async (_, text) => {
    await expect(read(text)).rejects.toMatchObject({ code: 'unusable' });
  });
});

import { expect, test } from 'vitest';
import { date, link } from './schema.ts';

test.each([
  [1530770330632, '2018-07-05T05:58:50.632Z'],
  ['2018-07-05T05:01:10+0000', '2018-07-05T05:01:10.000Z'],
  ['2023-05-30T15:40:47-0400', '2023-05-30T19:40:47.000Z'],
  ['2020-01-17T01:02:49.003611+00:00', '2020-01-17T01:02:49.003Z'],
  ['2018-07-02T20:26:56+00:00', '2018-07-02T20:26:56.000Z'],
  ['2026-06-05T13:54:44.000Z', '2026-06-05T13:54:44.000Z'],
  ['yesterday', undefined],
  [null, undefined],
  [undefined, undefined],
  [{}, undefined],
])('date %j', (written, read) => {
  expect(date.parse(written)).toBe(read);
});

test.each([
  ['https://bitbucket.org/a', 'https://bitbucket.org/a'],
  ['javascript:alert(1)', undefined],
  ['', undefined],
  [null, undefined],
  [7, undefined],
])('link %j', (written, read) => {
  expect(link.parse(written)).toBe(read);
});

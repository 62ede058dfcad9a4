import { expect, it } from 'vitest';
import { readQuery } from './query.ts';

const pay = {
  name: 'Pay',
  size: 12,
  is_private: true,
  parent: null,
  updated_on: '2026-05-01T10:00:00.123000+00:00',
  source: { branch: { name: 'suture/x' } },
};

it.each<[string, boolean]>([
  ['name = "Pay"', true],
  ['name="pay"', false],
  ['name ~ "pA"', true],
  ['name !~ "z"', true],
  ['name != "Pay"', false],
  ['updated_on > "2026-05-01T09:59:59Z"', true],
  ['updated_on > 2026-05-01T10:00:00.124Z', false],
  ['updated_on >= 2026-05-01T12:00:00.123+02:00', true],
  ['updated_on < 2026-05-02', true],
  ['size > 11 AND size <= 12', true],
  ['size < 12 OR is_private = true', true],
  ['(name = "x" OR name = "Pay") AND parent = null', true],
  ['name = "x" OR name = "Pay" AND size = 1', false],
  ['source.branch.name="suture/x"', true],
  ['source.branch.name IN ("a", "suture/x")', true],
  ['name NOT IN ("Pay")', false],
  ['constructor.name = "Object"', false],
  ['missing = null', true],
  ['name = "a\\"b"', false],
])('%s', (query, expected) => {
  expect(readQuery(query)(pay)).toBe(expected);
});

it.each([
  'name',
  'name =',
  '= "x"',
  'name = "x',
  '(name = "x"',
  'name = "x" AND',
  'name IN ()',
  'name ? 1',
  '('.repeat(5000),
])('refuses %s', (query) => {
  expect(() => readQuery(query)).toThrow('400');
});

import { expect, it } from 'vitest';
import { raiseRange } from './range.ts';

it.each([
  ['1.2.0', '1.2.6'],
  ['=1.2.0', '=1.2.6'],
  ['v1.2.0', 'v1.2.6'],
  ['^1.2.0', '^1.2.6'],
  ['~1.2.0', '~1.2.6'],
  ['>=1.2.0', '>=1.2.6'],
  ['1.x', '^1.2.6'],
  ['^1', '^1.2.6'],
  ['*', '^1.2.6'],
  ['', '^1.2.6'],
  ['latest', '^1.2.6'],
  ['^0.5.0 || ^1.0.0', '^1.2.6'],
  ['>=1.0.0 <2.0.0', '^1.2.6'],
  ['npm:lib@~1.2.0', 'npm:lib@~1.2.6'],
  ['npm:@acme/lib@1.2.0', 'npm:@acme/lib@1.2.6'],
  ['npm:lib', 'npm:lib@^1.2.6'],
])('writes %s as %s', (written, want) => expect(raiseRange(written, '1.2.6')).toBe(want));

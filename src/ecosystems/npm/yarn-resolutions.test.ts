import { expect, it } from 'vitest';
import { readResolutions } from './yarn-resolutions.ts';

const replaced = readResolutions([
  ['everywhere', '1.0.0'],
  ['**/deep', '2.0.0'],
  ['parent/child', '3.0.0'],
  ['@scope/parent/@scope/child', '4.0.0'],
  ['top/**/below', '5.0.0'],
  ['ranged@npm:^1.0.0', '6.0.0'],
  ['@scope/ranged@^1.0.0', '7.0.0'],
  ['ranged', '8.0.0'],
  ['parent@npm:1.0.0/ranged@npm:^1.0.0', '9.0.0'],
  ['', '0.0.0'],
]);

it.each([
  ['any', 'everywhere', '*', ['1.0.0']],
  [undefined, 'everywhere', '*', ['1.0.0']],
  ['any', 'deep', '*', ['2.0.0']],
  ['parent', 'child', '*', ['3.0.0']],
  ['other', 'child', '*', []],
  [undefined, 'child', '*', []],
  ['@scope/parent', '@scope/child', '*', ['4.0.0']],
  ['top', 'below', '*', ['5.0.0']],
  ['any', 'ranged', '^1.0.0', ['6.0.0', '8.0.0']],
  ['any', 'ranged', 'npm:^1.0.0', ['6.0.0', '8.0.0']],
  ['any', 'ranged', '^2.0.0', ['8.0.0']],
  ['any', '@scope/ranged', '^1.0.0', ['7.0.0']],
  ['parent', 'ranged', '^1.0.0', ['9.0.0', '6.0.0', '8.0.0']],
  ['any', 'unknown', '*', []],
])('%s asking for %s@%s gets %j', (asker, name, wanted, expected) => {
  expect(replaced(asker, name, wanted)).toEqual(expected);
});

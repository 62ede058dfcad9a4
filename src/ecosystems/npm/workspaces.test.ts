import { expect, it } from 'vitest';
import { matchWorkspaces } from './workspaces.ts';

const folders = [
  'apps',
  'apps/shop',
  'apps/shop/test',
  'packages/ui',
  'packages/ui-kit',
  'tools/lint',
  'docs',
];

it.each([
  [['packages/*'], ['packages/ui', 'packages/ui-kit']],
  [['./packages/ui/'], ['packages/ui']],
  [['packages/ui-*'], ['packages/ui-kit']],
  [['apps/**'], ['apps', 'apps/shop', 'apps/shop/test']],
  [['**/ui'], ['packages/ui']],
  [['{apps,tools}/*'], ['apps/shop', 'tools/lint']],
  [
    ['*/*', '!packages/*'],
    ['apps/shop', 'tools/lint'],
  ],
  [['*i*'], []],
  [['*o*'], ['docs']],
  [['packages'], []],
  [['../packages/*'], []],
  [['{apps'], []],
  [[''], []],
  [[], []],
])('%j names %j', (patterns, expected) => {
  expect(matchWorkspaces(patterns, folders)).toEqual(expected);
});

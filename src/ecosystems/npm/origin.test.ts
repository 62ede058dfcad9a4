import { expect, it } from 'vitest';
import { isUrl, originOf, splitAlias } from './origin.ts';

it.each([
  [undefined, 'registry'],
  ['https://registry.npmjs.org/ms/-/ms-2.0.0.tgz', 'registry'],
  ['https://artifactory.acme.com/api/npm/npm/@s/ms/-/@s/ms-2.0.0.tgz', 'registry'],
  ['https://codeload.github.com/acme/a/tar.gz/8f2b1c0', 'url'],
  ['git+ssh://git@bitbucket.org/acme/a.git#8f2b1c0', 'git'],
  ['git+https://bitbucket.acme.com/scm/a/b.git#8f2b1c0', 'git'],
  ['https://github.com/acme/a.git#8f2b1c0', 'git'],
  ['bitbucket:acme/a#8f2b1c0', 'git'],
  ['file:vendor/a-1.0.0.tgz', 'tarball'],
  ['file:../a', 'local'],
])('%s comes from %s', (resolved, expected) => {
  expect(originOf(resolved)).toBe(expected);
});

it('tells an address of a tarball from a repository', () => {
  expect(isUrl('https://example.com/a.tgz')).toBe(true);
  expect(isUrl('https://example.com/a.git')).toBe(false);
  expect(isUrl('^1.0.0')).toBe(false);
});

it.each([
  ['npm:lodash@^4', { name: 'lodash', rest: '^4' }],
  ['npm:@s/a@1.0.0', { name: '@s/a', rest: '1.0.0' }],
  ['npm:@s/a', { name: '@s/a', rest: '' }],
  ['^1.0.0', { rest: '^1.0.0' }],
])('takes %s apart', (spec, expected) => {
  expect(splitAlias(spec)).toEqual(expected);
});

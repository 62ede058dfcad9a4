import { describe, expect, test } from 'vitest';
import type { Route } from './http.ts';
import { makeRouter } from './router.ts';

const patterns = [
  '/2.0/user',
  '/2.0/repositories/{workspace}/{slug}',
  '/2.0/repositories/{workspace}/{slug}/commit/{commit}',
  '/2.0/repositories/{workspace}/{slug}/{other}/x',
  '/2.0/repositories/{workspace}/{slug}/src/{commit}/{path...}',
];
const routes = patterns.map(
  (pattern): Route => ({ method: 'GET', pattern, handle: () => ({ status: 200 }) }),
);
const find = makeRouter(routes);

describe('a path finds its route', () => {
  test.each([
    ['/2.0/user', '/2.0/user', {}],
    ['/2.0/user/', '/2.0/user', {}],
    ['/2.0/repositories/acme/pay', patterns[1], { workspace: 'acme', slug: 'pay' }],
    ['/2.0/repositories/%7Bu%7D/a%2Fb', patterns[1], { workspace: '{u}', slug: 'a/b' }],
    ['/2.0/repositories/acme/pay/commit/x', patterns[2], { workspace: 'acme', slug: 'pay', commit: 'x' }],
    [
      '/2.0/repositories/acme/pay/src/abc/',
      patterns[4],
      { workspace: 'acme', slug: 'pay', commit: 'abc', path: '' },
    ],
    [
      '/2.0/repositories/acme/pay/src/abc/a/%23b/c%20d',
      patterns[4],
      { workspace: 'acme', slug: 'pay', commit: 'abc', path: 'a/#b/c d' },
    ],
  ])('%s', (path, pattern, params) => {
    const match = find('GET', path);
    expect(match?.route.pattern).toBe(pattern);
    expect({ ...match?.params }).toEqual(params);
  });

  test.each([
    ['GET', '/2.0/repositories/acme'],
    ['GET', '/2.0/repositories//pay'],
    ['GET', '/2.0/repositories/acme/pay/src/abc'],
    ['GET', '/2.0/%E0%A4%A'],
    ['POST', '/2.0/user'],
    ['GET', '*'],
  ])('%s %s has none', (method, path) => {
    expect(find(method, path)).toBeUndefined();
  });
});

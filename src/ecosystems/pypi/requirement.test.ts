import { expect, it } from 'vitest';
import { parseRequirement } from './requirement.ts';

it.each([
  ['requests', 'requests', undefined, 'registry', ''],
  ['Requests [Socks, security] ==2.0', 'requests', '2.0', 'registry', '==2.0'],
  ['a.b_c (==1.0)', 'a-b-c', '1.0', 'registry', '(==1.0)'],
  ['a==1.0; python_version < "3"', 'a', '1.0', 'registry', '==1.0 ; python_version < "3"'],
  ['a!=1.1,==1.0', 'a', '1.0', 'registry', '!=1.1,==1.0'],
  ['a==1.*', 'a', undefined, 'registry', '==1.*'],
  ['a===1.0-odd', 'a', '1.0-odd', 'registry', '===1.0-odd'],
  ['a @ git+https://example.com/a@1.0', 'a', undefined, 'git', '@ git+https://example.com/a@1.0'],
  ['a@https://example.com/a-1.0.tar.gz', 'a', '1.0', 'tarball', '@ https://example.com/a-1.0.tar.gz'],
  // A file of another name says nothing about this package's version.
  ['a @ https://example.com/b-1.0.tar.gz', 'a', undefined, 'tarball', '@ https://example.com/b-1.0.tar.gz'],
  [
    'https://example.com/a_b-1.0%2Bcpu-py3-none-any.whl',
    'a-b',
    '1.0+cpu',
    'tarball',
    '@ https://example.com/a_b-1.0%2Bcpu-py3-none-any.whl',
  ],
  ['./libs/a#egg=a', 'a', undefined, 'local', '@ ./libs/a'],
  ['git+ssh://git@example.com/a.git#egg=a', 'a', undefined, 'git', '@ git+ssh://example.com/a.git'],
])('reads %s', (text, name, version, origin, wanted) => {
  const read = parseRequirement(text);
  expect(read).toMatchObject({ name, origin, wanted });
  expect((read as { version?: string }).version).toBe(version);
});

it.each(['./libs/a', 'https://example.com/main.zip', 'file:///src/a', 'git+https://example.com/a.git'])(
  'cannot tell the name of %s',
  (text) => expect(parseRequirement(text)).toBe('unnamed'),
);

it.each(['', '-a', '==1.0', 'a b', 'a 1.0', 'a=1.0', 'a[', 'a @', '<html>'])(
  'takes %j for nonsense',
  (text) => expect(parseRequirement(text)).toBeUndefined(),
);

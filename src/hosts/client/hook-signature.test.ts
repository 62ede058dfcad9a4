import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { distrust } from './hook-signature.ts';

const secret = 'It’s a secret';
const body = new TextEncoder().encode('{"häppy": true}');
const hmac = (algorithm: string, key = secret) => createHmac(algorithm, key).update(body).digest('hex');
const check = (signature: string | undefined, key = secret) =>
  distrust({ headers: { 'x-hub-signature': signature }, body }, key);

test('a known vector (RFC 4231, test case 2)', () => {
  const request = {
    headers: {
      'x-hub-signature': 'sha256=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
    },
    body: new TextEncoder().encode('what do ya want for nothing?'),
  };
  expect(distrust(request, 'Jefe')).toBeUndefined();
});

test.each(['sha256', 'sha1', 'sha384', 'sha512', 'SHA256'])('%s is trusted', (algorithm) => {
  expect(check(`${algorithm}=${hmac(algorithm)}`)).toBeUndefined();
});

test.each([
  ['nothing', undefined, 'not signed'],
  ['an empty signature', '', 'unknown way'],
  ['another secret', `sha256=${hmac('sha256', 'other')}`, 'does not match'],
  ['another algorithm’s length', `sha256=${hmac('sha1')}`, 'does not match'],
  ['half a signature', `sha256=${hmac('sha256').slice(0, 32)}`, 'does not match'],
  ['a weak algorithm', `md5=${hmac('md5')}`, 'unknown way'],
  ['no hex', `sha256=${'z'.repeat(64)}`, 'unknown way'],
  ['no algorithm', hmac('sha256'), 'unknown way'],
])('%s is not', (_, signature, because) => {
  expect(check(signature)).toContain(because);
});

test('without a secret nothing is', () => {
  expect(check(`sha256=${hmac('sha256', '')}`, '')).toContain('no secret');
});

import { createHmac, timingSafeEqual } from 'node:crypto';
import type { HookRequest } from '../host.ts';

const algorithms = ['sha256', 'sha1', 'sha384', 'sha512'];

/**
 * Why a webhook is not genuine, or undefined when it is: `X-Hub-Signature: <algorithm>=<hex HMAC of the raw body>`,
 * compared in constant time. Bitbucket signs with SHA-256; the other prefixes are what its plugins and older versions use.
 */
export function distrust(request: HookRequest, secret: string): string | undefined {
  const header = request.headers['x-hub-signature'];
  if (secret === '') return 'no secret is set for this webhook';
  if (header === undefined) return 'not signed: set the secret in the webhook’s settings';
  const [, algorithm = '', hex = ''] = /^(\w+)=([0-9a-f]+)$/i.exec(header.trim()) ?? [];
  if (!algorithms.includes(algorithm.toLowerCase())) return 'signed in an unknown way';
  const expected = createHmac(algorithm.toLowerCase(), secret).update(request.body).digest();
  const given = Buffer.from(hex, 'hex');
  return given.length === expected.length && timingSafeEqual(given, expected)
    ? undefined
    : 'the signature does not match: the secret differs, or the body was changed on its way';
}

import { describe, expect, it } from 'vitest';
import { makeRedactor } from './redact.ts';

const secret = 'pä$$/w+rd "x"';
const base64 = (text: string) => Buffer.from(text).toString('base64');

describe('makeRedactor, known secrets', () => {
  const redact = makeRedactor([secret, 'hunter2hunter2', '', 'abc']);

  it.each([
    ['raw', `tried ${secret} twice`, 'tried [masked] twice'],
    ['percent-encoded', `?p=${encodeURIComponent(secret)}&q`, '?p=[masked]&q'],
    ['percent-encoded in lower case', '?p=p%c3%a4%24%24%2fw%2brd%20%22x%22', '?p=[masked]'],
    ['as a form', `p=${new URLSearchParams({ p: secret }).toString().slice(2)}`, 'p=[masked]'],
    ['in JSON', JSON.stringify({ p: secret }), '{"p":"[masked]"}'],
    ['a short one stays', 'abc', 'abc'],
  ])('%s', (_name, text, expected) => {
    expect(redact(text)).toBe(expected);
  });

  it.each(['', 'u', 'us', 'use', 'user:', 'me@example.com:'])('in base64 after %j', (before) => {
    for (const after of ['', '!', ':more'])
      for (const encoding of ['base64', 'base64url'] as const) {
        const masked = redact(`x ${Buffer.from(before + secret + after).toString(encoding)} y`);
        expect(masked).toContain('[masked]');
        const left = masked
          .replace('x ', '')
          .replace(' y', '')
          .split('[masked]')
          .map((part) => part.length);
        // What is left around the mask holds at most one byte of the secret on either side.
        expect(left[0]).toBeLessThanOrEqual(Math.ceil((before.length * 4) / 3));
        expect(left[1]).toBeLessThanOrEqual(Math.ceil((after.length * 4) / 3) + 4);
      }
  });

  it('masks the longer of two overlapping secrets', () => {
    expect(makeRedactor(['secret', 'secret-and-more'])('a secret-and-more b')).toBe('a [masked] b');
  });
});

describe('makeRedactor, shapes', () => {
  const redact = makeRedactor([]);

  it.each([
    ['token ATATT3xFfGF0abc_def-123=ABC used', 'token [masked] used'],
    ['ATCTT3xFfGN0abcdef=12', '[masked]'],
    ['ATBBabcdefgh12345678', '[masked]'],
    ['BBDC-MDAxMjM0NTY3ODkwOr/+x=', '[masked]'],
    ['npm_0123456789abcdefghijABCDEFGHIJ012345', '[masked]'],
    ['Authorization: Bearer a', 'Authorization: Bearer [masked]'],
    ['Authorization: Bearer abcd', 'Authorization: Bearer [masked]'],
    ['{"authorization":"token xyz123"}', '{"authorization":"token [masked]"}'],
    ['got bearer eyJhbGciOi1.x.y back', 'got bearer [masked] back'],
    [`basic ${base64('u:p')}`, 'basic [masked]'],
    ['https://x-token-auth:abc@bitbucket.org/a/b.git', 'https://[masked]@bitbucket.org/a/b.git'],
    ['https://token@bitbucket.org/a', 'https://[masked]@bitbucket.org/a'],
    ['postgres://suture:s3cret@db/suture', 'postgres://suture:[masked]@db/suture'],
    ['//npm.example.com/:_authToken=abcdef', '//npm.example.com/:_authToken=[masked]'],
  ])('%s', (text, expected) => {
    expect(redact(text)).toBe(expected);
  });

  it.each([
    'Basic authentication is disabled',
    'Bearer authentication failed',
    'ssh://git@bitbucket.org/a/b.git',
    'http://localhost:4873/@scope/name',
    'https://host/path@1.0.0',
    'mail ann@example.com about ATLAS and npm_config_cache',
  ])('leaves alone: %s', (text) => {
    expect(redact(text)).toBe(text);
  });

  it.each(['a.', 'a://', 'https://a', 'basic ', 'bearer x', 'authorization: ', 'ATATT'])(
    'handles a megabyte of %j',
    (part) => {
      expect(redact(part.repeat(1_000_000 / part.length))).toBeDefined();
    },
  );
});

import { describe, expect, it } from 'vitest';
import { writeLock } from './lock-text.ts';
import type { Json } from './merge.ts';

type Lock = { [key: string]: Json };
const entry = (version: string, registry: string) => ({
  version,
  resolved: `${registry}/lib/-/lib-${version}.tgz`,
});
const lock = (version: string, registry = 'https://registry.npmjs.org'): Lock => ({
  packages: { 'node_modules/lib': entry(version, registry) },
});

describe('writeLock', () => {
  for (const [name, style] of [
    ['two blanks', (text: Lock) => `${JSON.stringify(text, null, 2)}\n`],
    ['tabs, no line end at the end', (text: Lock) => JSON.stringify(text, null, '\t')],
    ['Windows line ends', (text: Lock) => `${JSON.stringify(text, null, 2)}\n`.replaceAll('\n', '\r\n')],
    ['a byte order mark', (text: Lock) => `\uFEFF${JSON.stringify(text, null, 4)}\n`],
    ['one line', (text: Lock) => JSON.stringify(text)],
  ] as const)
    it(`keeps ${name}`, () =>
      expect(writeLock(style(lock('1.0.0')), lock('1.0.0'), lock('1.0.1'))).toBe(style(lock('1.0.1'))));

  it('keeps the checksum and the licence of a copy that stays', () => {
    const has = (more: Lock, version: string): Lock => ({
      packages: {
        'node_modules/keep': {
          version: '1.0.0',
          resolved: 'https://registry.npmjs.org/keep/-/keep-1.0.0.tgz',
          ...more,
        },
        ...(lock(version).packages as Lock),
      },
    });
    const [before, anew] = [{ integrity: 'sha1-x' }, { integrity: 'sha512-x', license: 'MIT' }];
    const original = JSON.stringify(has(before, '1.0.0'));
    expect(writeLock(original, has(before, '1.0.0'), has(anew, '1.0.1'))).toBe(
      JSON.stringify(has(before, '1.0.1')),
    );
  });

  it('gives a new entry the address of the mirror that all others have', () => {
    const mirror = 'https://npm.acme.example/repository/all';
    const original = JSON.stringify(lock('1.0.0', mirror));
    expect(writeLock(original, lock('1.0.0', mirror), lock('1.0.1'))).toBe(
      JSON.stringify(lock('1.0.1', mirror)),
    );
  });
});

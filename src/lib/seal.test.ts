import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadKey, seal, unseal } from './seal.ts';

describe('seal', () => {
  const key = randomBytes(32);

  it.each(['', 'ATATTsecret', 'ünï ✓', 'x'.repeat(100_000)])('opens to the same text again', (text) => {
    expect(unseal(key, seal(key, text, 'a'), 'a')).toBe(text);
  });

  it('is versioned, and differs each time', () => {
    expect(seal(key, 'same', 'a')).toMatch(/^v1\.[A-Za-z0-9_-]+$/);
    expect(seal(key, 'same', 'a')).not.toBe(seal(key, 'same', 'a'));
  });

  const sealed = seal(key, 'secret', 'connection/1');
  const changed = `${sealed.slice(0, -6)}${sealed.at(-6) === 'A' ? 'B' : 'A'}${sealed.slice(-5)}`;
  it.each([
    ['another key', randomBytes(32), sealed, 'connection/1'],
    ['another context', key, sealed, 'connection/2'],
    ['a changed envelope', key, changed, 'connection/1'],
    ['a shortened tag', key, sealed.slice(0, -4), 'connection/1'],
    ['another version', key, sealed.replace('v1.', 'v2.'), 'connection/1'],
    ['a tail', key, `${sealed}.x`, 'connection/1'],
    ['nothing', key, '', 'connection/1'],
  ])('does not open with %s', (_name, withKey, envelope, context) => {
    expect(() => unseal(withKey, envelope, context)).toThrow(
      expect.objectContaining({ name: 'SealError', code: 'unsealable' }),
    );
  });
});

describe('loadKey', () => {
  let dir: string;
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'suture-seal-'));
  });
  afterEach(() => rm(dir, { recursive: true }));

  it('makes a private file of 32 random bytes when there is none', async () => {
    const path = join(dir, 'deep', 'key');
    const key = await loadKey(path);
    expect(key.export()).toHaveLength(32);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(Buffer.from((await readFile(path, 'utf8')).trim(), 'base64')).toEqual(key.export());
    expect(await readdir(join(dir, 'deep'))).toEqual(['key']);
    expect((await loadKey(path)).equals(key)).toBe(true);
  });

  it('gives one key to all who make it at once', async () => {
    const keys = await Promise.all(Array.from({ length: 8 }, () => loadKey(join(dir, 'key'))));
    expect(keys.every((key) => key.equals(keys[0]!))).toBe(true);
  });

  it('reads hex too, and a file that only a group may read', async () => {
    const bytes = randomBytes(32);
    await writeFile(join(dir, 'key'), `${bytes.toString('hex')}\n`, { mode: 0o440 });
    expect((await loadKey(join(dir, 'key'))).export()).toEqual(bytes);
  });

  it.each(['', 'short', randomBytes(31).toString('base64'), randomBytes(33).toString('hex')])(
    'refuses %j as a key',
    async (text) => {
      await writeFile(join(dir, 'key'), text, { mode: 0o600 });
      await expect(loadKey(join(dir, 'key'))).rejects.toMatchObject({ code: 'key-malformed' });
      expect(await readFile(join(dir, 'key'), 'utf8')).toBe(text);
    },
  );

  it('refuses a file that everybody may read', async () => {
    await loadKey(join(dir, 'key'));
    await chmod(join(dir, 'key'), 0o644);
    await expect(loadKey(join(dir, 'key'))).rejects.toMatchObject({ code: 'key-exposed' });
  });
});

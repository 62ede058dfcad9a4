import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeFiles } from './write-files.ts';

describe('writeFiles', () => {
  let dir = '';
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'suture-write-'));
    mkdirSync(join(dir, 'root', 'sub'), { recursive: true });
    mkdirSync(join(dir, 'elsewhere'));
    writeFileSync(join(dir, 'root', 'a'), 'old');
    writeFileSync(join(dir, 'elsewhere', 'a'), 'theirs');
  });
  afterEach(() => rmSync(dir, { recursive: true }));

  it('replaces a file, keeps its mode and leaves nothing behind', async () => {
    chmodSync(join(dir, 'root', 'a'), 0o640);
    await writeFiles(join(dir, 'root'), [{ path: 'a', after: 'new' }]);
    expect(readFileSync(join(dir, 'root', 'a'), 'utf8')).toBe('new');
    expect(statSync(join(dir, 'root', 'a')).mode & 0o777).toBe(0o640);
    expect(readdirSync(join(dir, 'root'))).toEqual(['a', 'sub']);
  });

  for (const [name, link, path] of [
    ['a file that is a link', 'root/link', 'link'],
    ['a folder that is a link', 'root/there', 'there/a'],
  ] as const)
    it(`refuses ${name}, and writes nothing else either`, async () => {
      symlinkSync(join(dir, name.includes('folder') ? 'elsewhere' : 'elsewhere/a'), join(dir, link));
      const edits = [
        { path: 'a', after: 'new' },
        { path, after: 'new' },
      ];
      await expect(writeFiles(join(dir, 'root'), edits)).rejects.toMatchObject({ code: 'path-refused' });
      expect(readFileSync(join(dir, 'root', 'a'), 'utf8')).toBe('old');
      expect(readFileSync(join(dir, 'elsewhere', 'a'), 'utf8')).toBe('theirs');
    });
});

import { execFileSync } from 'node:child_process';
import {
  existsSync,
  linkSync,
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
import { openWorkspace } from './open.ts';

let root: string;
const files = [
  { path: 'package.json', text: '{}\r\n' },
  { path: 'packages/a/package.json', text: 'ünï' },
];

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'suture-workspace-'));
});

afterEach(() => rmSync(root, { recursive: true }));

describe('openWorkspace', () => {
  it('lays out the files in a private directory and removes it in the end', async () => {
    const workspace = await openWorkspace({ files, root });
    expect(statSync(workspace.root).mode & 0o777).toBe(0o700);
    expect(readFileSync(join(workspace.root, 'packages/a/package.json'), 'utf8')).toBe('ünï');
    expect(await workspace.list()).toEqual(['package.json', 'packages/a/package.json']);
    expect(await workspace.read('package.json')).toBe('{}\r\n');
    expect(await workspace.read('absent/x')).toBeUndefined();
    expect(await workspace.read('packages')).toBeUndefined();
    expect(await workspace.edits()).toEqual([]);
    await workspace[Symbol.asyncDispose]();
    expect(existsSync(workspace.root)).toBe(false);
  });

  it('tells what differs by content, whoever changed it, and undoes it', async () => {
    await using workspace = await openWorkspace({ files, root });
    await workspace.write('package.json', '{"a":1}');
    await workspace.write('packages/a/package.json', null);
    await workspace.write('packages/a/package.json', 'ünï');
    await workspace.write('new/deep/file', 'x');
    writeFileSync(join(workspace.root, 'by-program'), 'y');
    expect(await workspace.edits()).toEqual([
      { path: 'by-program', after: 'y' },
      { path: 'new/deep/file', after: 'x' },
      { path: 'package.json', after: '{"a":1}' },
    ]);
    await workspace.write('packages/a/package.json', null);
    await workspace.write('never/was', null);
    expect(await workspace.edits()).toContainEqual({ path: 'packages/a/package.json', after: null });
    await workspace.reset();
    expect(await workspace.edits()).toEqual([]);
    expect(await workspace.list()).toEqual(['package.json', 'packages/a/package.json']);
  });

  it.each([
    '',
    '/etc/passwd',
    '../x',
    'a/../../x',
    '.git/config',
    'a/.GIT/x',
    'a\\..\\x',
    `${'n'.repeat(300)}`,
  ])('refuses the path %j, and leaves nothing behind', async (path) => {
    const opened = openWorkspace({ files: [...files, { path, text: 'x' }], root });
    await expect(opened).rejects.toMatchObject({ name: 'WorkspaceError', code: 'path-refused' });
    expect(readdirSync(root)).toEqual([]);
    await using workspace = await openWorkspace({ files, root });
    await expect(workspace.write(path, 'x')).rejects.toMatchObject({ code: 'path-refused' });
  });

  it('refuses a file that is another one’s directory', async () => {
    const clash = [
      { path: 'a', text: '' },
      { path: 'a/b', text: '' },
    ];
    for (const order of [clash, clash.toReversed()])
      await expect(openWorkspace({ files: order, root })).rejects.toMatchObject({ code: 'path-refused' });
  });

  it('neither reads, lists nor writes through links', async () => {
    const outside = join(root, 'outside');
    writeFileSync(outside, 'secret');
    await using workspace = await openWorkspace({ files, root });
    const at = (path: string) => join(workspace.root, path);
    symlinkSync(outside, at('file'));
    symlinkSync(root, at('dir'));
    linkSync(outside, at('hard'));
    execFileSync('mkfifo', [at('pipe')]);
    expect(await workspace.list()).toEqual(['hard', 'package.json', 'packages/a/package.json']);
    expect(await workspace.read('file')).toBeUndefined();
    expect(await workspace.read('pipe')).toBeUndefined();
    await expect(workspace.read('dir/outside')).rejects.toMatchObject({ code: 'path-refused' });
    await expect(workspace.write('dir/outside', 'x')).rejects.toMatchObject({ code: 'path-refused' });
    await expect(workspace.write('dir/outside', null)).rejects.toMatchObject({ code: 'path-refused' });
    await workspace.write('file', 'x');
    await workspace.write('hard', 'x');
    expect(await workspace.read('file')).toBe('x');
    await workspace.reset();
    expect(readFileSync(outside, 'utf8')).toBe('secret');
  });

  it('says when a file is too large or no text', async () => {
    await using workspace = await openWorkspace({ files, root });
    writeFileSync(join(workspace.root, 'binary'), Buffer.from([0xff, 0xfe, 0]));
    await expect(workspace.read('binary')).rejects.toMatchObject({ code: 'not-text' });
    execFileSync('truncate', ['-s', '60M', join(workspace.root, 'binary')]);
    await expect(workspace.edits()).rejects.toMatchObject({ code: 'too-large' });
  });
});

import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { walk } from './walk.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'suture-walk-'));
});
afterEach(() => rmSync(root, { recursive: true }));

const never = new AbortController().signal;
const wanted = (path: string) => path.endsWith('lock.json');

function put(path: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), '');
}

it('finds what is wanted in any folder but those of tools', async () => {
  for (const path of ['b/lock.json', 'lock.json', 'a/deep/er/lock.json', 'a/other.json']) put(path);
  for (const path of ['node_modules/x/lock.json', 'a/node_modules/lock.json', '.git/lock.json']) put(path);
  expect(await walk(root, wanted, never)).toEqual({
    paths: ['a/deep/er/lock.json', 'b/lock.json', 'lock.json'],
    problems: [],
  });
});

it('follows no link, and says so where one is wanted', async () => {
  put('real/lock.json');
  symlinkSync(join(root, 'real'), join(root, 'linked'));
  symlinkSync('..', join(root, 'real', 'loop'));
  symlinkSync('/etc/passwd', join(root, 'lock.json'));
  const { paths, problems } = await walk(root, wanted, never);
  expect(paths).toEqual(['real/lock.json']);
  expect(problems.map(({ code, path }) => [code, path])).toEqual([['not-a-file', 'lock.json']]);
});

it('does not go down for ever', async () => {
  put(`${'d/'.repeat(120)}lock.json`);
  put('lock.json');
  const { paths, problems } = await walk(root, wanted, never);
  expect(paths).toEqual(['lock.json']);
  expect(problems.map(({ code }) => code)).toEqual(['walk-cut-short']);
});

it('tells of a folder that cannot be listed', async () => {
  const { paths, problems } = await walk(join(root, 'missing'), wanted, never);
  expect(paths).toEqual([]);
  expect(problems[0]).toMatchObject({ code: 'folder-unreadable', path: '.' });
});

it('stops when it is told to', async () => {
  await expect(walk(root, wanted, AbortSignal.abort(new Error('enough')))).rejects.toThrow('enough');
});

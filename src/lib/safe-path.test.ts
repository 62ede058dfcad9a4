import { expect, it } from 'vitest';
import { isSafePath } from './safe-path.ts';

it.each([
  'a',
  'packages/a/package.json',
  '.gitignore',
  '.github/x',
  'a/..b',
  '...a',
  'line\nbreak',
  'ünï/コード',
  '-rf',
  '__proto__',
  'a.git/b',
])('takes %j', (path) => expect(isSafePath(path)).toBe(true));

it.each([
  '',
  '/etc/passwd',
  '..',
  '../a',
  'a/../b',
  'a/..',
  './a',
  'a/./b',
  'a//b',
  'a/',
  'a\\..\\b',
  'C:/a',
  'nul\0byte',
  '.git',
  '.git/config',
  'a/.GIT/hooks/x',
  '.git /x',
  '.git./x',
  '.git::$INDEX_ALLOCATION/x',
  'GIT~1/x',
  '.g\u200cit/config',
  'a'.repeat(5000),
])('refuses %j', (path) => expect(isSafePath(path)).toBe(false));

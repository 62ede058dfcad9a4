import { describe, expect, it } from 'vitest';
import type { Change } from '../../../domain/plan.ts';
import { editPackageJson } from './edit.ts';

const at = { ecosystem: 'npm', file: 'package.json' } as const;

describe('editPackageJson', () => {
  for (const [name, change, text, want] of [
    [
      'raises a declaration where it stands, tabs and order kept',
      { name: 'b', from: '^1.0.0', to: '^1.2.0', how: 'direct' },
      '{\n\t"dependencies": {\n\t\t"b": "^1.0.0",\n\t\t"a": "1.0.0"\n\t}\n}\n',
      '{\n\t"dependencies": {\n\t\t"b": "^1.2.0",\n\t\t"a": "1.0.0"\n\t}\n}\n',
    ],
    [
      'raises it in each section that says the same',
      { name: 'b', from: '^1.0.0', to: '^2.0.0', how: 'direct' },
      '{"peerDependencies": {"b": "^1.0.0"}, "devDependencies": {"b": "^1.0.0", "c": "^1.0.0"}}',
      '{"peerDependencies": {"b": "^2.0.0"}, "devDependencies": {"b": "^2.0.0", "c": "^1.0.0"}}',
    ],
    [
      'raises an alias under its own name',
      { name: 'b', from: 'npm:b@1.0.0', to: 'npm:b@1.0.1', how: 'direct' },
      '{"dependencies": {"old-b": "npm:b@1.0.0", "b": "2.0.0"}}',
      '{"dependencies": {"old-b": "npm:b@1.0.1", "b": "2.0.0"}}',
    ],
    [
      'adds an override with Windows line ends',
      { name: 'b', to: '^2.0.0', how: 'override', within: ['a'] },
      '{\r\n  "name": "x"\r\n}\r\n',
      '{\r\n  "name": "x",\r\n  "overrides": {\r\n    "a": {\r\n      "b": "^2.0.0"\r\n    }\r\n  }\r\n}\r\n',
    ],
    [
      'joins the overrides that are there',
      { name: 'b', to: '^2.0.0', how: 'override', within: ['a'] },
      '{\n  "overrides": {\n    "a": {\n      "c": "1.0.0"\n    }\n  }\n}',
      '{\n  "overrides": {\n    "a": {\n      "c": "1.0.0",\n      "b": "^2.0.0"\n    }\n  }\n}',
    ],
    [
      'keeps the version that an override pins its dependent to',
      { name: 'b', to: '^2.0.0', how: 'override', within: ['a'] },
      '{"overrides": {"a": "1.0.0"}}',
      '{"overrides": {"a": {\n  ".": "1.0.0",\n  "b": "^2.0.0"\n}}}',
    ],
    [
      'raises an override that is an object',
      { name: 'b', from: '1.0.0', to: '1.0.1', how: 'override', within: [] },
      '{"overrides": {"b": {".": "1.0.0", "c": "1"}}}',
      '{"overrides": {"b": {".": "1.0.1", "c": "1"}}}',
    ],
    [
      'changes nothing when it was made already',
      { name: 'b', from: '^1.0.0', to: '^1.2.0', how: 'direct' },
      '{"dependencies": {"b": "^1.2.0"}}',
      '{"dependencies": {"b": "^1.2.0"}}',
    ],
    [
      'gives nothing when the file says something else',
      { name: 'b', from: '^1.0.0', to: '^1.2.0', how: 'direct' },
      '{"dependencies": {"b": "^1.1.0"}}',
      undefined,
    ],
  ] as [string, Omit<Change, 'ecosystem' | 'file'>, string, string | undefined][])
    it(name, () => {
      const edited = editPackageJson(text, { ...at, ...change });
      if (want === undefined) expect(edited).toBeUndefined();
      else {
        expect(JSON.parse(edited!)).toEqual(JSON.parse(want));
        if (!want.includes('".": "1.0.0"')) expect(edited).toBe(want);
      }
    });
});

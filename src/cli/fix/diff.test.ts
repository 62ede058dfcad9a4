import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { unifiedDiff } from './diff.ts';

it('shows changes with three lines around them', () => {
  const lines = Array.from({ length: 12 }, (_, i) => `line ${i + 1}`);
  const after = lines.with(5, 'changed');
  expect(unifiedDiff('a.txt', `${lines.join('\n')}\n`, `${after.join('\n')}\n`)).toBe(
    `--- a/a.txt
+++ b/a.txt
@@ -3,7 +3,7 @@
 line 3
 line 4
 line 5
-line 6
+changed
 line 7
 line 8
 line 9
`,
  );
});

it('stays small where two long texts differ in many places', () => {
  const before = Array.from({ length: 20_000 }, (_, i) => (i % 3 === 0 ? `line ${i}` : '}'));
  const after = before.map((line, i) => (i % 30 === 0 ? `new ${i}` : line));
  const diff = unifiedDiff('f', `${before.join('\n')}\n`, `${after.join('\n')}\n`).split('\n');
  expect(diff.filter((line) => line.startsWith('-')).length).toBe(667 + 1);
});

it('is empty when nothing changed', () => expect(unifiedDiff('a', 'x\n', 'x\n')).toBe(''));

it('is understood by git, whatever the texts are', () => {
  const dir = mkdtempSync(join(tmpdir(), 'suture-diff-'));
  const text = fc
    .array(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', '', '}', '}'), { maxLength: 40 })
    .map((lines) => lines.join('\n'));
  try {
    fc.assert(
      fc.property(text, text, (before, after) => {
        fc.pre(before !== after && before !== '' && after !== '');
        writeFileSync(join(dir, 'f'), before);
        const apply = ['apply', '--whitespace=nowarn', '-'];
        execFileSync('git', apply, { cwd: dir, input: unifiedDiff('f', before, after), stdio: 'pipe' });
        expect(readFileSync(join(dir, 'f'), 'utf8')).toBe(after);
      }),
      { numRuns: 150 },
    );
  } finally {
    rmSync(dir, { recursive: true });
  }
});

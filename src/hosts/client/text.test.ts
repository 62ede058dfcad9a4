import { expect, test } from 'vitest';
import { cutBody, cutTitle, sameText, withMarker } from './text.ts';

test('titles are one line of at most 255 characters', () => {
  expect(cutTitle('fix(deps): a\n 1 → 2 ')).toBe('fix(deps): a 1 → 2');
  expect(cutTitle('x'.repeat(255))).toHaveLength(255);
  expect(cutTitle('x'.repeat(256))).toBe(`${'x'.repeat(254)}…`);
  expect(cutTitle(`${'x'.repeat(253)}😀😀`)).toBe(`${'x'.repeat(253)}…`);
});

test('bodies stay below 30,000 characters and say what is missing', () => {
  expect(cutBody('short')).toBe('short');
  const cut = cutBody(`${'line\n'.repeat(7000)}`);
  expect(cut.length).toBeLessThanOrEqual(30_000);
  expect(cut).toMatch(/line\n\n_The rest was cut off[^\n]+_$/);
});

test('a cut inside a fenced block closes it', () => {
  const cut = cutBody(`intro\n\n\`\`\`json\n${'x\n'.repeat(20_000)}\`\`\`\n`);
  expect(cut.length).toBeLessThanOrEqual(30_000);
  expect(cut).toMatch(/x\n```\n\n_The rest/);
});

test('markers stand at the end, after a blank line, once, and survive a cut', () => {
  const marker = '[//]: # (suture:build)';
  expect(withMarker('Red.', marker)).toBe(`Red.\n\n${marker}`);
  expect(withMarker(`Red.\n\n${marker}\n`, marker)).toBe(`Red.\n\n${marker}`);
  const long = withMarker('x'.repeat(40_000), marker);
  expect(long.endsWith(`\n\n${marker}`)).toBe(true);
  expect(long.length).toBeLessThanOrEqual(30_000);
});

test('line ends do not make texts differ', () => {
  expect(sameText('a\r\nb\n', 'a\nb')).toBe(true);
  expect(sameText('a', 'b')).toBe(false);
});

import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { makeLog } from './log.ts';
import { makeRedactor } from './redact.ts';

let written: string;

beforeEach(() => {
  written = '';
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    written += text;
    return true;
  });
});

afterEach(() => vi.restoreAllMocks());

it('writes one JSON object a line to stderr', () => {
  const log = makeLog({ level: 'info', redact: makeRedactor([]) });
  log.info({ repository: 'acme/pay' }, 'indexed');
  log.debug('not shown');
  log.child({ run: 7 }).warn('slow');
  const lines = written
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(lines).toEqual([
    { level: 'info', time: expect.stringMatching(/^\d{4}-.*Z$/), repository: 'acme/pay', msg: 'indexed' },
    { level: 'warn', time: expect.any(String), run: 7, msg: 'slow' },
  ]);
});

it('masks secrets in messages, fields, errors, their causes and their stacks', () => {
  const secret = 'hunter2"hunter2';
  const log = makeLog({ level: 'info', redact: makeRedactor([secret]) });
  const cause = new Error(`proxy said ${secret}`);
  log.error(
    { err: new Error(`refused ${secret}`, { cause }), nested: { [secret]: secret } },
    `with ${secret}`,
  );
  expect(written).not.toContain('hunter2');
  expect(JSON.parse(written)).toMatchObject({
    msg: 'with [masked]',
    err: { message: expect.stringContaining('refused [masked]') },
    nested: { '[masked]': '[masked]' },
  });
});

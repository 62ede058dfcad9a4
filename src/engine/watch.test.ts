import { expect, it } from 'vitest';
import type { Run, Trigger } from '../domain/run.ts';
import { isDue } from './watch.ts';

const run = (
  id: string,
  startedAt: string,
  trigger: Trigger = 'schedule',
  kind: Run['kind'] = 'follow',
): Run => ({
  id,
  connection: 'c',
  kind,
  trigger,
  stage: 'done',
  again: false,
  startedAt: `2026-05-01T${startedAt}:00.000Z`,
});

it.each([
  { name: 'the first look', before: [], due: true },
  { name: 'a look in the same hour', before: [run('2', '09:01')], due: false },
  { name: 'a look in the hour before', before: [run('2', '08:59')], due: true },
  { name: 'a webhook in the same hour', before: [run('2', '09:01', 'webhook')], due: true },
  {
    name: 'another kind of run in the same hour',
    before: [run('2', '09:01', 'schedule', 'connect')],
    due: true,
  },
  { name: 'itself', before: [run('1', '09:30')], due: true },
])('settled builds are asked for again after $name: $due', ({ before, due }) => {
  const now = new Date('2026-05-01T09:30:00.000Z');
  expect(isDue(run('1', '09:30'), before, now)).toBe(due);
  expect(isDue(run('1', '09:30', 'person'), before, now)).toBe(true);
});

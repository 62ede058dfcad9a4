import { expect, test } from 'vitest';
import { takeTogether } from './build-state.ts';

type States = ('running' | 'passed' | 'failed' | 'stopped')[];

test.each<[States, string]>([
  [[], 'none'],
  [['passed'], 'passed'],
  [['passed', 'running'], 'running'],
  [['passed', 'failed', 'running'], 'failed'],
  [['passed', 'stopped'], 'failed'],
])('%j taken together is %s', (states, together) => {
  const builds = states.map((state, index) => ({ key: `${index}`, name: 'build', state }));
  expect(takeTogether(builds)).toEqual({ state: together, builds });
});

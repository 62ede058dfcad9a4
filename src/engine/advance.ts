import type { Run } from '../domain/run.ts';
import { onConnected } from './advance/on-connected.ts';
import { onFixed } from './advance/on-fixed.ts';
import { onFollowed } from './advance/on-followed.ts';
import { onIndexed } from './advance/on-indexed.ts';
import { onPlanned } from './advance/on-planned.ts';
import { onPublished } from './advance/on-published.ts';
import type { Settling } from './facts.ts';
import type { Next } from './next.ts';

/** What happened and what we know, to what comes next. Pure: the whole behaviour of a run can be read and tested here. */
export function advance(run: Run, settling: Settling): Next {
  switch (settling.kind) {
    case 'connect':
      return onConnected(run, settling.outcome, settling.facts);
    case 'index':
      return onIndexed(run, settling.outcome, settling.facts);
    case 'plan':
      return onPlanned(run, settling.outcome, settling.facts);
    case 'fix':
      return onFixed(run, settling.outcome, settling.facts);
    case 'publish':
      return onPublished(run, settling.outcome, settling.facts);
    case 'follow':
      return onFollowed(run, settling.outcome, settling.facts);
  }
}

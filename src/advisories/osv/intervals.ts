import type { VersionInterval } from '../../domain/version.ts';

/** One event of a range, as kind and version. */
export type RangeEvent = [kind: 'introduced' | 'fixed' | 'last_affected' | 'limit', version: string];

/**
 * Intervals of one OSV range (https://ossf.github.io/osv-schema, "affected[].ranges[].events"). Events are taken in
 * the order given as long as beginnings and ends alternate; else (the schema promises no order) they are sorted first.
 * Bounds stay as written: many are not valid versions, and what they mean is the ecosystem's to say.
 */
export function intervalsOf(events: readonly RangeEvent[]): VersionInterval[] {
  const bounded = events.filter(([kind, version]) => kind !== 'limit' || version !== '*');
  const alternating = bounded.every(([kind], index) => (kind === 'introduced') === (index % 2 === 0));
  return walk(alternating ? bounded : bounded.toSorted(compareEvents));
}

/** OSV's evaluation: a beginning while affected and an end while not affected change nothing. */
function walk(events: readonly RangeEvent[]): VersionInterval[] {
  const intervals: VersionInterval[] = [];
  let introduced = events.some(([kind]) => kind === 'introduced') ? undefined : '0';
  for (const [kind, version] of events) {
    if (kind === 'introduced') {
      introduced ??= version;
    } else if (introduced === undefined) {
      preferFix(intervals.at(-1), kind, version);
    } else {
      intervals.push(
        kind === 'last_affected' ? { introduced, lastAffected: version } : { introduced, fixed: version },
      );
      introduced = undefined;
    }
  }
  if (introduced !== undefined && events.length > 0) intervals.push({ introduced });
  return intervals;
}

/** Both `last_affected` and `fixed` for one beginning: forbidden, yet met. The fix says more. */
function preferFix(interval: VersionInterval | undefined, kind: RangeEvent[0], version: string): void {
  if (kind !== 'fixed' || interval?.lastAffected === undefined) return;
  delete interval.lastAffected;
  interval.fixed = version;
}

function compareEvents([kindA, a]: RangeEvent, [kindB, b]: RangeEvent): number {
  return compareNaturally(a, b) || order.indexOf(kindA) - order.indexOf(kindB);
}

/** Of events at one version; the fix ends what an earlier version began before a new one begins. */
const order = ['fixed', 'limit', 'introduced', 'last_affected'];

/** Numbers by value, the rest by text: good enough to sort the few ranges that come unsorted, in any ecosystem. */
function compareNaturally(a: string, b: string): number {
  const [left, right] = [a.split(/[.+_-]/), b.split(/[.+_-]/)];
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const [x, y] = [left[i] ?? '0', right[i] ?? '0'];
    const numbers = /^\d{1,15}$/.test(x) && /^\d{1,15}$/.test(y);
    const difference = numbers ? Number(x) - Number(y) : x < y ? -1 : x > y ? 1 : 0;
    if (difference !== 0) return difference;
  }
  return 0;
}

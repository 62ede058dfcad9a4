import type { Call } from '../http.ts';
import { badRequest } from './errors.ts';

/** Most values a page: more is clamped without a word, and the answer's `limit` tells. */
export const clamps = {
  commits: 100,
  pulls: 100,
  activities: 500,
  repositories: 1000,
  branches: 1000,
  projects: 1000,
  lines: 5000,
  files: 100_000,
  others: 1000,
};

/**
 * One page. Items that `keep` refuses are skipped, yet `start` and `nextPageStart` count them: a client has to follow
 * `nextPageStart` instead of adding up.
 */
export function page<T, R>(
  call: Call,
  items: T[],
  render: (item: T) => R,
  clamp: number,
  keep: (item: T) => boolean = () => true,
) {
  const { start, limit } = wanted(call, clamp);
  const values: R[] = [];
  let at = start;
  for (; at < items.length && values.length < limit; at++) {
    const item = items[at] as T;
    if (keep(item)) values.push(render(item));
  }
  const more = items.slice(at).some(keep);
  return {
    size: values.length,
    limit,
    isLastPage: !more,
    values,
    start,
    ...(more ? { nextPageStart: at } : {}),
  };
}

/** `start` and the clamped `limit` of a call, for lists that are read piece by piece. */
export function wanted(call: Call, clamp: number): { start: number; limit: number } {
  const start = Number(call.query.get('start') ?? 0);
  const limit = Number(call.query.get('limit') ?? 25);
  if (!Number.isInteger(start) || start < 0) throw badRequest('start', 'start must not be negative');
  if (!Number.isInteger(limit) || limit < 1) throw badRequest('limit', 'limit must be positive');
  return { start, limit: Math.min(limit, clamp) };
}

/** How times are written and links rooted. */
export interface Dialect {
  baseUrl: string;
  time(date: Date): number | string;
  commitTime(date: Date): number | string;
}

/** REST answers, and webhooks up to 9.x: milliseconds since 1970. */
export function epoch(baseUrl: string): Dialect {
  return { baseUrl, time: Number, commitTime: Number };
}

/** Webhooks since 10.x: ISO 8601, without a colon in the zone, but of commits with fraction and `Z` (recorded). */
export function iso(baseUrl: string): Dialect {
  return { baseUrl, time: isoTime, commitTime: (date) => date.toISOString() };
}

/** A time as `2026-06-05T13:54:44+0000`. */
export function isoTime(date: Date): string {
  return date.toISOString().replace(/\.\d+Z$/, '+0000');
}

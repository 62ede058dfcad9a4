import type { Check, Health } from './connection.ts';

/** Rungs without which nothing on a connection works. */
const vital: readonly Check['name'][] = ['reach', 'tls', 'login'];

/** The failed rung that makes a connection useless, if there is one. */
export function fatalAmong(checks: readonly Check[]): Check | undefined {
  return checks.find((check) => check.status === 'failed' && vital.includes(check.name));
}

/** Failed where nothing works, degraded where something does not; the cause in the checks' own words. */
export function healthOf(checks: readonly Check[], now: Date): Health {
  const checkedAt = now.toISOString();
  const failed = checks.filter((check) => check.status === 'failed');
  if (failed.length === 0) return { state: 'connected', checkedAt };
  const because = failed.map((check) => check.detail).join(' ');
  return { state: fatalAmong(checks) === undefined ? 'degraded' : 'failed', because, checkedAt };
}

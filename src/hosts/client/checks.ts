import type { Check } from '../../domain/connection.ts';
import type { HttpResponse } from '../../lib/http/http.ts';
import type { HostError } from '../error.ts';
import type { Clock } from './clock.ts';

const ladder: Check['name'][] = ['reach', 'tls', 'login', 'scope', 'repository-read', 'pull-request-write'];

/** The rungs above a failed one. */
export function skippedAfter(name: Check['name']): Check[] {
  return ladder
    .slice(ladder.indexOf(name) + 1)
    .map((later) => ({ name: later, status: 'skipped', detail: 'An earlier check failed.' }));
}

/** The whole ladder for a server that gave no answer. */
export function unreached(error: HostError, baseUrl: string): Check[] {
  if (error.code !== 'tls') return [error.toCheck('reach'), ...skippedAfter('reach')];
  const { host } = new URL(baseUrl);
  return [
    { name: 'reach', status: 'passed', detail: `${host} accepts connections.` },
    error.toCheck('tls'),
    ...skippedAfter('tls'),
  ];
}

/** Reach and TLS as a first answer shows them, with a warning when our clock and the server's are far apart. */
export function reached(answer: HttpResponse, baseUrl: string, clock: Clock): Check[] {
  const { host, protocol } = new URL(baseUrl);
  const checks: Check[] = [{ name: 'reach', status: 'passed', detail: `${host} answers.` }];
  const minutes = Math.round(Math.abs(Date.parse(answer.headers.date ?? '') - clock.now()) / 60_000);
  if (minutes >= 5)
    checks.push({
      name: 'reach',
      subject: 'clock',
      status: 'warning',
      detail: `The clocks of this machine and of ${host} are ${minutes} minutes apart.`,
      remedy: 'Set the clock of the wrong one (NTP): tokens and certificates depend on it.',
    });
  checks.push(
    protocol === 'https:'
      ? { name: 'tls', status: 'passed', detail: 'The certificate is trusted.' }
      : { name: 'tls', status: 'skipped', detail: 'The base URL is http: nothing is encrypted.' },
  );
  return checks;
}

/** A warning when little of the hour's allowance is left. */
export function allowance(usage: { calls: number; remaining?: number }, near: boolean): Check[] {
  const { remaining } = usage;
  if (!near && (remaining === undefined || remaining >= 100)) return [];
  return [
    {
      name: 'reach',
      subject: 'rate limit',
      status: 'warning',
      detail: near
        ? 'Bitbucket says that the credential is near its hourly limit of calls.'
        : `${remaining} calls are left in this hour.`,
      remedy: 'Give Suture an account of its own: everything that uses the same account shares the limit.',
    },
  ];
}

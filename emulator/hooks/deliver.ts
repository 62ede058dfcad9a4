import { createHmac, randomUUID } from 'node:crypto';
import type { EditionApi } from '../http.ts';
import { makeTurns } from '../world/turns.ts';
import type { Edition, Hook, Repo, World, WorldEvent } from '../world.ts';
import { makeBreaker } from './breaker.ts';

export interface Deliveries {
  /** Sends Data Center's test request, which is never signed; false for an unknown webhook. */
  ping(hookId: string): Promise<boolean>;
  /** Waits until nothing is on its way. */
  drained(): Promise<void>;
}

/** Cloud drops larger bodies without a word (bytes). */
const cloudBodyLimit = 256 * 1024;

/**
 * Sends webhooks as each edition does. Cloud: the same `X-Request-UUID` for every attempt, at most two more on a 5xx or
 * a time-out, at once; nothing over 256 KB. Data Center: one attempt, and a rest for a receiver that keeps failing.
 */
export function makeDeliveries(options: {
  world: World;
  apis: Record<Edition, EditionApi>;
  urls: Record<Edition, string>;
  profile: string;
  signal: AbortSignal;
  /** Milliseconds for one attempt; 10 s on both editions. */
  timeout?: number;
}): Deliveries {
  const { world, apis, urls, profile } = options;
  const underWay = new Set<Promise<void>>();
  const inTurn = makeTurns<Hook>();
  const inOrder = makeTurns<Repo>();
  const breaker = makeBreaker(() => world.now().getTime());

  const track = (work: Promise<void>) => {
    // A receiver's fault is the receiver's; a payload that cannot be built must not end the emulator.
    const quiet = work.catch(() => {});
    underWay.add(quiet);
    quiet.finally(() => underWay.delete(quiet));
  };
  world.on((event) => {
    const repo = repositoryOf(event);
    const all = repo.edition === 'cloud' ? [...world.hooks(repo), ...world.hooks()] : world.hooks(repo);
    const hooks = all.filter((hook) => hook.active);
    if (hooks.length > 0) track(inOrder(repo, () => announce(repo, hooks, event)));
  });

  async function announce(repo: Repo, hooks: Hook[], event: WorldEvent): Promise<void> {
    const { edition } = repo;
    const payload = await apis[edition].hookPayload(event, urls[edition], profile, world);
    if (payload === undefined) return;
    const body = JSON.stringify(payload.body);
    for (const hook of hooks)
      if (hook.events.includes(payload.eventKey))
        track(inTurn(hook, () => deliver(hook, payload.eventKey, body, payload.headers)));
  }

  async function deliver(
    hook: Hook,
    eventKey: string,
    body: string,
    given: Record<string, string>,
  ): Promise<void> {
    const cloud = hook.edition === 'cloud';
    if (cloud && Buffer.byteLength(body) > cloudBodyLimit) return;
    if (!cloud && breaker.isOpen(hook)) return;
    const headers: Record<string, string> = {
      ...given,
      'Content-Type': 'application/json',
      'X-Event-Key': eventKey,
      ...(cloud ? cloudHeaders(hook, world.now()) : { 'X-Request-Id': randomUUID() }),
    };
    if (hook.secret && eventKey !== pingKey) headers['X-Hub-Signature'] = sign(hook.secret, body);
    for (let attempt = 1; attempt <= (cloud ? 3 : 1); attempt += 1) {
      if (options.signal.aborted) return;
      if (cloud) headers['X-Attempt-Number'] = String(attempt);
      const result = await post(hook.url, headers, body);
      if (!cloud) breaker.note(hook, result === 'taken');
      if (result !== 'again') return;
    }
  }

  /** `again`: a 5xx or no answer in time. */
  async function post(
    url: string,
    headers: Record<string, string>,
    body: string,
  ): Promise<'taken' | 'refused' | 'again'> {
    const timeout = AbortSignal.timeout(options.timeout ?? 10_000);
    const signal = AbortSignal.any([timeout, options.signal]);
    try {
      const answer = await fetch(url, { method: 'POST', headers, body, redirect: 'manual', signal });
      await answer.body?.cancel();
      if (answer.status >= 500) return 'again';
      return answer.ok ? 'taken' : 'refused';
    } catch {
      return timeout.aborted ? 'again' : 'refused';
    }
  }

  return {
    async ping(hookId) {
      const repos = [...world.repositories('cloud'), ...world.repositories('data-center')];
      const hook = repos.flatMap((repo) => world.hooks(repo)).find((one) => one.id === hookId);
      if (hook === undefined) return false;
      await deliver(hook, pingKey, JSON.stringify({ test: true }), {});
      return true;
    },
    async drained() {
      while (underWay.size > 0) await Promise.all(underWay);
    },
  };
}

const pingKey = 'diagnostics:ping';

function cloudHeaders(hook: Hook, now: Date): Record<string, string> {
  return {
    'User-Agent': 'Bitbucket-Webhooks/2.0',
    'X-Hook-UUID': hook.id.replace(/[{}]/g, ''),
    'X-Request-UUID': randomUUID(),
    'X-Event-Time': now.toISOString(),
  };
}

/** `sha256=` and the HMAC-SHA256 of the raw body, in hex: the same on both editions. */
function sign(secret: string, body: string): string {
  return `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
}

function repositoryOf(event: WorldEvent): Repo {
  if (event.kind === 'push') return event.repo;
  return event.kind === 'pull' ? event.pull.repo : event.status.repo;
}

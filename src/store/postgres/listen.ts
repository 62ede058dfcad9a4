import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';

/**
 * Hears NOTIFY on a connection of its own, and connects again when it breaks. What was said meanwhile is lost, so it
 * calls back once after each connect; behind a pooler in transaction mode nothing is ever heard, and the queue's own
 * sweep has to do.
 * @returns what ends it.
 */
export async function listen(
  settings: pg.ClientConfig,
  channel: string,
  heard: () => void,
): Promise<() => Promise<void>> {
  const end = new AbortController();
  let client: pg.Client | undefined;
  const connect = async () => {
    const next = new pg.Client({ ...settings, keepAlive: true });
    next.on('notification', heard);
    next.on('error', () => {});
    next.on('end', () => {
      if (client === next && !end.signal.aborted) void again();
    });
    try {
      await next.connect();
      await next.query(`listen ${pg.escapeIdentifier(channel)}`);
    } catch (error) {
      await next.end().catch(() => {});
      throw error;
    }
    if (end.signal.aborted) return next.end();
    client = next;
    heard();
  };
  const again = async () => {
    for (let wait = 250; !end.signal.aborted; wait = Math.min(wait * 2, 10_000)) {
      await delay(wait, undefined, { signal: end.signal }).catch(() => {});
      if (end.signal.aborted) return;
      const done = await connect().then(
        () => true,
        () => false,
      );
      if (done) return;
    }
  };
  await connect();
  return async () => {
    end.abort();
    await client?.end().catch(() => {});
  };
}

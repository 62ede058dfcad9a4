import { sql } from 'kysely';
import type { Db } from './dialect.ts';
import type { Store } from './store.ts';

/** How often a process looks whether a timer is due, at most and at least. */
const looks = { most: 250, least: 5000 };

/** Something done every so many seconds by exactly one of all processes. */
export interface Timers {
  /**
   * Calls `work` at once and then every `seconds`, in the transaction that sets the timer anew: what it writes and the
   * fact that it ran stay or vanish together. Processes that look at the same time pass by. A failure is said and tried
   * again soon.
   * @returns what ends it in this process.
   */
  every(name: string, seconds: number, work: (tx: Store) => Promise<void>): () => void;
  stop(): void;
}

export function makeTimers(parts: {
  db: Db;
  transaction: Store['transaction'];
  dbOf(store: Store): Db;
  say(line: string): void;
}): Timers {
  const running = new Set<() => void>();
  return {
    every(name, seconds, work) {
      const pause = Math.max(looks.most, Math.min(looks.least, (seconds * 1000) / 4));
      let [stopped, timer]: [boolean, NodeJS.Timeout | undefined] = [false, undefined];
      const stop = () => {
        stopped = true;
        clearTimeout(timer);
        running.delete(stop);
      };
      const look = async (set: boolean) => {
        const ready =
          set ||
          (await wind(parts.db, name, seconds).then(
            () => true,
            () => false,
          ));
        const tick = parts.transaction(async (tx) => {
          if (await claim(parts.dbOf(tx), name, seconds)) await work(tx);
        });
        await tick.catch((error: unknown) => {
          if (!stopped)
            parts.say(`The timer "${name}" failed and will be tried again: ${(error as Error).message}`);
        });
        if (!stopped) timer = setTimeout(() => void look(ready), pause);
      };
      running.add(stop);
      void look(false);
      return stop;
    },
    stop() {
      for (const stop of running) stop();
    },
  };
}

/** Makes it due now where it is new, and in `seconds` at the latest where it was set for a longer time. */
async function wind(db: Db, name: string, seconds: number): Promise<void> {
  await sql`
    insert into suture.timers as timer (name, due) values (${name}, now())
    on conflict (name) do update set due = least(timer.due, now() + ${seconds} * interval '1 second')`.execute(
    db,
  );
}

async function claim(db: Db, name: string, seconds: number): Promise<boolean> {
  const { rows } = await sql`
    update suture.timers set due = now() + ${seconds} * interval '1 second'
    where name = (
      select name from suture.timers where name = ${name} and due <= now() for update skip locked
    )
    returning name`.execute(db);
  return rows.length > 0;
}

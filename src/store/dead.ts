import type { PgBoss } from 'pg-boss';
import type { Db } from './dialect.ts';
import { attempts, deadQueue, type TaskData, through } from './queue.ts';
import type { QueueReader, Store, TaskDeath } from './store.ts';
import { json } from './text.ts';

type Bury = Parameters<QueueReader['onDead']>[0];

/** How often the dead are looked for that nobody reported: their workers vanished. */
const sweepMilliseconds = 5000;

const vanished: TaskDeath = {
  code: 'worker-vanished',
  message: `The task was started ${attempts} times, and each time its worker vanished before it ended.`,
  remedy: 'Look for workers that were killed (out of memory?), then run it again.',
};

/** Tasks that nobody will carry out any more, until it is known what that means for their runs. */
export interface Dead {
  add(tx: Db, data: Required<TaskData>): Promise<void>;
  /** Buries all, one transaction each; what cannot be buried now is tried again later. */
  bury(): Promise<void>;
  /** Those that a known `bury` has not yet dealt with. */
  waiting(): Promise<number>;
  onDead(bury: Bury): void;
  stop(): void;
}

export function makeDead(parts: {
  boss: PgBoss;
  transaction: Store['transaction'];
  dbOf(store: Store): Db;
  say(line: string): void;
}): Dead {
  const { boss, say } = parts;
  let bury: Bury | undefined;
  let timer: NodeJS.Timeout | undefined;
  const buryOne = (how: Bury) =>
    parts.transaction(async (tx) => {
      const db = through(parts.dbOf(tx));
      const [job] = await boss.fetch<TaskData>(deadQueue, { db });
      if (job === undefined) return false;
      await how(tx, job.data.ref, job.data.death ?? vanished);
      await boss.complete(deadQueue, job.id, null, { db });
      return true;
    });
  const buryAll = async () => {
    if (bury === undefined) return;
    try {
      while (await buryOne(bury));
    } catch (error) {
      say(`A task that ended could not be settled, and will be tried again: ${(error as Error).message}`);
    }
  };
  return {
    // What went wrong may quote a server's answer: characters that the database refuses included.
    add: async (tx, data) => void (await boss.send(deadQueue, JSON.parse(json(data)), { db: through(tx) })),
    bury: buryAll,
    async waiting() {
      if (bury === undefined) return 0;
      const jobs = await boss.findJobs(deadQueue, { queued: true });
      return jobs.length;
    },
    onDead(how) {
      bury = how;
      timer ??= setInterval(() => void buryAll(), sweepMilliseconds).unref();
      void buryAll();
    },
    stop: () => clearInterval(timer),
  };
}

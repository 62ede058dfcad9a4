import type { App } from '../../app.ts';
import { formatSlug } from '../../domain/repository.ts';
import type { Task } from '../../tasks/task.ts';
import type { CliContext } from '../context.ts';

/** Works on tasks until none is due, showing what is being done. Tasks put back for later are said and left. */
export async function workUntilIdle(app: App, context: CliContext): Promise<void> {
  const stop = new AbortController();
  const signal = AbortSignal.any([context.signal, stop.signal]);
  const progress = context.progress('suture');
  let [started, done] = [0, 0];
  const working = app.work({
    signal,
    onTask({ task, status, failure }) {
      if (status === 'started') {
        started++;
        progress.step(describe(task));
      } else {
        done++;
        if (failure !== undefined) progress.step(`${describe(task)} failed: ${failure.message}`);
      }
      progress.at(done, started);
    },
    onTrouble: (error) => context.say(`The database does not answer: ${(error as Error).message}`),
  });
  try {
    await app.store.reader.idle(context.signal);
  } finally {
    stop.abort();
    await working;
    progress.end();
  }
  context.signal.throwIfAborted();
  const { later } = await app.store.reader.depth();
  if (later > 0)
    context.say(`${later} tasks wait to be tried again; run once more, or leave it to suture server.`);
}

const verbs: Record<Task['kind'], string> = {
  connect: 'listing',
  index: 'reading',
  plan: 'planning',
  fix: 'fixing',
  publish: 'publishing',
  follow: 'following',
};

/** `acme/pay: fixing minimist`. */
export function describe(task: Task): string {
  const where = 'repository' in task ? formatSlug(task.repository.slug) : task.connection.name;
  const what =
    task.kind === 'fix' ? ` ${task.plan.target.package} (${task.plan.candidates[task.candidate]?.how})` : '';
  return `${where}: ${verbs[task.kind]}${what}`;
}

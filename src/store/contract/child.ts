/** A process that the contract kills: it says `ready` at the worst moment and then does nothing more. */
import { openStore } from '../open-store.ts';

const { key, act, ...options } = JSON.parse(await new Response(process.stdin as never).text()) as {
  key: string;
  act: 'hold' | 'lease' | 'before-commit' | 'after-commit';
  dataDir: string;
};
const store = await openStore({ ...options, key: Buffer.from(key, 'base64') });

switch (act) {
  case 'hold':
    await stay();
    break;
  case 'lease':
    await store.reader.next(new AbortController().signal);
    await stay();
    break;
  case 'before-commit':
    await settleOne(stay);
    break;
  case 'after-commit':
    await settleOne(async () => {});
    await stay();
    break;
}

/** What the engine does with an outcome: completion, state and next task in one transaction. */
async function settleOne(last: () => Promise<void>): Promise<void> {
  const lease = await store.reader.next(new AbortController().signal);
  await store.transaction(async (tx) => {
    await store.reader.complete(tx, lease!);
    const { run } = lease!.ref;
    await tx.runs.update(run, { stage: 'planning', commit: 'c0ffee' });
    await tx.queue.add({ kind: 'plan', run }, { key: `${run}:plan` });
    await last();
  });
}

async function stay(): Promise<void> {
  process.stdout.write('ready\n');
  await new Promise((resolve) => setTimeout(resolve, 3_600_000));
}

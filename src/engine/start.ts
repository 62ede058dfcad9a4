import type { Run, Trigger } from '../domain/run.ts';
import type { HostEvent } from '../hosts/host.ts';
import type { Store } from '../store/store.ts';
import { keyOf } from './next.ts';

/**
 * Every way in ends here: a webhook, a schedule, a merge, a new advisory, a person, the command line. A run that is
 * active already is marked to start over instead; gives the run where one was started.
 */
export async function startConnect(
  tx: Store,
  connection: string,
  trigger: Trigger,
  test: boolean,
): Promise<Run | undefined> {
  const run = await tx.runs.start({ connection, kind: 'connect', trigger, stage: 'connecting' });
  if (run !== undefined)
    await tx.queue.add({ kind: 'connect', run: run.id, test }, { key: `${run.id}:connect` });
  return run;
}

export async function startRepository(
  tx: Store,
  connection: string,
  repository: string,
  trigger: Trigger,
): Promise<Run | undefined> {
  const run = await tx.runs.start({ connection, repository, kind: 'repository', trigger, stage: 'indexing' });
  if (run !== undefined) await tx.queue.add({ kind: 'index', run: run.id }, { key: `${run.id}:index` });
  return run;
}

/** The same for thousands at once. */
export async function startRepositories(
  tx: Store,
  starts: { connection: string; repository: string; trigger: Trigger }[],
): Promise<Run[]> {
  const runs = await tx.runs.startAll(
    starts.map((start) => ({ ...start, kind: 'repository', stage: 'indexing' })),
  );
  await tx.queue.addAll(runs.map(({ id }) => ({ ref: { kind: 'index', run: id }, key: `${id}:index` })));
  return runs;
}

/** Follows all our open pull requests of a connection, or, on a hint, those of one repository (and build). */
export async function startFollow(
  tx: Store,
  connection: string,
  trigger: Trigger,
  hint?: { repository: string; numbers: number[] },
): Promise<Run | undefined> {
  const open = await tx.pullRequests.list({ connection, state: 'open' });
  if (open.length === 0) return undefined;
  const run = await tx.runs.start({ connection, kind: 'follow', trigger, stage: 'following' });
  if (run === undefined) return undefined;
  const ref = { kind: 'follow', run: run.id, ...hint } as const;
  await tx.queue.add(ref, { key: keyOf(ref) });
  return run;
}

/** A webhook is a hint: it only says where to look, and what is seen there counts. */
export async function startFromEvent(
  tx: Store,
  connection: string,
  event: HostEvent,
): Promise<Run | undefined> {
  const repository = await tx.repositories.byRemoteId(connection, event.remoteId);
  if (repository === undefined)
    return event.kind === 'repository' ? startConnect(tx, connection, 'webhook', false) : undefined;
  const open = await tx.pullRequests.list({ repository: repository.id, state: 'open' });
  switch (event.kind) {
    case 'pushed':
      return startFromPush(tx, connection, repository.id, repository.defaultBranch, event.branches, open);
    case 'pull-request': {
      const ours = open.filter((pr) => pr.number === event.number).map((pr) => pr.number);
      return ours.length === 0
        ? undefined
        : startFollow(tx, connection, 'webhook', { repository: repository.id, numbers: ours });
    }
    case 'build': {
      const ours = open.filter((pr) => pr.head.startsWith(event.commit)).map((pr) => pr.number);
      return ours.length === 0
        ? undefined
        : startFollow(tx, connection, 'webhook', { repository: repository.id, numbers: ours });
    }
    case 'repository':
      return startConnect(tx, connection, 'webhook', false);
  }
}

/** A push to the default branch is indexed; one to a branch of ours may be a person's. */
async function startFromPush(
  tx: Store,
  connection: string,
  repository: string,
  defaultBranch: string | undefined,
  branches: string[],
  open: { number: number; branch: string }[],
): Promise<Run | undefined> {
  if (defaultBranch === undefined || branches.includes(defaultBranch))
    return startRepository(tx, connection, repository, 'webhook');
  const numbers = open.filter((pr) => branches.includes(pr.branch)).map((pr) => pr.number);
  return numbers.length === 0 ? undefined : startFollow(tx, connection, 'webhook', { repository, numbers });
}

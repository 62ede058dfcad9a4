import type { Connection } from '../domain/connection.ts';
import type { PlanState } from '../domain/fix.ts';
import type { Run } from '../domain/run.ts';
import type { StoredPullRequest, TaskRef } from '../store/store.ts';
import type { PublishFix, Task } from '../tasks/task.ts';
import { isDeclined } from './advance/on-indexed.ts';
import { readCursor, sinceFor } from './cursor.ts';
import { descriptionOf } from './describe/description.ts';
import { messageOf } from './describe/message.ts';
import { titleOf } from './describe/title.ts';
import type { Engine } from './engine.ts';
import { branchOf, obsoleteAmong, planIdFor } from './plans.ts';
import { watchedOf } from './watch.ts';

/**
 * Turns a reference from the queue into a task, with what is true now. Undefined when its run is over or elsewhere:
 * then there is nothing to do.
 */
export async function prepare(engine: Engine, ref: TaskRef): Promise<Task | undefined> {
  const run = await engine.store.runs.get(ref.run);
  if (run === undefined || run.endedAt !== undefined) return undefined;
  const connection = await engine.store.connections.get(run.connection);
  if (connection === undefined) return undefined;
  const base = { run: run.id, connection };
  switch (ref.kind) {
    case 'connect':
      return prepareConnect(engine, run, connection, ref.test);
    case 'index':
      return prepareIndex(engine, run, connection);
    case 'plan':
      return preparePlan(engine, run, connection);
    case 'fix': {
      const [repository, state] = [
        await repositoryOf(engine, run),
        await engine.store.plans.get(run.repository!, ref.plan),
      ];
      if (repository === undefined || state === undefined || state.run !== run.id) return undefined;
      return {
        kind: 'fix',
        ...base,
        repository,
        commit: state.commit,
        plan: state.plan,
        candidate: ref.candidate,
      };
    }
    case 'publish':
      return preparePublish(engine, run, connection);
    case 'follow':
      return { kind: 'follow', ...base, watched: await watchedOf(engine, run, ref) };
  }
}

async function prepareConnect(
  engine: Engine,
  run: Run,
  connection: Connection,
  test: boolean,
): Promise<Task> {
  const cursor = readCursor(await engine.store.connections.cursor(connection.id));
  // A person who asks wants to see everything, deletions too.
  const since = run.trigger === 'person' ? undefined : sinceFor(cursor, engine.now());
  return { kind: 'connect', run: run.id, connection, test, ...(since === undefined ? {} : { since }) };
}

async function prepareIndex(engine: Engine, run: Run, connection: Connection): Promise<Task | undefined> {
  const repository = await repositoryOf(engine, run);
  if (repository === undefined) return undefined;
  const known = repository.indexed;
  return { kind: 'index', run: run.id, connection, repository, ...(known === undefined ? {} : { known }) };
}

async function preparePlan(engine: Engine, run: Run, connection: Connection): Promise<Task | undefined> {
  const { store } = engine;
  const repository = await repositoryOf(engine, run);
  if (repository === undefined || run.commit === undefined) return undefined;
  const findings = await store.findings.list({ repository: repository.id, state: 'open' });
  const pullRequests = await store.pullRequests.list({ repository: repository.id });
  const targets = engine
    .targetsOf(findings)
    .map((target) => ({ id: planIdFor(repository, target), target }))
    .filter(({ id, target }) => !isDeclined(id, target.fingerprints, pullRequests));
  return { kind: 'plan', run: run.id, connection, repository, commit: run.commit, targets };
}

async function preparePublish(engine: Engine, run: Run, connection: Connection): Promise<Task | undefined> {
  const { store } = engine;
  const repository = await repositoryOf(engine, run);
  if (repository === undefined || run.commit === undefined || run.branch === undefined) return undefined;
  const states = (await store.plans.ofRun(run.id)).filter(
    (state) => state.status === 'verified' && state.fix !== undefined,
  );
  const findings = await store.findings.list({ repository: repository.id, state: 'open' });
  const pullRequests = await store.pullRequests.list({ repository: repository.id });
  const fixes: PublishFix[] = [];
  for (const state of states) {
    const branch = branchOf(state.plan);
    const known = newestOf(pullRequests, state.plan.id);
    if (isUpToDate(state, known)) continue;
    const announced = await store.pullRequests.announced(repository.id, branch);
    fixes.push({
      plan: state.plan.id,
      branch,
      title: titleOf(state, findings),
      description: descriptionOf(state, findings),
      message: messageOf(state, findings),
      edits: state.fix!.edits,
      date: state.fix!.verifiedAt,
      closed: pullRequests
        .filter((pr) => pr.plan === state.plan.id && pr.state !== 'open')
        .map(({ number }) => number),
      ...(known?.state === 'open' ? { known: { number: known.number, head: known.head } } : {}),
      ours: [
        ...new Set([
          ...announced,
          ...pullRequests.filter((pr) => pr.branch === branch).flatMap((pr) => pr.ours),
        ]),
      ],
    });
  }
  const open = new Set(findings.map((finding) => finding.fingerprint));
  const covered = new Set(states.flatMap((state) => state.fix!.resolves));
  const others = pullRequests.filter((pr) => !states.some((state) => state.plan.id === pr.plan));
  const obsolete = obsoleteAmong(others, open, covered).map(({ pullRequest, because }) => ({
    number: pullRequest.number,
    branch: pullRequest.branch,
    head: pullRequest.head,
    because,
  }));
  return {
    kind: 'publish',
    run: run.id,
    connection,
    repository,
    target: run.branch,
    commit: run.commit,
    fixes,
    obsolete,
    first: pullRequests.length === 0,
  };
}

/** The same change is on its branch already, and the branch merges as it is: another push would only cost a build. */
function isUpToDate(state: PlanState, known: StoredPullRequest | undefined): boolean {
  if (known === undefined) return false;
  if (known.state === 'open') return known.touchedByHuman || known.digest === state.fix!.digest;
  return isDeclined(state.plan.id, state.plan.target.fingerprints, [known]);
}

function newestOf(pullRequests: StoredPullRequest[], plan: string): StoredPullRequest | undefined {
  return pullRequests.filter((pr) => pr.plan === plan).sort((a, b) => b.number - a.number)[0];
}

function repositoryOf(engine: Engine, run: Run) {
  return run.repository === undefined
    ? Promise.resolve(undefined)
    : engine.store.repositories.get(run.repository);
}

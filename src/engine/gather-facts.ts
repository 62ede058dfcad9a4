import type { Repository } from '../domain/repository.ts';
import type { Run } from '../domain/run.ts';
import type { Store } from '../store/store.ts';
import type { Outcome } from '../tasks/task.ts';
import { readCursor } from './cursor.ts';
import type { Engine } from './engine.ts';
import type { Judging, Settling } from './facts.ts';

/** Reads, within the settling transaction, what `advance` needs. */
export async function factsFor(tx: Store, engine: Engine, run: Run, outcome: Outcome): Promise<Settling> {
  const now = engine.now();
  const judging: Judging = {
    now,
    advisories: engine.advisories(),
    rulesOf: engine.rulesOf,
    targetsOf: engine.targetsOf,
  };
  switch (outcome.kind) {
    case 'connect':
      return {
        kind: 'connect',
        outcome,
        facts: {
          now,
          health: (await tx.connections.get(run.connection))?.health.state,
          cursor: readCursor(await tx.connections.cursor(run.connection)),
          repositories: await tx.repositories.saw(run.connection, outcome.repositories, outcome.startedAt),
        },
      };
    case 'index':
      return {
        kind: 'index',
        outcome,
        facts: {
          ...judging,
          repository: await repositoryOf(tx, run),
          stored: await tx.repositories.inventory(run.repository!),
          failedBefore: (await tx.runs.list({ repository: run.repository!, active: false, limit: 1 })).some(
            (one) => one.error,
          ),
          unfixed: (await tx.findings.list({ repository: run.repository!, state: 'open' })).some(
            (f) => f.left,
          ),
          pullRequests: await tx.pullRequests.list({ repository: run.repository! }),
        },
      };
    case 'fix': {
      const stored = await tx.repositories.inventory(run.repository!);
      return {
        kind: 'fix',
        outcome,
        facts: {
          ...judging,
          repository: await repositoryOf(tx, run),
          inventory: stored?.inventory ?? { manifests: [], problems: [] },
          plans: await tx.plans.ofRun(run.id),
          pullRequests: await tx.pullRequests.list({ repository: run.repository! }),
        },
      };
    }
    case 'plan':
      return {
        kind: 'plan',
        outcome,
        facts: { now, pullRequests: await tx.pullRequests.list({ repository: run.repository! }) },
      };
    case 'publish':
      return {
        kind: 'publish',
        outcome,
        facts: {
          now,
          repository: await repositoryOf(tx, run),
          plans: await tx.plans.ofRun(run.id),
          pullRequests: await tx.pullRequests.list({ repository: run.repository! }),
          findings: await tx.findings.list({ repository: run.repository! }),
        },
      };
    case 'follow':
      return {
        kind: 'follow',
        outcome,
        facts: { now, pullRequests: await tx.pullRequests.list({ connection: run.connection }) },
      };
  }
}

async function repositoryOf(tx: Store, run: Run): Promise<Repository> {
  const repository = await tx.repositories.get(run.repository!);
  if (repository === undefined)
    throw new Error(`Run ${run.id} names repository ${run.repository}, which is not stored.`);
  return repository;
}

import { randomUUID } from 'node:crypto';
import type { Selectable } from 'kysely';
import type { Db } from './dialect.ts';
import { iso, present } from './rows.ts';
import type { PullRequests, StoredPullRequest } from './store.ts';
import type { Tables } from './tables.ts';

export function makePullRequests(db: Db): PullRequests {
  const rows = () =>
    db
      .selectFrom('suture.pull_requests as pr')
      .innerJoin('suture.repositories as repository', 'repository.id', 'pr.repository')
      .selectAll('pr')
      .select('repository.connection');
  return {
    async put(pullRequest) {
      const { repository, number, touchedByHuman, closedAt, ...same } = pullRequest;
      const set = {
        ...pick(same),
        touched_by_human: touchedByHuman,
        closed_at: closedAt ?? null,
      };
      await db
        .insertInto('suture.pull_requests')
        .values({ id: randomUUID(), repository, number, ...set })
        .onConflict((conflict) => conflict.columns(['repository', 'number']).doUpdateSet(set))
        .execute();
    },
    async update(repository, number, { state, build, head, touchedByHuman, closedAt }) {
      const set = present({ state, build, head, touched_by_human: touchedByHuman, closed_at: closedAt });
      if (Object.keys(set).length === 0) return;
      await db
        .updateTable('suture.pull_requests')
        .set(set)
        .where('repository', '=', repository)
        .where('number', '=', number)
        .execute();
    },
    async ofPlan(repository, plan) {
      const row = await rows()
        .where('pr.repository', '=', repository)
        .where('pr.plan', '=', plan)
        .orderBy('pr.number', 'desc')
        .limit(1)
        .executeTakeFirst();
      return row && toPullRequest(row);
    },
    async list({ connection, repository, state } = {}) {
      let query = rows().orderBy('pr.created_at').orderBy('pr.id');
      if (connection !== undefined) query = query.where('repository.connection', '=', connection);
      if (repository !== undefined) query = query.where('pr.repository', '=', repository);
      if (state !== undefined) query = query.where('pr.state', '=', state);
      return (await query.execute()).map(toPullRequest);
    },
    async announce(repository, branch, commit) {
      await db
        .insertInto('suture.announced')
        .values({ repository, branch, commit })
        .onConflict((conflict) => conflict.doNothing())
        .execute();
    },
    async announced(repository, branch) {
      const found = await db
        .selectFrom('suture.announced')
        .select('commit')
        .where('repository', '=', repository)
        .where('branch', '=', branch)
        .orderBy('at')
        .orderBy('commit')
        .execute();
      return found.map(({ commit }) => commit);
    },
  };
}

type Same = Pick<
  StoredPullRequest,
  'plan' | 'url' | 'title' | 'branch' | 'head' | 'base' | 'state' | 'build' | 'resolves' | 'ours' | 'digest'
>;

/** Only what is a column: a caller that hands over more must not break the statement. */
function pick(given: Same): Same {
  const { plan, url, title, branch, head, base, state, build, resolves, ours, digest } = given;
  return { plan, url, title, branch, head, base, state, build, resolves, ours, digest };
}

function toPullRequest(
  row: Selectable<Tables['suture.pull_requests']> & { connection: string },
): StoredPullRequest {
  const { id, connection, repository, number, touched_by_human: touchedByHuman } = row;
  return {
    id,
    connection,
    repository,
    number,
    ...pick(row),
    touchedByHuman,
    createdAt: iso(row.created_at),
    ...present({ closedAt: iso(row.closed_at) }),
  };
}

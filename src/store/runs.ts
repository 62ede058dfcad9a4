import { randomUUID } from 'node:crypto';
import { type Selectable, sql } from 'kysely';
import type { Run } from '../domain/run.ts';
import type { Db } from './dialect.ts';
import { chunks, iso, present } from './rows.ts';
import type { Runs } from './store.ts';
import type { Tables } from './tables.ts';
import { json } from './text.ts';

type NewRun = Parameters<Runs['start']>[0];
type RunRow = Selectable<Tables['suture.runs']>;

/** A line of a run's log is for people: longer ones are cut. */
const longestLine = 4000;

export function makeRuns(db: Db): Runs {
  const rows = () => db.selectFrom('suture.runs').selectAll();
  const startAll: Runs['startAll'] = async (runs) => {
    const started: Run[] = [];
    for (const chunk of chunks(runs, 1000)) started.push(...(await startChunk(db, chunk)));
    return started;
  };
  return {
    startAll,
    start: async (run) => (await startAll([run]))[0],
    async lock(id) {
      const row = await rows().where('id', '=', id).forUpdate().executeTakeFirst();
      return row && toRun(row);
    },
    async update(id, { endedAt, error, ...change }) {
      const set = {
        ...present(change),
        ...(endedAt === undefined ? {} : { ended_at: endedAt }),
        ...(error === undefined ? {} : { error: json(error) }),
      };
      if (Object.keys(set).length === 0) return;
      await db.updateTable('suture.runs').set(set).where('id', '=', id).execute();
    },
    async get(id) {
      const row = await rows().where('id', '=', id).executeTakeFirst();
      return row && toRun(row);
    },
    async list({ connection, repository, active, limit = 1000 } = {}) {
      let query = rows().orderBy('started_at', 'desc').orderBy('id').limit(limit);
      if (connection !== undefined) query = query.where('connection', '=', connection);
      if (repository !== undefined) query = query.where('repository', '=', repository);
      if (active !== undefined) query = query.where('ended_at', active ? 'is' : 'is not', null);
      return (await query.execute()).map(toRun);
    },
    async failed(before) {
      const { rows } = await sql<{ connection: string; repository: string }>`
        select connection, repository from (
          select distinct on (repository) connection, repository, error, ended_at
          from suture.runs where kind = 'repository' order by repository, started_at desc
        ) as newest
        where error is not null and ended_at < ${before}::timestamptz order by repository`.execute(db);
      return rows;
    },
    async log(id, line) {
      await db
        .insertInto('suture.run_log')
        .values({ run: id, line: line.slice(0, longestLine) })
        .execute();
    },
    async logOf(id) {
      const lines = await db
        .selectFrom('suture.run_log')
        .select(['at', 'line'])
        .where('run', '=', id)
        .orderBy('id')
        .execute();
      return lines.map(({ at, line }) => ({ at: iso(at), line }));
    },
  };
}

/**
 * The unique index over active runs decides who starts; whoever loses marks the winner. A winner that ended between the
 * two statements is neither: then it is tried again.
 */
async function startChunk(db: Db, runs: readonly NewRun[]): Promise<Run[]> {
  const started: Run[] = [];
  let left = runs;
  for (let tries = 0; left.length > 0 && tries < 5; tries += 1) {
    const ids = left.map(() => randomUUID());
    const inserted = await insert(db, left, ids);
    started.push(...inserted);
    const mine = new Set(inserted.map(({ id }) => id));
    const lost = left.filter((_, index) => !mine.has(ids[index]!));
    if (lost.length === 0) break;
    const marked = await markAgain(db, lost);
    left = lost.filter((run) => !marked.has(slotOf(run)));
  }
  return started;
}

async function insert(db: Db, runs: readonly NewRun[], ids: string[]): Promise<Run[]> {
  const column = <T>(of: (run: NewRun) => T) => sql.val(runs.map(of));
  const { rows } = await sql<RunRow>`
    insert into suture.runs (id, connection, repository, kind, trigger, stage)
    select * from unnest(
      ${sql.val(ids)}::text[], ${column((run) => run.connection)}::text[],
      ${column((run) => run.repository ?? null)}::text[], ${column((run) => run.kind)}::text[],
      ${column((run) => run.trigger)}::text[], ${column((run) => run.stage)}::text[]
    )
    on conflict do nothing
    returning *`.execute(db);
  const place = new Map(ids.map((id, index) => [id, index]));
  return rows.map(toRun).sort((a, b) => place.get(a.id)! - place.get(b.id)!);
}

async function markAgain(db: Db, runs: readonly NewRun[]): Promise<Set<string>> {
  const column = <T>(of: (run: NewRun) => T) => sql.val(runs.map(of));
  const { rows } = await sql<{ connection: string; kind: Run['kind']; repository: string | null }>`
    update suture.runs as active set again = true
    from unnest(
      ${column((run) => run.connection)}::text[], ${column((run) => run.kind)}::text[],
      ${column((run) => run.repository ?? '')}::text[]
    ) as wanted (connection, kind, repository)
    where active.ended_at is null and active.connection = wanted.connection
      and active.kind = wanted.kind and coalesce(active.repository, '') = wanted.repository
    returning active.connection, active.kind, active.repository`.execute(db);
  return new Set(rows.map((row) => slotOf(row)));
}

/** What at most one active run may hold. */
function slotOf(run: { connection: string; kind: string; repository?: string | null }): string {
  return JSON.stringify([run.connection, run.kind, run.repository ?? '']);
}

function toRun(row: RunRow): Run {
  const { id, connection, kind, trigger, stage, again, repository, commit, branch, error } = row;
  const optional = present({ repository, commit, branch, error, endedAt: iso(row.ended_at) });
  return { id, connection, kind, trigger, stage, again, startedAt: iso(row.started_at), ...optional };
}

import { type Selectable, sql } from 'kysely';
import type { Finding } from '../domain/finding.ts';
import { severities } from '../domain/severity.ts';
import type { Db } from './dialect.ts';
import { chunks, iso, present } from './rows.ts';
import type { Findings, StoredFinding } from './store.ts';
import type { Tables } from './tables.ts';
import { json } from './text.ts';

export function makeFindings(db: Db): Findings {
  return {
    settle: (repository, findings, commit) =>
      db.isTransaction
        ? settle(db, repository, findings, commit)
        : db.transaction().execute((tx) => settle(tx, repository, findings, commit)),
    async setLeft(repository, left) {
      for (const chunk of chunks(left, 1000)) {
        await sql`
          update suture.findings as finding set left_because = given.because
          from unnest(
            ${sql.val(chunk.map((one) => one.fingerprint))}::text[],
            ${sql.val(chunk.map((one) => one.because))}::text[]
          ) as given (fingerprint, because)
          where finding.repository = ${repository} and finding.fingerprint = given.fingerprint`.execute(db);
      }
    },
    async list({ repository, connection, state } = {}) {
      let query = db
        .selectFrom('suture.findings')
        .selectAll()
        .orderBy('rank', 'desc')
        .orderBy('package')
        .orderBy('repository')
        .orderBy('fingerprint');
      if (repository !== undefined) query = query.where('repository', '=', repository);
      if (state !== undefined) query = query.where('state', '=', state);
      if (connection !== undefined)
        query = query.where('repository', 'in', (of) =>
          of.selectFrom('suture.repositories').select('id').where('connection', '=', connection),
        );
      return (await query.execute()).map(toFinding);
    },
    async counts({ connection } = {}) {
      const { rows } = await sql<{ repository: string; open: number; closed: number }>`
        select repository,
          count(*) filter (where state = 'open')::int as open,
          count(*) filter (where state = 'closed')::int as closed
        from suture.findings
        where ${connection ?? null}::text is null
          or repository in (select id from suture.repositories where connection = ${connection ?? null})
        group by repository order by repository`.execute(db);
      return rows;
    },
  };
}

async function settle(
  db: Db,
  repository: string,
  findings: Finding[],
  commit: string,
): Promise<{ opened: string[]; closed: string[] }> {
  // Two scans of one repository settle one after the other.
  await sql`select 1 from suture.repositories where id = ${repository} for update`.execute(db);
  const known = await db
    .selectFrom('suture.findings')
    .select('fingerprint')
    .where('repository', '=', repository)
    .where('state', '=', 'open')
    .execute();
  const now = new Map(findings.map((finding) => [finding.fingerprint, finding]));
  const before = new Set(known.map((row) => row.fingerprint));
  for (const chunk of chunks([...now.values()], 1000)) await upsert(db, repository, chunk);
  const closed = [...before].filter((fingerprint) => !now.has(fingerprint));
  if (closed.length > 0) await close(db, repository, closed, commit);
  return { opened: [...now.keys()].filter((fingerprint) => !before.has(fingerprint)), closed };
}

async function upsert(db: Db, repository: string, findings: Finding[]): Promise<void> {
  const column = <T>(of: (finding: Finding) => T) => sql.val(findings.map(of));
  await sql`
    insert into suture.findings (repository, fingerprint, state, rank, package, content)
    select ${repository}, fingerprint, 'open', rank, package, content::jsonb
    from unnest(
      ${column((finding) => finding.fingerprint)}::text[],
      ${column((finding) => severities.indexOf(finding.severity))}::smallint[],
      ${column((finding) => finding.package)}::text[], ${column((finding) => json(finding))}::text[]
    ) as given (fingerprint, rank, package, content)
    on conflict (repository, fingerprint) do update set
      state = 'open', rank = excluded.rank, package = excluded.package, content = excluded.content,
      last_seen = excluded.last_seen, closed_by = null, closed_at = null`.execute(db);
}

async function close(db: Db, repository: string, fingerprints: string[], commit: string): Promise<void> {
  await sql`
    update suture.findings set state = 'closed', closed_by = ${commit}, closed_at = now(), left_because = null
    where repository = ${repository} and fingerprint = any(${sql.val(fingerprints)}::text[])`.execute(db);
}

function toFinding(row: Selectable<Tables['suture.findings']>): StoredFinding {
  const { content, repository, state, first_seen, last_seen } = row;
  const optional = present({
    closedBy: row.closed_by,
    closedAt: iso(row.closed_at),
    left: row.left_because,
  });
  return {
    ...content,
    repository,
    state,
    firstSeen: iso(first_seen),
    lastSeen: iso(last_seen),
    ...optional,
  };
}

import { randomUUID } from 'node:crypto';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { type Selectable, sql } from 'kysely';
import type { Inventory } from '../domain/inventory.ts';
import { formatSlug, type Repository } from '../domain/repository.ts';
import type { Db } from './dialect.ts';
import { chunks, present } from './rows.ts';
import type { Repositories } from './store.ts';
import type { Tables } from './tables.ts';

type Seen = Parameters<Repositories['saw']>[1][number];
type RepositoryRow = Selectable<Tables['suture.repositories']>;

export function makeRepositories(db: Db): Repositories {
  const rows = () => db.selectFrom('suture.repositories').selectAll();
  return {
    async saw(connection, seen, at = new Date().toISOString()) {
      // A repository that moves between two pages of a listing is told twice: the later word counts.
      const unique = [...new Map(seen.map((one) => [one.remoteId, one])).values()];
      const kept: (Repository & { fresh: boolean })[] = [];
      for (const chunk of chunks(unique, 2000)) kept.push(...(await upsert(db, connection, chunk, at)));
      const place = new Map(unique.map((one, index) => [one.remoteId, index]));
      return kept.sort((a, b) => place.get(a.remoteId)! - place.get(b.remoteId)!);
    },
    async markGone(connection, before) {
      const result = await db
        .updateTable('suture.repositories')
        .set({ state: 'gone' })
        .where('connection', '=', connection)
        .where('seen_at', '<', new Date(before))
        .where('state', '<>', 'gone')
        .executeTakeFirst();
      return Number(result.numUpdatedRows);
    },
    async get(id) {
      const row = await rows().where('id', '=', id).executeTakeFirst();
      return row && toRepository(row);
    },
    async byRemoteId(connection, remoteId) {
      const row = await rows()
        .where('connection', '=', connection)
        .where('remote_id', '=', remoteId)
        .executeTakeFirst();
      return row && toRepository(row);
    },
    async list(where = {}) {
      let query = rows().orderBy('owner').orderBy('name').orderBy('id');
      if (where.connection !== undefined) query = query.where('connection', '=', where.connection);
      const found = (await query.execute()).map(toRepository);
      const slugs = where.slugs && new Set(where.slugs);
      return slugs === undefined ? found : found.filter(({ slug }) => slugs.has(formatSlug(slug)));
    },
    async update(id, { defaultBranch, indexed, state }) {
      const set = {
        ...(defaultBranch === undefined ? {} : { default_branch: defaultBranch }),
        ...(indexed === undefined ? {} : { indexed }),
        ...(state === undefined ? {} : { state }),
      };
      if (Object.keys(set).length === 0) return;
      await db.updateTable('suture.repositories').set(set).where('id', '=', id).execute();
    },
    async setInventory(id, commit, inventory, judgedWith) {
      const content = await pack(inventory);
      const set = { commit, judged_with: judgedWith, content };
      await db
        .insertInto('suture.inventories')
        .values({ repository: id, ...set })
        .onConflict((conflict) => conflict.column('repository').doUpdateSet(set))
        .execute();
    },
    async inventory(id) {
      const row = await db
        .selectFrom('suture.inventories')
        .selectAll()
        .where('repository', '=', id)
        .executeTakeFirst();
      if (row === undefined) return undefined;
      return { commit: row.commit, inventory: await unpack(row.content), judgedWith: row.judged_with };
    },
  };
}

async function upsert(
  db: Db,
  connection: string,
  seen: Seen[],
  at: string,
): Promise<(Repository & { fresh: boolean })[]> {
  const column = <T>(of: (one: Seen) => T) => sql.val(seen.map(of));
  // A row that this statement inserted has no deleting transaction: `xmax` is 0.
  const { rows } = await sql<RepositoryRow & { fresh: boolean }>`
    insert into suture.repositories as known
      (id, connection, remote_id, owner, name, default_branch, state, updated_at, seen_at)
    select id, ${connection}, remote_id, owner, name, default_branch,
      case when archived then 'archived' else 'active' end, updated_at, ${at}::timestamptz
    from unnest(
      ${column(() => randomUUID())}::text[], ${column((one) => one.remoteId)}::text[],
      ${column((one) => one.slug.owner)}::text[], ${column((one) => one.slug.name)}::text[],
      ${column((one) => one.defaultBranch ?? null)}::text[], ${column((one) => one.archived)}::boolean[],
      ${column((one) => one.updatedAt ?? null)}::text[]
    ) as seen (id, remote_id, owner, name, default_branch, archived, updated_at)
    on conflict (connection, remote_id) do update set
      owner = excluded.owner,
      name = excluded.name,
      default_branch = coalesce(excluded.default_branch, known.default_branch),
      state = case when excluded.state = 'active' and known.state = 'empty' then known.state else excluded.state end,
      updated_at = coalesce(excluded.updated_at, known.updated_at),
      seen_at = greatest(excluded.seen_at, known.seen_at)
    returning known.*, (known.xmax = 0) as fresh`.execute(db);
  return rows.map((row) => ({ ...toRepository(row), fresh: row.fresh }));
}

function toRepository(row: RepositoryRow): Repository {
  const { id, connection, remote_id: remoteId, owner, name, default_branch, indexed, state } = row;
  const optional = present({ defaultBranch: default_branch, indexed });
  return { id, connection, remoteId, slug: { owner, name }, ...optional, state };
}

/** Compressed: an inventory is a few megabytes of JSON of which a tenth is left, and it is only ever read whole. */
async function pack(inventory: Inventory): Promise<Buffer> {
  return promisify(gzip)(JSON.stringify(inventory), { level: 3 });
}

async function unpack(content: Uint8Array): Promise<Inventory> {
  return JSON.parse((await promisify(gunzip)(content)).toString('utf8')) as Inventory;
}

import { type CipherKey, randomBytes, randomUUID } from 'node:crypto';
import type { Selectable } from 'kysely';
import type { Connection, Credential } from '../domain/connection.ts';
import { seal, unseal } from '../lib/seal.ts';
import type { Db } from './dialect.ts';
import { StoreError } from './error.ts';
import type { Connections } from './store.ts';
import type { Tables } from './tables.ts';
import { json } from './text.ts';

/** Connections; their secrets are sealed for their id, so that no row's secret opens as another's. */
export function makeConnections(db: Db, key: CipherKey): Connections {
  const rows = () => db.selectFrom('suture.connections').selectAll();
  const secret = async (id: string) => {
    const row = await db
      .selectFrom('suture.connections')
      .select(['credential', 'hook_secret'])
      .where('id', '=', id)
      .executeTakeFirst();
    if (row === undefined) throw new StoreError('not-found', `There is no connection ${id}.`);
    return row;
  };
  const change = async (id: string, set: { health: string } | { cursor: string }) => {
    await db.updateTable('suture.connections').set(set).where('id', '=', id).execute();
  };
  return {
    async put(connection, credential) {
      const known = await rows().where('name', '=', connection.name).executeTakeFirst();
      const { name, kind, baseUrl: base_url, scope } = connection;
      const id = known?.id ?? randomUUID();
      const values = {
        kind,
        base_url,
        scope,
        credential: seal(key, JSON.stringify(credential), credentialOf(id)),
        health: json(connection.health),
      };
      const row = await db
        .insertInto('suture.connections')
        .values({ id, name, ...values })
        .onConflict((conflict) => conflict.column('id').doUpdateSet(values))
        .returningAll()
        .executeTakeFirstOrThrow();
      return toConnection(row);
    },
    async get(id) {
      const row = await rows().where('id', '=', id).executeTakeFirst();
      return row && toConnection(row);
    },
    async byName(name) {
      const row = await rows().where('name', '=', name).executeTakeFirst();
      return row && toConnection(row);
    },
    list: async () => (await rows().orderBy('name').execute()).map(toConnection),
    credential: async (id) =>
      JSON.parse(unseal(key, (await secret(id)).credential, credentialOf(id))) as Credential,
    setHealth: (id, health) => change(id, { health: json(health) }),
    async cursor(id) {
      const row = await rows().where('id', '=', id).executeTakeFirst();
      return row?.cursor ?? undefined;
    },
    setCursor: (id, cursor) => change(id, { cursor }),
    async hookSecret(id) {
      const sealed = seal(key, randomBytes(32).toString('base64url'), hookOf(id));
      // Of several first users one writes; all read what was written.
      await db
        .updateTable('suture.connections')
        .set({ hook_secret: sealed })
        .where('id', '=', id)
        .where('hook_secret', 'is', null)
        .execute();
      return unseal(key, (await secret(id)).hook_secret!, hookOf(id));
    },
    async remove(id) {
      await db.deleteFrom('suture.connections').where('id', '=', id).execute();
    },
  };
}

const credentialOf = (id: string) => `connection/${id}/credential`;
const hookOf = (id: string) => `connection/${id}/hook-secret`;

function toConnection(row: Selectable<Tables['suture.connections']>): Connection {
  const { id, kind, name, base_url: baseUrl, scope, health } = row;
  return { id, kind, name, baseUrl, scope, health };
}

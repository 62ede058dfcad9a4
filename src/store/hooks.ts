import type { Db } from './dialect.ts';
import type { Hooks } from './store.ts';

export function makeHooks(db: Db): Hooks {
  return {
    async firstSeen(connection, id) {
      const row = await db
        .insertInto('suture.hooks')
        .values({ connection, id })
        .onConflict((conflict) => conflict.doNothing())
        .returning('id')
        .executeTakeFirst();
      return row !== undefined;
    },
  };
}

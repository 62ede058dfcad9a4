import type { AsyncLocalStorage } from 'node:async_hooks';
import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type QueryResult,
} from 'kysely';
import type { Backend, Session } from './backend.ts';
import { StoreError } from './error.ts';
import type { Tables } from './tables.ts';
import { clean } from './text.ts';

/** Queries outside and inside a transaction: both are written the same way. */
export type Db = Kysely<Tables>;

/** Set while the code of a transaction runs. */
export type Inside = AsyncLocalStorage<{ open: boolean }>;

/**
 * Kysely over a backend. A query that is made from inside a transaction but not through it would wait for the
 * transaction that waits for it (the embedded database has one connection): it throws instead.
 */
export function makeDb(backend: Backend, inside: Inside): Db {
  const dialect: Dialect = {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => makeDriver(backend, inside),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  };
  return new Kysely<Tables>({ dialect });
}

interface Connection extends DatabaseConnection {
  session: Session;
  /** A statement failed: PostgreSQL would answer `commit` with a silent rollback. */
  failed: boolean;
}

function makeDriver(backend: Backend, inside: Inside): Driver {
  return {
    init: async () => {},
    destroy: async () => {},
    async acquireConnection() {
      if (inside.getStore()?.open === true) {
        throw new StoreError(
          'transaction-nested',
          'The store was used inside a transaction without going through it: use the store that the transaction hands out.',
        );
      }
      return connect(await backend.acquire());
    },
    async beginTransaction(connection) {
      await (connection as Connection).session.query('begin', []);
      (connection as Connection).failed = false;
    },
    async commitTransaction(connection) {
      const { session, failed } = connection as Connection;
      if (failed)
        throw new StoreError(
          'transaction-aborted',
          'A statement of the transaction failed: nothing is kept.',
        );
      await session.query('commit', []);
    },
    async rollbackTransaction(connection) {
      const { session } = connection as Connection;
      await session.query('rollback', []).catch(() => session.release(true));
    },
    async releaseConnection(connection) {
      (connection as Connection).session.release();
    },
  };
}

function connect(session: Session): Connection {
  const connection: Connection = {
    session,
    failed: false,
    async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
      try {
        const { rows, affected } = await session.query(query.sql, query.parameters.map(clean));
        return { rows: rows as R[], numAffectedRows: BigInt(affected) };
      } catch (error) {
        connection.failed = true;
        throw error;
      }
    },
    streamQuery() {
      throw new Error('Not needed: large reads page by key.');
    },
  };
  return connection;
}

import pg from 'pg';
import type { Backend, Session } from '../backend.ts';
import { StoreError } from '../error.ts';
import { listen } from './listen.ts';

/** PostgreSQL 15 is the oldest that we test with; older ones also leave support. */
const oldest = 15;

/**
 * A PostgreSQL by its address, with a pool of connections. Connections that break while idle are replaced.
 * @throws {StoreError} `database-unreachable`, `database-refused` or `database-too-old`; never with the password.
 */
export async function openPostgres(databaseUrl: string, say: (line: string) => void): Promise<Backend> {
  const settings = { connectionString: databaseUrl, application_name: 'suture' };
  const pool = new pg.Pool({ ...settings, max: 10, connectionTimeoutMillis: 15_000 });
  pool.on('error', (error) => say(`The database closed an idle connection: ${error.message}`));
  await checkServer(pool).catch(async (error: unknown) => {
    await pool.end();
    throw error instanceof StoreError ? error : explain(error, databaseUrl);
  });
  return {
    kind: 'postgres',
    acquire: async () => makeSession(await pool.connect()),
    async script(text, values) {
      const result: pg.QueryResult | pg.QueryResult[] = await pool.query(text, values);
      return { rows: Array.isArray(result) ? result.flatMap(({ rows }) => rows) : result.rows };
    },
    listen: (channel, heard) => listen(settings, channel, heard),
    close: () => pool.end(),
  };
}

function makeSession(client: pg.PoolClient): Session {
  let released = false;
  // A connection that breaks in use fails its query; without a listener the event would end the process.
  const ignore = () => {};
  client.on('error', ignore);
  return {
    async query(text, values) {
      const { rows, rowCount } = await client.query(text, [...values]);
      return { rows, affected: rowCount ?? 0 };
    },
    release(broken = false) {
      if (released) return;
      released = true;
      client.off('error', ignore);
      client.release(broken);
    },
  };
}

async function checkServer(pool: pg.Pool): Promise<void> {
  const { rows } = await pool.query<{ server_version_num: string }>('show server_version_num');
  const version = Math.floor(Number(rows[0]?.server_version_num) / 10_000);
  if (version < oldest)
    throw new StoreError('database-too-old', `The database is PostgreSQL ${version}.`, {
      remedy: `Suture needs PostgreSQL ${oldest} or newer.`,
    });
}

function explain(cause: unknown, databaseUrl: string): StoreError {
  const { code = '', message } = cause as { code?: string; message: string };
  const { host, pathname } = new URL(databaseUrl);
  const where = `${host || 'the local socket'}${pathname}`;
  // SQLSTATE class 28: login; 3D000: no such database; 42501: no right to connect.
  if (/^(28|3D000|42501)/.test(code))
    return new StoreError('database-refused', `PostgreSQL at ${where} refused us: ${message}.`, {
      remedy: 'Check user, password and database name in DATABASE_URL.',
      cause,
    });
  return new StoreError(
    'database-unreachable',
    `PostgreSQL at ${where} cannot be reached: ${message || code}.`,
    {
      retry: true,
      remedy: 'Check that it runs, and that DATABASE_URL names the right host and port.',
      cause,
    },
  );
}

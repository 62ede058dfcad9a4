import { randomBytes } from 'node:crypto';
import pg from 'pg';

/** The server that tests may use; `scripts/postgres.sh` starts one. */
export const testServer = process.env.SUTURE_TEST_DATABASE_URL;
export const whySkipped = 'SUTURE_TEST_DATABASE_URL is not set (scripts/postgres.sh start)';

/** An empty database on the server, for one test file. */
export async function createDatabase(server: string): Promise<{ url: string; drop(): Promise<void> }> {
  const name = `suture_test_${randomBytes(6).toString('hex')}`;
  await onServer(server, `create database ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => onServer(server, `drop database ${name} with (force)`) };
}

async function onServer(server: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

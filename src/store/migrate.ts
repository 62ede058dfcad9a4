import { type Backend, type Session, withSession } from './backend.ts';
import { StoreError } from './error.ts';

/** One step of the schema, forward only. */
export interface Migration {
  number: number;
  name: string;
  /** One statement each. */
  statements: string[];
}

/** Any constant, the same in all versions: whoever holds it migrates, everybody else waits. */
const lockNumber = 5_347_281_906;

/**
 * Brings the schema `suture` up to date in one transaction: all steps or none. Several processes may start at once;
 * the lock is the transaction's own, so that a killed process leaves none behind.
 * @throws {StoreError} `database-newer` when a newer Suture has been here, `database-refused` without the right to
 * create the schema.
 */
export async function migrate(backend: Backend, migrations: readonly Migration[]): Promise<void> {
  await withSession(backend, async (session) => {
    const run = (text: string) => session.query(text, []);
    await run('begin');
    try {
      await run(`select pg_advisory_xact_lock(${lockNumber})`);
      const done = await lastMigration(session);
      const known = migrations.at(-1)?.number ?? 0;
      if (done > known) throw newer(done, known);
      for (const migration of migrations.filter(({ number }) => number > done)) {
        for (const statement of migration.statements) await run(statement);
        await session.query('insert into suture.migrations (number, name) values ($1, $2)', [
          migration.number,
          migration.name,
        ]);
      }
      await run('commit');
    } catch (error) {
      await run('rollback').catch(() => session.release(true));
      throw (error as { code?: string }).code === '42501' ? refused(error) : error;
    }
  });
}

async function lastMigration(session: Session): Promise<number> {
  await session.query('create schema if not exists suture', []);
  await session.query(
    `create table if not exists suture.migrations
      (number integer primary key, name text not null, applied_at timestamptz not null default now())`,
    [],
  );
  const { rows } = await session.query('select max(number) as last from suture.migrations', []);
  return (rows[0]?.last as number | null | undefined) ?? 0;
}

function newer(done: number, known: number): StoreError {
  return new StoreError(
    'database-newer',
    `The database is at version ${done}, this Suture knows only up to ${known}: a newer Suture has worked with it.`,
    { remedy: 'Start the newer version again, or restore a dump that was made before the update.' },
  );
}

function refused(cause: unknown): StoreError {
  return new StoreError('database-refused', 'The database user may not create the schemas of Suture.', {
    remedy: 'As the database owner: GRANT CREATE ON DATABASE <database> TO <user>;',
    cause,
  });
}

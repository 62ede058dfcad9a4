import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { afterAll, describe, test } from 'vitest';
import { storeContract } from '../contract/contract.ts';
import { createDatabase, testServer, whySkipped } from './test-database.ts';

const server = testServer;
if (server === undefined) test.skip(`the store on PostgreSQL: ${whySkipped}`);
else
  describe('the store on PostgreSQL', () => {
    const database = createDatabase(server);
    storeContract(async () => ({
      databaseUrl: (await database).url,
      dataDir: tmpdir(),
      key: randomBytes(32),
    }));
    afterAll(async () => (await database).drop());
  });

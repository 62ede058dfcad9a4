import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe } from 'vitest';
import { storeContract } from '../contract/contract.ts';

describe('the store on PGlite', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'suture-store-'));
  storeContract(async () => ({ dataDir, key: randomBytes(32) }));
  afterAll(() => rmSync(dataDir, { recursive: true, force: true }));
});

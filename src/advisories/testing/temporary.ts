import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

/** A directory for one test file, removed when it is done. */
export function temporaryDirectory(): string {
  const path = mkdtempSync(join(tmpdir(), 'suture-advisories-'));
  afterAll(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

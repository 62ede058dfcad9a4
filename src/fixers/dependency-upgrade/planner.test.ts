import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { fixAll, readFiles, type Scenario } from '../../../test/fakes/scenario.ts';
import { parseUniverse, serveUniverse } from '../../../test/fakes/universe.ts';

const cases = join(import.meta.dirname, 'testdata');
const cacheDir = mkdtempSync(join(tmpdir(), 'suture-planner-'));
afterAll(() => rmSync(cacheDir, { recursive: true, force: true }));

/**
 * Each folder is a repository (manifests and lockfile), a registry (`universe.txt`), what is known to be bad
 * (`vulnerable.txt`) and what has to come out (`want.json`: per target the change taken and what was refuted before it,
 * or why nothing can be done; and the lockfile's lines that change).
 */
describe('the ladder', () => {
  for (const name of readdirSync(cases))
    it(name, async () => {
      const folder = join(cases, name);
      const scenario: Scenario = {
        files: readFiles(folder),
        vulnerable: readFileSync(join(folder, 'vulnerable.txt'), 'utf8'),
      };
      await using registry = await serveUniverse(
        parseUniverse(readFileSync(join(folder, 'universe.txt'), 'utf8')),
      );
      const { results } = await fixAll(scenario, { registry: registry.url, cacheDir: join(cacheDir, name) });
      const path = join(folder, 'want.json');
      if (process.env.SUTURE_TEST_UPDATE === '1')
        writeFileSync(path, `${JSON.stringify(results, null, 2)}\n`);
      expect(results).toEqual(JSON.parse(readFileSync(path, 'utf8')));
    });
});

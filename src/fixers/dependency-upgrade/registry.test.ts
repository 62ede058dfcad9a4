import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Arborist from '@npmcli/arborist';
import { afterAll, describe, expect, it } from 'vitest';
import { fixAll } from '../../../test/fakes/scenario.ts';

const url = process.env.SUTURE_TEST_REGISTRY ?? 'https://registry.npmjs.org';
const dir = mkdtempSync(join(tmpdir(), 'suture-registry-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const reachable = await fetch(`${url}/minimist`, { signal: AbortSignal.timeout(10_000) }).then(
  (response) => response.ok,
  () => false,
);
if (!reachable) console.warn(`registry.test: skipped, ${url} gives no answer`);

const minimist = 'GHSA-xvch-5gv4-984h minimist 0 0.2.4\nGHSA-xvch-5gv4-984h minimist 1.0.0 1.2.6';

/** Real packages, whose releases do not change any more. */
describe.skipIf(!reachable)('on the real registry', () => {
  it.each([
    [
      'minimist, declared',
      { minimist: '1.2.0' },
      {},
      minimist,
      'direct',
      ['package.json: minimist 1.2.0 -> 1.2.6'],
    ],
    [
      'minimist through mkdirp',
      { mkdirp: '^0.5.1' },
      { mkdirp: '0.5.1' },
      minimist,
      'lockfile',
      ['package-lock.json: mkdirp 0.5.1 -> 0.5.6'],
    ],
    [
      'tough-cookie through request',
      { request: '^2.88.0' },
      {},
      'GHSA-72xf-g2v4-qvf3 tough-cookie 0 4.1.3',
      'override',
      ['package.json: request > tough-cookie ^4.1.3'],
    ],
  ])('%s', async (_, dependencies, pinned, vulnerable, how, changes) => {
    const files = await lock(dependencies, pinned);
    const { results, left } = await fixAll(
      { files, vulnerable },
      { registry: url, cacheDir: join(dir, 'cache') },
    );
    expect(results).toMatchObject([{ how, changes }]);
    expect(left).toEqual([]);
  });
});

/** The files of a project as they were when it was locked with the `pinned` versions. */
async function lock(
  dependencies: Record<string, string>,
  pinned: Record<string, string>,
): Promise<Record<string, string>> {
  const path = mkdtempSync(join(dir, 'project-'));
  const options = { path, registry: url, cache: join(dir, 'npm'), ignoreScripts: true };
  const tree = await new Arborist({
    ...options,
    omitLockfileRegistryResolved: false,
  } as object).buildIdealTree({
    add: Object.entries({ ...dependencies, ...pinned }).map(([name, range]) => `${name}@${range}`),
  });
  const made = JSON.parse(String((tree.meta as unknown as { toString(): string }).toString()));
  made.packages[''] = { name: 'app', version: '1.0.0', dependencies };
  return {
    'package.json': `${JSON.stringify(made.packages[''], null, 2)}\n`,
    'package-lock.json': `${JSON.stringify(made, null, 2)}\n`,
  };
}

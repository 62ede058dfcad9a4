import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Arborist from '@npmcli/arborist';
import { afterAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { fixAll, readFiles } from '../../../test/fakes/scenario.ts';
import { parseUniverse, serveUniverse } from '../../../test/fakes/universe.ts';

const shared = process.env.SUTURE_TEST_SHARED;
const archive = shared === undefined ? '' : join(shared, 'oracles', 'remediation.tar.gz');
const dir = mkdtempSync(join(tmpdir(), 'suture-oracle-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

interface Patch {
  packageUpdates?: { name: string }[];
  fixed?: { id: string }[];
  introduced?: unknown[];
}

/**
 * Ours has to close at least what osv-scanner's guided remediation closes by relaxing requirements. Patches that bring
 * in another vulnerability are not counted: they would be refuted here.
 */
describe.skipIf(!existsSync(archive))('as many as guided remediation', () => {
  if (!existsSync(archive)) return;
  execFileSync('tar', ['xzf', archive, '-C', dir]);
  const relax = join(dir, 'internal/strategy/relax/testdata/npm');
  const names = readdirSync(relax, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  for (const { name } of names)
    it(name, async () => {
      const patches = JSON.parse(readFileSync(join(relax, name, 'patches.json'), 'utf8')) as Patch[];
      const good = patches.filter((patch) => (patch.introduced ?? []).length === 0);
      const theirs = new Set(good.flatMap((patch) => (patch.fixed ?? []).map(({ id }) => id)));
      await using registry = await serveUniverse(parseUniverse(readUniverse(join(relax, 'universe.yaml'))));
      const files = readFiles(join(relax, name));
      files['package-lock.json'] ??= await lock(join(relax, name), registry.url);
      const { results, left } = await fixAll(
        { files, vulnerable: readVulnerable(join(relax, 'vulnerabilities.json')) },
        { registry: registry.url, cacheDir: join(dir, 'cache', name) },
      );
      const missed = [...theirs].filter((id) => left.includes(id));
      expect(missed, JSON.stringify(results, null, 1)).toEqual([]);
    });
});
if (!existsSync(archive))
  console.warn('oracle.test: skipped, SUTURE_TEST_SHARED names no remediation scenarios');

/** Their notation has `name@range` where ours has two words, and `Dev|` for what nobody else installs. */
function readUniverse(path: string): string {
  const { schema } = parse(readFileSync(path, 'utf8')) as { schema: string };
  return schema
    .split('\n')
    .filter((line) => !line.includes('Dev|'))
    .map((line) =>
      line.replace(
        /^( {4})(?:(Opt)\|)?(.+)@(.*)$/,
        (_, indent, opt, name, range) => `${indent}${opt === undefined ? '' : 'optional '}${name} ${range}`,
      ),
    )
    .join('\n');
}

function readVulnerable(path: string): string {
  interface Osv {
    id: string;
    affected: { package: { name: string }; ranges: { events: Record<string, string>[] }[] }[];
  }
  const { vulns } = JSON.parse(readFileSync(path, 'utf8')) as { vulns: Osv[] };
  return vulns
    .flatMap(({ id, affected }) =>
      affected.flatMap(({ package: { name }, ranges }) =>
        ranges.map(({ events }) => {
          const of = (key: string) => events.find((event) => key in event)?.[key];
          return `${id} ${name} ${of('introduced') ?? '0'} ${of('fixed') ?? '-'}`;
        }),
      ),
    )
    .join('\n');
}

/** The lockfile that npm makes for a manifest that came without one. */
async function lock(path: string, registry: string): Promise<string> {
  const options = { path, registry, cache: join(dir, 'npm'), ignoreScripts: true, audit: false };
  const tree = await new Arborist(options).buildIdealTree();
  return String((tree.meta as unknown as { toString(): string }).toString());
}

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Arborist from '@npmcli/arborist';
import { buildIndex } from '../../../src/advisories/index-file/build.ts';
import { makeReadRecord } from '../../../src/advisories/osv/record.ts';
import { parseUniverse, serveUniverse } from '../../fakes/universe.ts';

/** All packages that there are. `later`: released after the repositories' lockfiles were made. */
export const universe = `
parser
  1.0.0
  1.0.1 later
walker
  1.0.0
    globber ^1.0.0
globber
  1.0.0
  1.0.1 later
server
  1.0.0
    cookies 1.0.0
  1.1.0 later
    cookies 1.1.0
cookies
  1.0.0
  1.1.0 later
reporter
  1.0.0
    colors 1.0.0
colors
  1.0.0
  1.0.1 later
abandoned
  1.0.0
harmless
  1.0.0
`;

/** What to depend on, so that one finding is fixed on that rung (or `left`: there is no fix). */
export const dependsOn = {
  direct: { parser: '1.0.0' },
  lockfile: { walker: '^1.0.0' },
  parent: { server: '1.0.0' },
  override: { reporter: '^1.0.0' },
  left: { abandoned: '^1.0.0' },
  nothing: { harmless: '^1.0.0' },
} satisfies Record<string, Record<string, string>>;

/** The package with the finding on each rung. */
export const vulnerable = { parser: '1.0.1', globber: '1.0.1', cookies: '1.1.0', colors: '1.0.1' };

const severities = { parser: 'HIGH', globber: 'CRITICAL', cookies: 'MODERATE', colors: 'LOW' } as const;

/** OSV records: every `vulnerable` package below the release that is named, and `abandoned` altogether. */
export function records(): object[] {
  const fixed = Object.entries(vulnerable).map(([name, release]) =>
    recordOf(name, [{ introduced: '0' }, { fixed: release }], severities[name as keyof typeof severities]),
  );
  return [...fixed, recordOf('abandoned', [{ introduced: '0' }], 'HIGH')];
}

/** One OSV record of npm. */
export function recordOf(name: string, events: object[], severity = 'HIGH'): object {
  return {
    id: `GHSA-test-${name}`,
    modified: '2026-01-01T00:00:00Z',
    summary: `Weakness in ${name}`,
    affected: [{ package: { ecosystem: 'npm', name }, ranges: [{ type: 'SEMVER', events }] }],
    database_specific: { severity },
  };
}

/** Puts an advisory index of these records at `path`. A later `builtAt` (ISO 8601) is another index. */
export async function writeAdvisories(
  path: string,
  osv: object[] = records(),
  builtAt = '2026-01-02T00:00:00.000Z',
): Promise<void> {
  const read = makeReadRecord();
  const entries = osv.map((record) => {
    const entry = read(record, { path: 'stage' }, ({ message }) => {
      throw new Error(message);
    });
    if (entry === undefined) throw new Error(`${JSON.stringify(record)} is no OSV record.`);
    return entry;
  });
  await buildIndex(entries, { path, builtAt, sources: ['stage'] });
}

/** `package.json` and the lockfile that npm would have made of it before the later releases. */
export async function filesOf(dependencies: Record<string, string>): Promise<Record<string, string>> {
  await using registry = await serveUniverse(parseUniverse(universe, 'lock'));
  const dir = await mkdtemp(join(tmpdir(), 'suture-stage-lock-'));
  try {
    const manifest = `${JSON.stringify({ name: 'app', version: '1.0.0', private: true, dependencies }, null, 2)}\n`;
    await writeFile(join(dir, 'package.json'), manifest);
    const options = { path: dir, cache: join(dir, 'cache'), registry: registry.url, audit: false };
    const tree = await new Arborist(options).buildIdealTree();
    const lock = String((tree.meta as unknown as { toString(): string }).toString());
    return { 'package.json': manifest, 'package-lock.json': lock };
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

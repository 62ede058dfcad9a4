import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Arborist from '@npmcli/arborist';
import type { Graph, Release, Resolve, Resolved, Settings } from '../protocol.ts';
import { fakeAudit } from './audit.ts';
import { toGraph } from './graph.ts';
import { fetchReleases } from './releases.ts';

type Lock = Resolved['next'];

/** What npm makes of the files in one folder. */
export function openTree(settings: Settings) {
  const options = optionsOf(settings);
  let base: { graph: Graph; lock: Lock } | undefined;
  return {
    async load(): Promise<Graph> {
      await inflate(settings);
      return toGraph(await new Arborist(options).loadVirtual());
    },
    async base(): Promise<Record<never, never>> {
      await inflate(settings);
      base = await build(new Arborist(options)).catch(() => read(new Arborist(options)));
      return {};
    },
    releases: (names: string[]): Promise<(Release[] | null)[]> =>
      Promise.all(names.map((name) => fetchReleases(name, options))),
    async resolve(wanted: Resolve): Promise<Resolved> {
      if (base === undefined) throw new Error('resolve before base');
      const arborist = new Arborist(options);
      arborist.auditReport = fakeAudit(arborist, wanted);
      const next = await build(arborist);
      return { before: base.graph, after: next.graph, base: base.lock, next: next.lock };
    },
  };
}

async function build(arborist: Arborist): Promise<{ graph: Graph; lock: Lock }> {
  const tree = await arborist.buildIdealTree();
  return { graph: toGraph(tree), lock: contents(tree) };
}

async function read(arborist: Arborist): Promise<{ graph: Graph; lock: Lock }> {
  const tree = await arborist.loadVirtual();
  return { graph: toGraph(tree), lock: contents(tree) };
}

/** Through text, which orders keys as npm does. */
function contents(tree: Arborist.Node): Lock {
  return JSON.parse(String((tree.meta as unknown as { toString(): string }).toString())) as Lock;
}

/**
 * npm asks the registry for every package of a version 1 lockfile before it does anything. What that file lacks
 * (peers, binaries) is not written back to it, so its own data is enough: it is staged as version 3.
 */
async function inflate({ dir, lockfileVersion }: Settings): Promise<void> {
  const path = join(dir, 'package-lock.json');
  if (lockfileVersion > 1 || !existsSync(path)) return;
  if ((JSON.parse(readFileSync(path, 'utf8')) as { lockfileVersion?: number }).lockfileVersion === 3) return;
  const { Shrinkwrap } = Arborist as unknown as {
    Shrinkwrap: { load(options: { path: string }): Promise<{ data: { packages: Record<string, Lock> } }> };
  };
  const { data } = await Shrinkwrap.load({ path: dir });
  writeFileSync(path, JSON.stringify({ lockfileVersion: 3, requires: true, packages: data.packages }));
}

function optionsOf(settings: Settings): Arborist.Options {
  const options = {
    path: settings.dir,
    cache: join(settings.cacheDir, 'npm'),
    registry: settings.registry,
    ...Object.fromEntries(
      Object.entries(settings.scopes).map(([scope, registry]) => [`${scope}:registry`, registry]),
    ),
    lockfileVersion: settings.lockfileVersion,
    legacyPeerDeps: settings.legacyPeerDeps,
    strictPeerDeps: settings.strictPeerDeps,
    installStrategy: settings.installStrategy,
    omitLockfileRegistryResolved: settings.omitResolved,
    // Nothing of the repository or of a package is ever run, and nothing but registry metadata is fetched.
    ignoreScripts: true,
    ignoreExtension: true,
    allowGit: 'none',
    allowRemote: 'none',
    allowFile: 'none',
    audit: false,
    save: true,
    fetchRetries: 2,
    fetchRetryMintimeout: 500,
    fetchRetryMaxtimeout: 5000,
    timeout: 60_000,
    maxSockets: 12,
  } as unknown as Arborist.Options;
  // Shared by every tree of this process, so that a package is asked for once; npm's own cache knows its bounds.
  return { ...options, packumentCache: new Arborist(options).options.packumentCache };
}

import type { LockedPackage } from './lockfile.ts';
import { flowEntries } from './yaml/scan.ts';

/**
 * What a key of `packages` says: `/name/1.0.0_peers` (lockfile version 5), `/name@1.0.0(peers)` (6), `name@1.0.0` (9),
 * before 5.2 with the registry's host in front where it is not the default one; else an address, whose entry has a
 * name and a version of its own. (https://github.com/pnpm/spec/tree/master/lockfile)
 */
export function parsePnpmKey(key: string): { name?: string; version?: string; reference?: string } {
  const plain = key.startsWith('/') ? key.slice(1) : key;
  const joined = /^((?:@[^/@:]+\/)?[^/@:]+)@(.+)$/.exec(plain);
  if (joined !== null) {
    const [, name, rest] = joined as unknown as [string, string, string];
    const reference = withoutPeers(rest);
    return /^\d/.test(reference) ? { name, version: reference } : { name, reference };
  }
  const path = /^(?:[\w-]+(?:\.[\w-]+)+(?::\d+)?\/)?((?:@[^/@]+\/)?[^/@]+)\/(\d+\.\d+\.\d+[^_/(]*)/.exec(
    plain,
  );
  return path === null ? { reference: withoutPeers(plain) } : { name: path[1]!, version: path[2]! };
}

/** `react-dom@18.2.0(react@18.2.0)` → `react-dom@18.2.0`: what version 9 has in `packages` of a snapshot. */
export function withoutPeers(key: string): string {
  const peers = key.indexOf('(');
  return peers < 0 ? key : key.slice(0, peers);
}

/** Where a package comes from, by its `resolution` and, where its key is none of a registry's, that. */
export function originOfPnpm(
  resolution: string | Map<string, string>,
  reference: string | undefined,
): LockedPackage['origin'] {
  const about = typeof resolution === 'string' ? flowEntries(resolution) : resolution;
  const tarball = about.get('tarball') ?? '';
  if (about.get('type') === 'git' || about.has('commit')) return 'git';
  if (about.get('type') === 'directory' || about.has('directory')) return 'local';
  if (reference === undefined) return 'registry';
  // Hosts of repositories give a commit as a tarball.
  if (about.get('gitHosted') === 'true' || /\/(tar\.gz|archive\/|get\/)|\/archive\.tar\.gz/.test(tarball))
    return 'git';
  return 'tarball';
}

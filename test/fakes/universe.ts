import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One package's releases in a made-up registry: version → manifest. */
type Releases = Map<string, Record<string, unknown>>;

/**
 * Reads a registry from text. A package, its versions and what they want are each indented by two spaces more:
 *
 *     mkdirp
 *       0.5.1
 *         minimist 0.0.8
 *       0.5.6 later
 *         minimist ^1.2.6
 *         peer react ^16
 *
 * Words before a name: `peer`, `optional`, `bundled`. Words behind a version: `deprecated`, and `later` for what was
 * not published yet when the lockfile was made. `#` starts a comment.
 * @throws {SyntaxError} naming the line.
 */
export function parseUniverse(text: string, at: 'now' | 'lock' = 'now'): Map<string, Releases> {
  const universe = new Map<string, Releases>();
  let [releases, manifest]: [Releases | undefined, Record<string, unknown> | undefined] = [
    undefined,
    undefined,
  ];
  let name = '';
  for (const [i, line] of text.split('\n').entries()) {
    const [depth, words] = split(line);
    if (words.length === 0) continue;
    if (depth === 0) {
      name = words[0]!;
      releases = new Map();
      universe.set(name, releases);
    } else if (depth === 2 && releases !== undefined) {
      manifest = makeManifest(name, words);
      if (at === 'now' || !words.includes('later')) releases.set(words[0]!, manifest);
    } else if (depth === 4 && manifest !== undefined) want(manifest, words);
    else throw new SyntaxError(`line ${i + 1} of the universe is not understood: ${line}`);
  }
  return universe;
}

/** Serves a universe as an npm registry on this machine. Tarballs are not there: nobody should ask for one. */
export async function serveUniverse(universe: Map<string, Releases>): Promise<{
  url: string;
  /** Paths that were asked for. */
  requests: string[];
  [Symbol.asyncDispose](): Promise<void>;
}> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    const path = decodeURIComponent(request.url ?? '/').slice(1);
    requests.push(path);
    const releases = universe.get(path);
    response.writeHead(releases === undefined ? 404 : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(releases === undefined ? { error: 'Not found' } : packument(path, releases)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function packument(name: string, releases: Releases): object {
  const versions = [...releases.keys()];
  const stable = versions.filter((version) => !version.includes('-'));
  return {
    name,
    'dist-tags': { latest: (stable.length > 0 ? stable : versions).at(-1) },
    versions: Object.fromEntries(releases),
  };
}

function makeManifest(name: string, [version, ...words]: string[]): Record<string, unknown> {
  const file = `${name.replace(/^@[^/]+\//, '')}-${version}.tgz`;
  return {
    name,
    version,
    ...(words.includes('deprecated') ? { deprecated: 'use something else' } : {}),
    dist: {
      // One address on every machine, so that lockfiles can be compared.
      tarball: `https://registry.npmjs.org/${name}/-/${file}`,
      integrity: `sha512-${createHash('sha512').update(`${name}@${version}`).digest('base64')}`,
    },
  };
}

function want(manifest: Record<string, unknown>, words: string[]): void {
  const kinds: Record<string, string> = { peer: 'peerDependencies', optional: 'optionalDependencies' };
  const [kind, name, ...range] =
    words[0]! in kinds || words[0] === 'bundled' ? (words as [string, string]) : ['', ...words];
  const field = kinds[kind!] ?? 'dependencies';
  manifest[field] = { ...(manifest[field] as object), [name!]: range.join(' ') };
  if (kind === 'bundled')
    manifest.bundleDependencies = [...((manifest.bundleDependencies as string[]) ?? []), name];
}

function split(line: string): [depth: number, words: string[]] {
  const text = line.replace(/(^|\s)#.*/, '');
  return [
    text.length - text.trimStart().length,
    text
      .trim()
      .split(/\s+/)
      .filter((word) => word !== ''),
  ];
}

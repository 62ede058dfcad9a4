import type { Repository } from '../domain/repository.ts';
import type { Ecosystem } from '../ecosystems/ecosystem.ts';
import type { CodeHost } from '../hosts/host.ts';
import type { Snapshot } from '../lib/git/git.ts';
import type { Workspace } from '../workspace/workspace.ts';
import type { Tools } from './tools.ts';

/** The claimed files of one commit: everything else of the repository never leaves its server. */
export async function takeSnapshot(
  repository: Repository,
  commit: string,
  host: CodeHost,
  tools: Tools,
): Promise<Snapshot> {
  return tools.git.snapshot({
    remote: host.remote(repository.slug),
    dir: await tools.gitDir(repository.id),
    commit,
    wanted: (path) => claimed(path, tools.ecosystems),
    options: { signal: tools.signal },
  });
}

/** The same files in a throw-away directory. */
export async function openCheckout(
  repository: Repository,
  commit: string,
  host: CodeHost,
  tools: Tools,
): Promise<Workspace> {
  const snapshot = await takeSnapshot(repository, commit, host, tools);
  const files: { path: string; text: string }[] = [];
  for (const { path } of snapshot.paths) {
    if (!claimed(path, tools.ecosystems)) continue;
    const text = await snapshot.read(path);
    if (text !== undefined) files.push({ path, text });
  }
  return tools.openWorkspace(files);
}

export function claimed(path: string, ecosystems: readonly Ecosystem[]): boolean {
  return ecosystems.some((ecosystem) => ecosystem.claims(path) !== undefined);
}

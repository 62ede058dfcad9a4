import { mkdir, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { digest } from '../../../domain/fingerprint.ts';
import type { Workspace } from '../../../workspace/workspace.ts';
import type { PlanTools } from '../../ecosystem.ts';
import { exchange, startChild } from './child-process.ts';
import { type Project, readProject } from './project.ts';
import type { Graph, Release, Resolve, Resolved, Settings, Verbs } from './protocol.ts';
import { put, type Staged, stagedFiles } from './stage.ts';

/** npm at work on a copy of a project's manifests and lockfile. The workspace itself is never written by it. */
export interface Session {
  project: Project;
  /** The locked tree. */
  graph(): Promise<Graph>;
  /** Several packages' releases, asked for at the same time; `null` where the registry has no such package. */
  releases(names: string[]): Promise<(Release[] | null)[]>;
  /** What npm makes of the lockfile with these manifests in place of the copied ones. */
  resolve(manifests: Staged[], wanted: Resolve): Promise<Resolved>;
}

/**
 * Copies what belongs to a lockfile (or a lone `package.json`) into a temporary folder, starts Arborist there, and
 * lends both to `use`. With a pool, the next call on the same files finds them open.
 * @throws {NpmError} when npm refuses, takes too long or crashes; the signal's reason when aborted.
 */
export async function withSession<T>(
  manifest: string,
  files: Workspace,
  tools: PlanTools,
  use: (session: Session) => Promise<T>,
): Promise<T> {
  tools.signal.throwIfAborted();
  const project = await readProject(manifest, files, tools);
  const staged = await stagedFiles(project, files);
  const open = () => openSession(project, staged, tools);
  if (tools.pool !== undefined) {
    const texts = staged.flatMap(({ path, text }) => [path, text]);
    return tools.pool.lend(digest('npm', manifest, JSON.stringify(project.settings), ...texts), open, use);
  }
  await using session = await open();
  return await use(session);
}

async function openSession(
  project: Project,
  staged: Staged[],
  tools: PlanTools,
): Promise<Session & AsyncDisposable> {
  const home = await realpath(await mkdtemp(join(tmpdir(), 'suture-npm-')));
  const dir = join(home, 'project');
  await mkdir(dir);
  await mkdir(tools.cacheDir, { recursive: true });
  const cacheDir = await realpath(tools.cacheDir);
  for (const file of staged) await put(dir, file);
  const child = startChild(home, cacheDir);
  const stop = () => child.kill('SIGKILL');
  tools.signal.addEventListener('abort', stop, { once: true });
  const close = async () => {
    tools.signal.removeEventListener('abort', stop);
    stop();
    await rm(home, { recursive: true, force: true, maxRetries: 3 });
  };
  const ask = <V extends keyof Verbs>(verb: V, input: Verbs[V]['input']) =>
    exchange(child, { verb, input }, tools.signal) as Promise<Verbs[V]['output']>;
  try {
    await exchange(child, { dir, cacheDir, ...project.settings } satisfies Settings, tools.signal);
  } catch (error) {
    await close();
    throw error;
  }
  let graph: Graph | undefined;
  let based = false;
  const known = new Map<string, Release[] | null>();
  return {
    project,
    graph: async () => (graph ??= await ask('load', {})),
    async releases(names) {
      const missing = [...new Set(names)].filter((name) => !known.has(name));
      const found = missing.length === 0 ? [] : await ask('releases', { names: missing });
      for (const [i, name] of missing.entries()) known.set(name, found[i] ?? null);
      return names.map((name) => known.get(name) ?? null);
    },
    async resolve(manifests, wanted) {
      if (!based) await ask('base', {});
      based = true;
      for (const file of manifests) await put(dir, file);
      try {
        return await ask('resolve', wanted);
      } finally {
        for (const file of staged) if (file.kind === 'manifest') await put(dir, file);
      }
    },
    [Symbol.asyncDispose]: close,
  };
}

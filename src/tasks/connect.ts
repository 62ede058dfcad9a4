import type { Check } from '../domain/connection.ts';
import { fatalAmong } from '../domain/health.ts';
import { HostError } from '../hosts/error.ts';
import type { CodeHost, RemoteRepository } from '../hosts/host.ts';
import { mapLimited } from '../lib/map-limited.ts';
import type { Outcome, Task } from './task.ts';
import type { Tools } from './tools.ts';

/** Git connections opened at once while asking for heads: a Data Center serves about fifty git requests in all. */
const headsAtOnce = 8;

/** Tests the connection where asked, then lists what it sees (all, or what changed). */
export async function connect(task: Task<'connect'>, tools: Tools): Promise<Outcome<'connect'>> {
  const startedAt = tools.now().toISOString();
  const host = await tools.host(task.connection);
  const checks = task.test ? await host.check() : [];
  const base = { kind: 'connect', run: task.run, checks, full: task.since === undefined, startedAt } as const;
  const fatal = fatalAmong(checks);
  if (fatal?.retry) throw passing(fatal);
  if (fatal !== undefined) return { ...base, repositories: [], complete: false };
  const listed: RemoteRepository[] = [];
  const since = task.since === undefined ? {} : { since: task.since };
  for await (const repository of host.repositories({ ...since, signal: tools.signal }))
    listed.push(repository);
  return { ...base, repositories: await withHeads(listed, task, host, tools), complete: true };
}

/** A server's hiccup says nothing about the connection; if it lasts, the last attempt says so. */
function passing({ detail, remedy }: Check): HostError {
  return new HostError('unreachable', detail, {
    retry: true,
    ...(remedy === undefined ? {} : { remedy }),
  });
}

/**
 * Data Center's list tells neither when a repository changed nor its default branch; Cloud's list of what changed names
 * some twice, and some that changed in name only. Git tells the head, for two requests each that do not count against
 * REST, so that only what really moved gets a run. One that cannot be asked is left without a head and will be indexed.
 */
async function withHeads(listed: RemoteRepository[], task: Task<'connect'>, host: CodeHost, tools: Tools) {
  return mapLimited(listed, headsAtOnce, async (repository) => {
    const dated = repository.updatedAt !== undefined && task.since === undefined;
    if (dated || repository.archived) return repository;
    try {
      const { head } = await tools.git.heads(host.remote(repository.slug), { signal: tools.signal });
      return head === undefined
        ? { ...repository, head: null }
        : { ...repository, head: head.commit, defaultBranch: head.branch };
    } catch {
      tools.signal.throwIfAborted();
      return repository;
    }
  });
}
